// All that hangs on one image, judged: a verdict for each attachment that is signed, and one for the image.
import type { Attachment } from './attachment.ts';
import { type Signer, signersOf } from './signer.ts';
import { type ParsedTrustedRoot, parseTrustedRoot } from './trusted-root.ts';
import { decisiveVerdict, type Verdict } from './verdict.ts';
import { type Trust, verifySignature } from './verify-signature.ts';

export interface Subject {
  readonly repository: string;
  readonly digest: string;
}

type Judged = Pick<Attachment, 'kind' | 'signatures' | 'problem'>;

export interface SignatureJudge {
  /** Of one attachment; of SBOMs and others that carry no signature: no-signature. */
  attachment(subject: Subject, attachment: Judged): Verdict;
  /** Only signatures speak for the image: a signed provenance says how it was built, not that it was released. */
  image(subject: Subject, attachments: readonly Judged[]): Verdict;
}

/** A trusted root that is not readable counts as none; it is checked where it is taken. */
export function createSignatureJudge(settings: {
  readonly signers: readonly Signer[];
  readonly trustedRoot?: string | undefined;
}): SignatureJudge {
  const root: ParsedTrustedRoot =
    settings.trustedRoot === undefined
      ? { kind: 'invalid' }
      : parseTrustedRoot(settings.trustedRoot);
  const trusts = new Map<string, Trust>();
  const trustIn = (repository: string): Trust => {
    const known = trusts.get(repository);
    if (known !== undefined) return known;
    const fresh = {
      signers: signersOf(settings.signers, repository),
      ...(root.kind === 'root' ? { verifier: root.verifier } : {}),
    };
    trusts.set(repository, fresh);
    return fresh;
  };
  const attachment = (subject: Subject, judged: Judged): Verdict =>
    judgeOne(subject.digest, judged, trustIn(subject.repository));
  return {
    attachment,
    image: (subject, attachments) =>
      decisiveVerdict(
        attachments
          .filter(({ kind }) => kind === 'signature')
          .map((judged) => attachment(subject, judged)),
      ),
  };
}

function judgeOne(digest: string, { kind, signatures, problem }: Judged, trust: Trust): Verdict {
  if (signatures.length > 0) {
    return decisiveVerdict(signatures.map((one) => verifySignature(one, digest, trust)));
  }
  if (kind !== 'signature' && problem === undefined) return { kind: 'no-signature' };
  switch (problem) {
    case undefined:
    case 'SIGNATURE_UNSUPPORTED':
      return { kind: 'not-verifiable', reason: 'unsupported-format' };
    case 'SIGNATURE_TOO_LARGE':
      return { kind: 'not-verifiable', reason: 'too-large' };
    default:
      return { kind: 'invalid', reason: 'malformed' };
  }
}
