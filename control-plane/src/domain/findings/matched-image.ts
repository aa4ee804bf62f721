// What a match report says of one image, as it is kept: one match for each package version and advisory, counts, and
// for which packages nothing could be known.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import { cvesOf } from '@harborguard/shared/advisories/cve-signal.ts';
import { countBySeverity } from '@harborguard/shared/match/count-by-severity.ts';
import type { Finding } from '@harborguard/shared/match/findings-of-package.ts';
import { matchInventory } from '@harborguard/shared/match/match-inventory.ts';
import type { KnownFindings } from '@harborguard/shared/match/match-package.ts';
import type { Match, MatchCoverage } from '@harborguard/shared/match/match-report.ts';
import { uncoveredTypesOf } from '@harborguard/shared/match/uncovered-types.ts';
import type { Inventory, Package } from '@harborguard/shared/protocol/inventory.ts';
import type { ImageFinding } from './finding-queries.ts';
import type { AdvisorySignal, ImageCoverage, MatchedImage } from './finding-store.ts';

export function matchedImage(
  inventory: Inventory,
  advisories: AdvisoryQuery,
  known?: KnownFindings,
): MatchedImage {
  const report = matchInventory(inventory, advisories, known);
  const distinct = new Map<string, Match>();
  for (const match of report.matches) {
    const { type } = packageOf(inventory, match);
    const key = JSON.stringify([type, match.package.name, match.package.version, match.advisoryId]);
    // The same version found at several places is one finding.
    if (!distinct.has(key)) distinct.set(key, match);
  }
  const matches = [...distinct.values()];
  const present = new Set(inventory.packages.map(({ type }) => type));
  const uncoveredTypes = uncoveredTypesOf(present, report.coverage);
  return {
    matches: matches.map((match) =>
      imageFinding({ ...packageOf(inventory, match), ...match.package }, match),
    ),
    signals: signalsOf(matches),
    counts: countBySeverity(matches),
    coverage: imageCoverage(report.coverage, present, uncoveredTypes),
    uncoveredTypes,
    matchedWith: advisories.describe().builtAtMs,
  };
}

/** What a finding shows of the package it is about. */
type FoundPackage = Pick<Package, 'type' | 'name' | 'version' | 'purl' | 'layer'>;

/** Several packages may be affected by one advisory; what is known of it is the same for all. */
export function signalsOf(matches: readonly Finding[]): readonly AdvisorySignal[] {
  const signals = new Map<string, AdvisorySignal>();
  for (const { advisoryId, ids, upstream, signal = {} } of matches) {
    const cves = cvesOf([...ids, ...upstream]);
    if (cves.length > 0) signals.set(advisoryId, { advisoryId, cves, signal });
  }
  return [...signals.values()];
}

function packageOf(inventory: Inventory, match: Match) {
  return inventory.packages[match.package.index] ?? { type: 'generic' as const, layer: 0 };
}

export function imageFinding(
  { type, layer, name, version, purl }: FoundPackage,
  match: Finding,
): ImageFinding {
  const { level, score, vector, origin } = match.severity;
  return {
    advisoryId: match.advisoryId,
    ids: match.ids,
    sources: match.sources,
    packageType: type,
    packageName: name,
    packageVersion: version,
    purl,
    severity: level === 'negligible' ? 'low' : level,
    ...(score === undefined ? {} : { score }),
    ...(vector === undefined ? {} : { vector }),
    severityOrigin: origin,
    ...(match.fixedIn === undefined ? {} : { fixedIn: match.fixedIn }),
    status: match.status,
    summary: match.summary,
    ...(match.publishedAtMs === undefined ? {} : { publishedAtMs: match.publishedAtMs }),
    layer,
  };
}

/** Without a distro, an image of which no package could be looked up is as unknown as a release without data. */
function imageCoverage(
  coverage: MatchCoverage,
  present: ReadonlySet<string>,
  uncoveredTypes: readonly string[],
): ImageCoverage {
  const nothingKnown = present.size > 0 && uncoveredTypes.length === present.size;
  return coverage.distro === 'not-a-distro' && nothingKnown ? 'no-advisory-data' : coverage.distro;
}
