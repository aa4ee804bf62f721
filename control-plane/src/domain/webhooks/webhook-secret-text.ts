// The text form of a webhook secret: `hg_wh_`, 40 random hex digits, and 8 of CRC-32 over them. The checksum lets a
// guess be refused without a look-up and a leaked secret be recognised; it protects nothing by itself.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Random } from '@harborguard/shared/ports.ts';

const randomBytesLength = 20;
const secretPattern = /^hg_wh_([0-9a-f]{40})([0-9a-f]{8})$/;
/** Enough to tell two secrets apart in a list. */
const prefixLength = 10;

export function mintWebhookSecret(random: Random): string {
  const body = Buffer.from(random.bytes(randomBytesLength)).toString('hex');
  return `hg_wh_${body}${checksum(body)}`;
}

export function isWellFormedSecret(text: string): boolean {
  const parts = secretPattern.exec(text);
  return parts !== null && checksum(parts[1] ?? '') === parts[2];
}

/** What is stored of a secret that senders show as it is. It has 160 random bits, so a plain hash is enough. */
export function hashWebhookSecret(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function webhookSecretPrefix(text: string): string {
  return text.slice(0, prefixLength);
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0');
}
