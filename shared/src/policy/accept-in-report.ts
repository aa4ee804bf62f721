// Marks the findings of a report that an exception accepts where the image is.
import type { MatchedFindings } from '../report/scan-report.ts';
import { type AcceptanceRule, acceptedBy, rulesAt } from './accepted-findings.ts';
import type { JudgedPlace } from './judged-image.ts';

export function acceptInReport(
  matched: MatchedFindings,
  place: JudgedPlace,
  { accepted, nowMs }: { readonly accepted: readonly AcceptanceRule[]; readonly nowMs: number },
): MatchedFindings {
  const rules = rulesAt(accepted, place, nowMs);
  if (rules.length === 0) return matched;
  const acceptances = matched.findings.flatMap((finding) => {
    const rule = acceptedBy(rules, { ids: finding.ids, packageName: finding.package.name });
    if (rule === undefined) return [];
    const { reason } = rule;
    return [[finding, reason === undefined ? {} : { reason }] as const];
  });
  return { ...matched, accepted: new Map(acceptances) };
}
