// Matches one inventory against the advisories. Pure: it asks the query port and returns a report; what changed since
// the last report, and who is told, is decided elsewhere.
import type { AdvisoryQuery } from '../advisories/advisory-query.ts';
import type { Inventory, Package } from '../protocol/inventory.ts';
import { type DistroEcosystems, distroEcosystems } from './distro-ecosystems.ts';
import { type Finding, findingsOfPackage } from './findings-of-package.ts';
import type { Match, MatchCoverage, MatchReport } from './match-report.ts';
import {
  distroLookups,
  languageEcosystemOf,
  languageLookups,
  type PackageLookup,
} from './package-lookups.ts';

/** The distro of an image with those of its ecosystems that advisories exist for. */
interface DistroScope {
  readonly names: DistroEcosystems | undefined;
  readonly covered: readonly string[];
  readonly extended: readonly string[];
}

/** Findings by what was looked up; images share most of their packages. Good for one set of advisories only. */
export type KnownFindings = Map<string, readonly Finding[]>;

export function matchInventory(
  inventory: Inventory,
  advisories: AdvisoryQuery,
  findingsByLookup: KnownFindings = new Map(),
): MatchReport {
  const scope = distroScope(inventory, advisories);
  const matches: Match[] = [];
  for (const [index, found] of inventory.packages.entries()) {
    if (found.ownedBy !== undefined) continue;
    const lookups = lookupsOf(found, scope);
    const key = JSON.stringify(lookups);
    const findings = findingsByLookup.get(key) ?? findingsOfPackage(lookups, advisories);
    findingsByLookup.set(key, findings);
    const { purl, name, version } = found;
    for (const finding of findings) {
      matches.push({ package: { index, purl, name, version }, ...finding });
    }
  }
  return { matches, coverage: coverageOf(inventory, scope, advisories) };
}

function distroScope(inventory: Inventory, advisories: AdvisoryQuery): DistroScope {
  const names = inventory.distro === undefined ? undefined : distroEcosystems(inventory.distro);
  const covers = (ecosystem: string) => advisories.covers(ecosystem);
  const covered = names?.ecosystems.filter(covers) ?? [];
  const extended = names?.extended.filter(covers) ?? [];
  return { names, covered: covered.length === 0 ? extended : covered, extended };
}

function lookupsOf(found: Package, scope: DistroScope): readonly PackageLookup[] {
  if (scope.names?.packageType !== found.type) return languageLookups(found);
  const isExtended = /[+~.]esm[0-9]/.test(found.version);
  const ecosystems = isExtended ? [...scope.covered, ...scope.extended] : scope.covered;
  return distroLookups(found, [...new Set(ecosystems)], scope.extended);
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
