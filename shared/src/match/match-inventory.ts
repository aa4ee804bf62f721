// Matches one inventory against the advisories. Pure: it asks the query port and returns a report; what changed since
// the last report, and who is told, is decided elsewhere.
import type { AdvisoryQuery } from '../advisories/advisory-query.ts';
import type { Inventory } from '../protocol/inventory.ts';
import {
  type DistroScope,
  distroScope,
  type KnownFindings,
  matchPackage,
} from './match-package.ts';
import type { Match, MatchCoverage, MatchReport } from './match-report.ts';
import { languageEcosystemOf } from './package-lookups.ts';

export function matchInventory(
  inventory: Inventory,
  advisories: AdvisoryQuery,
  known: KnownFindings = new Map(),
): MatchReport {
  const scope = distroScope(inventory.distro, advisories);
  const matches: Match[] = [];
  for (const [index, found] of inventory.packages.entries()) {
    const findings = matchPackage(found, scope, { advisories, known });
    if (findings.length === 0) continue;
    const { purl, name, version } = found;
    for (const finding of findings) {
      matches.push({ package: { index, purl, name, version }, ...finding });
    }
  }
  return { matches, coverage: coverageOf(inventory, scope, advisories) };
}

function coverageOf(
  inventory: Inventory,
  scope: DistroScope,
  advisories: AdvisoryQuery,
): MatchCoverage {
  const ecosystem = scope.covered[0] ?? scope.names?.ecosystems[0];
  return {
    distro: distroCoverage(inventory, scope),
    ...(ecosystem === undefined ? {} : { ecosystem }),
    ecosystemsWithoutData: languageGaps(inventory, advisories),
  };
}

/** System packages of a distro nobody could name are unchecked, too. */
function distroCoverage(inventory: Inventory, scope: DistroScope): MatchCoverage['distro'] {
  if (scope.covered.length > 0) return 'covered';
  const hasSystemPackages = inventory.packages.some(({ type }) => systemTypes.has(type));
  return inventory.distro !== undefined || hasSystemPackages ? 'no-advisory-data' : 'not-a-distro';
}

const systemTypes: ReadonlySet<string> = new Set(['deb', 'apk', 'rpm']);

function languageGaps(inventory: Inventory, advisories: AdvisoryQuery): readonly string[] {
  const ecosystems = new Set<string>();
  for (const { type, ownedBy } of inventory.packages) {
    const ecosystem = ownedBy === undefined ? languageEcosystemOf(type) : undefined;
    if (ecosystem !== undefined) ecosystems.add(ecosystem);
  }
  return [...ecosystems].filter((ecosystem) => !advisories.covers(ecosystem)).toSorted();
}
