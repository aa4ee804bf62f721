// Which findings of a match report are shown, which are accepted, and whether the rest breaks the policy asked for.
import type { MatchReport } from '../match/match-report.ts';
import type { Inventory } from '../protocol/inventory.ts';
import { type FailOnLevel, failOnLevels } from './fail-on-levels.ts';
import { type IgnoreRule, ignoreLookup, isRunOut } from './ignore-rules.ts';
import { type ReportedFinding, reportedFindings, shownSeverity } from './reported-findings.ts';
import type { IgnoredFinding, ImageReport, MatchedFindings } from './scan-report.ts';

export interface Selection {
  readonly onlyFixed: boolean;
  readonly ignoreRules: readonly IgnoreRule[];
  readonly nowMs: number;
}

export function selectFindings(
  inventory: Inventory,
  report: MatchReport,
  { onlyFixed, ignoreRules, nowMs }: Selection,
): MatchedFindings {
  const holding = ignoreRules.filter((rule) => !isRunOut(rule, nowMs));
  const ruleFor = ignoreLookup(holding, inventory);
  const findings: ReportedFinding[] = [];
  const ignored: IgnoredFinding[] = [];
  let hiddenUnfixed = 0;
  for (const finding of reportedFindings(inventory, report.matches)) {
    const rule = ruleFor(finding);
    if (rule !== undefined) ignored.push({ finding, rule: rule.text });
    else if (onlyFixed && finding.status !== 'fixed-available') hiddenUnfixed += 1;
    else findings.push(finding);
  }
  return { findings, ignored, hiddenUnfixed, coverage: report.coverage };
}

/** A severity nobody has rated is beneath every threshold: the report shows it, the policy does not judge it. */
export function breaksPolicy(
  images: readonly Pick<ImageReport, 'matched'>[],
  failOn: FailOnLevel,
): boolean {
  const failing: readonly string[] = failOnLevels.slice(0, failOnLevels.indexOf(failOn) + 1);
  return images.some(({ matched }) =>
    matched?.findings.some((finding) => failing.includes(shownSeverity(finding))),
  );
}
