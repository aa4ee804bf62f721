// The verdict on an image that is only scanned here and now, without anything remembered: a fix counts as known since its
// advisory was published, and when a finding was first seen is not known.
import type { AdvisoryDescription } from '../advisories/advisory-query.ts';
import { uncoveredTypesOf } from '../match/uncovered-types.ts';
import type { ReportedFinding } from '../report/reported-findings.ts';
import { shownSeverity } from '../report/reported-findings.ts';
import type { ImageReport } from '../report/scan-report.ts';
import { inventoryFacts } from './inventory-facts.ts';
import { type JudgingRules, judgeImage, type PolicyVerdict } from './judge-image.ts';
import type { JudgedFinding, JudgedPlace } from './judged-image.ts';

export interface ReportToJudge {
  readonly image: Omit<ImageReport, 'verdict'>;
  readonly place: Omit<JudgedPlace, 'digests'>;
  readonly advisories: AdvisoryDescription | undefined;
  /** Undefined: nobody looked at signatures. */
  readonly signedBy: readonly string[] | undefined;
}

export function judgeReport(
  { image, place, advisories, signedBy }: ReportToJudge,
  rules: JudgingRules,
  nowMs: number,
): PolicyVerdict {
  const { inventory, matched } = image;
  const { baseDigest: _, ...facts } = inventoryFacts(inventory);
  const findings = matched?.findings ?? [];
  return judgeImage(
    {
      place: { ...place, digests: [inventory.imageDigest] },
      scan: inventory.state === 'partial' ? 'partial' : 'whole',
      uncovered: uncoveredKinds(image),
      findings: findings.map((finding) => judgedFinding(finding, advisories)),
      facts: { ...facts, ...(signedBy === undefined ? {} : { signedBy }) },
    },
    rules,
    nowMs,
  );
}

function uncoveredKinds({ inventory, matched }: ReportToJudge['image']): readonly string[] {
  if (matched === undefined) return ['installed'];
  const present = new Set(inventory.packages.map(({ type }) => type));
  return uncoveredTypesOf(present, matched.coverage);
}

function judgedFinding(
  finding: ReportedFinding,
  advisories: AdvisoryDescription | undefined,
): JudgedFinding {
  const { advisoryId, ids, fixedIn, signal, publishedAtMs } = finding;
  const { feeds } = advisories ?? {};
  return {
    ...{ advisoryId, ids },
    packageName: finding.package.name,
    packageVersion: finding.package.version,
    severity: shownSeverity(finding),
    ...(fixedIn === undefined ? {} : { fixedIn }),
    ...(feeds?.kev === undefined ? {} : { knownExploited: signal?.kev !== undefined }),
    ...(feeds?.epss === undefined ? {} : { epss: signal?.epss ?? 0 }),
    ...(publishedAtMs === undefined ? {} : { publishedAtMs, fixKnownAtMs: publishedAtMs }),
  };
}
