// The tokens of sessions and one-time links: 256 random bits. Only their hash is stored, so a plain one is enough.
import { createHash } from 'node:crypto';
import type { Random } from '@harborguard/shared/ports.ts';

const tokenBytesLength = 32;
export const tokenPattern = '^[A-Za-z0-9_-]{43}$';

export function mintToken(random: Random): string {
  return Buffer.from(random.bytes(tokenBytesLength)).toString('base64url');
}

export function hashToken(token: string): string {
  return createHash('sha256').update('harborguard token').update(token).digest('hex');
}
