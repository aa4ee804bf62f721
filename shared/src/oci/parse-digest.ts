// A content digest as text: `sha256:<64 hex>` or `sha512:<128 hex>`, the two algorithms registries use. Nothing is hashed here.

export const digestAlgorithms = ['sha256', 'sha512'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

export interface Digest {
  readonly kind: 'digest';
  readonly algorithm: DigestAlgorithm;
  readonly hex: string;
  /** The whole text. */
  readonly text: string;
}

export type ParsedDigest = Digest | { readonly kind: 'invalid'; readonly reason: string };

const hexLength: Readonly<Record<DigestAlgorithm, number>> = { sha256: 64, sha512: 128 };

export function parseDigest(text: string): ParsedDigest {
  const match = /^(sha256|sha512):([0-9a-f]{64,128})$/.exec(text);
  const algorithm = digestAlgorithms.find((known) => known === match?.[1]);
  const hex = match?.[2];
  if (algorithm === undefined || hex === undefined) {
    return { kind: 'invalid', reason: 'a digest is sha256: or sha512: and lowercase hex' };
  }
  if (hex.length !== hexLength[algorithm]) {
    return {
      kind: 'invalid',
      reason: `a ${algorithm} digest has ${hexLength[algorithm]} hex digits`,
    };
  }
  return { kind: 'digest', algorithm, hex, text };
}

export function isDigest(text: string): boolean {
  return parseDigest(text).kind === 'digest';
}
