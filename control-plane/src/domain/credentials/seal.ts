// Sealing of secrets at rest: AES-256-GCM. What a sealed value belongs to (row, column, key) is authenticated
// with it, so a value copied to another row or sealed under another key does not open.
import { createCipheriv, createDecipheriv, createHash, type KeyObject } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Random } from '@harborguard/shared/ports.ts';

export interface SealKey {
  /** Names the key without telling anything about it: 16 hex digits of a hash. */
  readonly id: string;
  readonly key: KeyObject;
}

/** What a sealed value belongs to. */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

const algorithm = 'aes-256-gcm';
const formatVersion = 1;
const keyIdLength = 8;
const nonceLength = 12;
const tagLength = 16;
const headerLength = 1 + keyIdLength + nonceLength;

export function sealKeyOf(key: KeyObject): SealKey {
  const hash = createHash('sha256').update('harborguard seal key id').update(key.export());
  return { id: hash.digest('hex').slice(0, keyIdLength * 2), key };
}

/** version (1) · key id (8) · nonce (12) · ciphertext · tag (16) */
export function seal(
  sealKey: SealKey,
  place: SealedPlace,
  content: { readonly text: string | Uint8Array; readonly random: Random },
): Uint8Array {
  const nonce = content.random.bytes(nonceLength);
  const cipher = createCipheriv(algorithm, sealKey.key, nonce);
  cipher.setAAD(associatedData(sealKey.id, place));
  const body = Buffer.concat([
    cipher.update(typeof content.text === 'string' ? Buffer.from(content.text) : content.text),
    cipher.final(),
  ]);
  const header = Buffer.concat([
    Buffer.from([formatVersion]),
    Buffer.from(sealKey.id, 'hex'),
    nonce,
  ]);
  return Buffer.concat([header, body, cipher.getAuthTag()]);
}

/** Throws SEAL_KEY_WRONG when the value was sealed under another key, for another place, or was changed. */
export function openSealed(sealKey: SealKey, place: SealedPlace, sealed: Uint8Array): string {
  return openSealedBytes(sealKey, place, sealed).toString('utf8');
}

/** The id of the key a value says it was sealed with; of no value of ours it says nothing useful. */
export function sealedKeyId(sealed: Uint8Array): string {
  return Buffer.from(sealed.subarray(1, 1 + keyIdLength)).toString('hex');
}

/** As `openSealed`, for values that are no text. */
export function openSealedBytes(sealKey: SealKey, place: SealedPlace, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed);
  const keyId = sealedKeyId(bytes);
  if (
    bytes.length < headerLength + tagLength ||
    bytes[0] !== formatVersion ||
    keyId !== sealKey.id
  ) {
    throw wrongKey(place);
  }
  const decipher = createDecipheriv(algorithm, sealKey.key, bytes.subarray(9, headerLength));
  decipher.setAAD(associatedData(sealKey.id, place));
  decipher.setAuthTag(bytes.subarray(-tagLength));
  try {
    const body = bytes.subarray(headerLength, -tagLength);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    throw wrongKey(place);
  }
}

function associatedData(keyId: string, place: SealedPlace): Buffer {
  const parts = ['harborguard.seal', formatVersion, keyId, place.table, place.column, place.rowId];
  return Buffer.from(JSON.stringify(parts));
}

function wrongKey(place: SealedPlace): HarborError {
  return new HarborError('SEAL_KEY_WRONG', {
    details: { table: place.table, row: place.rowId },
  });
}
