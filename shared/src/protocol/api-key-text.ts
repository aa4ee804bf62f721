// The text form of a key: `hg_ak_`, 40 random hex digits, and 8 hex digits of CRC-32 over them. The checksum
// refuses a mistyped key without a look-up and lets secret scanners be sure; it is no protection by itself.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Random } from '../ports.ts';

const scheme = 'hg_ak_';
/** Tokens a sensor exchanges for a key of its own. */
const enrolmentScheme = 'hg_et_';
const randomBytesLength = 20;
const keyPattern = /^hg_ak_([0-9a-f]{40})([0-9a-f]{8})$/;
const enrolmentPattern = /^hg_et_([0-9a-f]{40})([0-9a-f]{8})$/;

/** Enough to tell keys apart in a list, far too little to guess the rest. */
const prefixLength = 10;

export function mintKeyText(random: Random): string {
  return minted(scheme, random);
}

export function mintEnrolmentText(random: Random): string {
  return minted(enrolmentScheme, random);
}

export function isWellFormedKey(text: string): boolean {
  return hasForm(keyPattern, text);
}

export function isWellFormedEnrolment(text: string): boolean {
  return hasForm(enrolmentPattern, text);
}

/** What is stored in place of the key. The key has 160 random bits, so a plain hash is enough. */
export function hashKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function keyPrefix(text: string): string {
  return text.slice(0, prefixLength);
}

function minted(prefix: string, random: Random): string {
  const body = Buffer.from(random.bytes(randomBytesLength)).toString('hex');
  return `${prefix}${body}${checksum(body)}`;
}

function hasForm(pattern: RegExp, text: string): boolean {
  const parts = pattern.exec(text);
  return parts !== null && checksum(parts[1] ?? '') === parts[2];
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0');
}
