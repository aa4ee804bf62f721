// Comparing what a sender showed with what it should be, in a time that tells nothing of either.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export function equalText(a: string, b: string): boolean {
  return timingSafeEqual(hashOf(a), hashOf(b));
}

/** Whether `hex` is the keyed hash of exactly these bytes. */
export function isHmac(
  hex: string,
  { algorithm, secret, body }: { algorithm: 'sha1' | 'sha256'; secret: string; body: Uint8Array },
): boolean {
  const expected = createHmac(algorithm, secret).update(body).digest();
  if (!/^[0-9a-f]+$/i.test(hex) || hex.length !== expected.length * 2) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), expected);
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
