// What the signatures and attachments of an image say, in words.
import { decisiveVerdict, markOf, type Verdict } from '@harborguard/shared/signatures/verdict.ts';
import type { ImageDetail } from './image-detail.ts';

export type PlaceVerdict = ImageDetail['signatures'][number]['verdict'];
type Attachment = ImageDetail['attachments'][number];

export const verdictWords: Readonly<
  Record<PlaceVerdict['kind'], readonly [tone: string, words: string]>
> = {
  verified: ['good', 'verified'],
  invalid: ['bad', 'does not verify'],
  'unknown-signer': ['warn', 'signer not trusted'],
  'no-signature': ['wait', 'not signed'],
  'not-verifiable': ['warn', 'cannot be verified'],
};

const reasonWords: Readonly<Record<NonNullable<PlaceVerdict['reason']>, string>> = {
  malformed: 'it is not what it claims to be',
  'digest-mismatch': 'it speaks of another digest',
  'signature-mismatch': 'the signature does not fit the key',
  'proof-mismatch': 'what proves it contradicts it',
  'no-signers': 'nobody has said whose signatures count here',
  'no-trusted-root': 'no trusted root is set',
  'no-proof-of-time': 'nothing proves when it was made',
  'unsupported-format': 'its format is not known',
  'too-large': 'it is too large to be read',
};

export const attachmentWords: Readonly<Record<Attachment['kind'], string>> = {
  signature: 'Signature',
  attestation: 'Attestation',
  sbom: 'SBOM',
  other: 'Attachment',
};

/** Who signed, or why nobody can say. */
export function verdictDetail(verdict: PlaceVerdict): string {
  if (verdict.signerName !== undefined) return `by ${verdict.signerName}`;
  if (verdict.identity !== undefined) return `by ${verdict.identity}`;
  return verdict.reason === undefined ? '' : reasonWords[verdict.reason];
}

export function signedMarkOf(signatures: ImageDetail['signatures']) {
  return markOf(decisiveVerdict(signatures.map(({ verdict }) => verdict as Verdict)));
}
