// A public key people configure, and whether a signature over bytes is its own. PEM; ECDSA, RSA and Ed25519.
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

export interface PublicKey {
  readonly key: KeyObject;
  /** How sigstore bundles name a key: base64 of the SHA-256 of its DER form. */
  readonly hint: string;
}

export type ParsedPublicKey =
  | { readonly kind: 'key'; readonly key: PublicKey }
  | { readonly kind: 'invalid'; readonly reason: string };

/** A key of 16,384 bits of RSA takes 3 KiB as PEM. */
export const publicKeyTextMax = 16_384;
/** Shorter ones are within reach of factoring. */
const rsaBitsMin = 2048;
const curves: Readonly<Record<string, string>> = {
  prime256v1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
};

export function parsePublicKey(pem: string): ParsedPublicKey {
  if (pem.length > publicKeyTextMax) return invalid('the key is too long');
  if (pem.includes('PRIVATE KEY')) return invalid('this is a private key; give the public one');
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem' });
  } catch {
    return invalid('this is no public key in PEM form');
  }
  const problem = weakness(key);
  if (problem !== undefined) return invalid(problem);
  const der = key.export({ type: 'spki', format: 'der' });
  return { kind: 'key', key: { key, hint: createHash('sha256').update(der).digest('base64') } };
}

export function isSignedBy(
  { key }: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  return hashesOf(key).some((hash) => {
    try {
      return verify(hash, message, key, signature);
    } catch {
      return false;
    }
  });
}

function weakness(key: KeyObject): string | undefined {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return undefined;
    case 'rsa':
      return (modulusLength ?? 0) < rsaBitsMin ? `an RSA key needs ${rsaBitsMin} bits` : undefined;
    case 'ec':
      return Object.hasOwn(curves, namedCurve ?? '')
        ? undefined
        : 'the curve is none of the NIST ones';
    default:
      return 'the key is none of ECDSA, RSA and Ed25519';
  }
}

/** cosign signs with SHA-256 whatever the key; newer tools take the hash of the curve. */
function hashesOf(key: KeyObject): readonly (string | null)[] {
  if (key.asymmetricKeyType === 'ed25519') return [null];
  const ofCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  return ofCurve === undefined || ofCurve === 'sha256' ? ['sha256'] : ['sha256', ofCurve];
}

function invalid(reason: string): ParsedPublicKey {
  return { kind: 'invalid', reason };
}
