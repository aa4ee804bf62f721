// What a verification can end with, for one signature and for an image, and how many verdicts become one.

export const invalidReasons = [
  /** The payload is none of the known forms. */
  'malformed',
  /** It signs another digest than the one it hangs on. */
  'digest-mismatch',
  /** The signature is not that of the payload. */
  'signature-mismatch',
  /** The transparency log, the certificate log or the timestamp contradicts the signature. */
  'proof-mismatch',
] as const;
export type InvalidReason = (typeof invalidReasons)[number];

export const unverifiableReasons = [
  /** Nobody has said whose signatures count for this repository. */
  'no-signers',
  /** A keyless signature, and no trusted root is configured. */
  'no-trusted-root',
  /** A keyless signature without a proof of when it was made. */
  'no-proof-of-time',
  /** A format we do not read, such as Notation. */
  'unsupported-format',
  /** More bytes than are kept. */
  'too-large',
] as const;
export type UnverifiableReason = (typeof unverifiableReasons)[number];

export type Verdict =
  | { readonly kind: 'verified'; readonly signerId: string; readonly signerName: string }
  | { readonly kind: 'invalid'; readonly reason: InvalidReason }
  /** Sound, or not to be told, but of nobody who is configured. */
  | { readonly kind: 'unknown-signer'; readonly identity?: string; readonly issuer?: string }
  | { readonly kind: 'no-signature' }
  | { readonly kind: 'not-verifiable'; readonly reason: UnverifiableReason };

export const signedMarks = ['verified', 'unverified', 'invalid', 'none'] as const;
/** What the list of images shows. */
export type SignedMark = (typeof signedMarks)[number];

const weights: Readonly<Record<Verdict['kind'], number>> = {
  verified: 0,
  invalid: 1,
  'unknown-signer': 2,
  'not-verifiable': 3,
  'no-signature': 4,
};

/**
 * One good signature is enough: whoever may push can add a bad one beside it, which must take nothing away. Without a
 * good one, a wrong one is what people need to see.
 */
export function decisiveVerdict(verdicts: readonly Verdict[]): Verdict {
  const [first] = verdicts.toSorted((a, b) => weights[a.kind] - weights[b.kind]);
  return first ?? { kind: 'no-signature' };
}

export function markOf(verdict: Verdict): SignedMark {
  switch (verdict.kind) {
    case 'verified':
    case 'invalid':
      return verdict.kind;
    case 'no-signature':
      return 'none';
    case 'unknown-signer':
    case 'not-verifiable':
      return 'unverified';
  }
}

/** One line for people: `verified by release key`, `invalid: digest-mismatch`. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'verified':
      return `verified by ${verdict.signerName}`;
    case 'invalid':
      return `invalid: ${verdict.reason}`;
    case 'unknown-signer':
      return verdict.identity === undefined
        ? 'unknown signer'
        : `unknown signer: ${verdict.identity} (${verdict.issuer ?? 'no issuer'})`;
    case 'no-signature':
      return 'no signature';
    case 'not-verifiable':
      return `not verifiable: ${verdict.reason}`;
  }
}
