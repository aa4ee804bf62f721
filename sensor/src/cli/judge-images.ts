// Adds the verdict of a policy file to the images of a report.
import { parseReference } from '@harborguard/shared/oci/parse-reference.ts';
import { acceptInReport } from '@harborguard/shared/policy/accept-in-report.ts';
import type { JudgingRules } from '@harborguard/shared/policy/judge-image.ts';
import { judgeReport } from '@harborguard/shared/policy/judge-report.ts';
import type { JudgedPlace } from '@harborguard/shared/policy/judged-image.ts';
import type { ScanReport } from '@harborguard/shared/report/scan-report.ts';
import type { Verdict } from '@harborguard/shared/signatures/verdict.ts';
import { imageSourceText } from '../archive/image-source-text.ts';

export interface JudgedScan {
  readonly report: ScanReport;
  /** As it was written on the command line. */
  readonly text: string;
  /** Undefined: signatures were not looked at. */
  readonly signature: Verdict | undefined;
}

export function judgeImages(
  { report, text, signature }: JudgedScan,
  rules: JudgingRules,
): ScanReport {
  const place = placeOf(text);
  const { advisories, createdAtMs } = report;
  const signedBy = signature === undefined ? undefined : signersOf(signature);
  return {
    ...report,
    images: report.images.map((image) => {
      const { matched, inventory } = image;
      const verdict = judgeReport({ image, place, advisories, signedBy }, rules, createdAtMs);
      if (matched === undefined) return { ...image, verdict };
      const at = { ...place, digests: [inventory.imageDigest] };
      const { accepted } = rules;
      const marked = acceptInReport(matched, at, { accepted, nowMs: createdAtMs });
      return { ...image, matched: marked, verdict };
    }),
  };
}

/** What the policies block, or warn of, in sentences. */
export function verdictLines({ images }: ScanReport): {
  readonly blocked: readonly string[];
  readonly warned: readonly string[];
} {
  const reasons = images.flatMap(({ verdict }) => verdict?.reasons ?? []);
  const sentences = (effect: 'block' | 'warn') =>
    reasons.filter((reason) => reason.effect === effect).map(({ sentence }) => sentence);
  return { blocked: sentences('block'), warned: sentences('warn') };
}

function signersOf(signature: Verdict): readonly string[] {
  return signature.kind === 'verified' ? [signature.signerName] : [];
}

/** A file is in no registry: policies for registries by name say nothing of it. */
function placeOf(text: string): Omit<JudgedPlace, 'digests'> {
  const source = imageSourceText(text);
  const parsed = source.kind === 'archive' ? undefined : parseReference(source.reference);
  if (parsed?.kind !== 'reference') return { registry: '', repository: '' };
  const { host, repository, tag } = parsed;
  return { registry: host, repository, ...(tag === undefined ? {} : { tag }) };
}
