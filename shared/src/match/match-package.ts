// Finds what applies to the packages of one distro and release, one package at a time; what was found for the same
// lookups before is taken from memory.
import type { AdvisoryQuery } from '../advisories/advisory-query.ts';
import type { Distro, Package } from '../protocol/inventory.ts';
import { type DistroEcosystems, distroEcosystems } from './distro-ecosystems.ts';
import { type Finding, findingsOfPackage } from './findings-of-package.ts';
import { distroLookups, languageLookups, type PackageLookup } from './package-lookups.ts';

/** The distro of an image with those of its ecosystems that advisories exist for. */
export interface DistroScope {
  readonly names: DistroEcosystems | undefined;
  readonly covered: readonly string[];
  readonly extended: readonly string[];
}

/** What of a package decides about its findings. */
export type MatchablePackage = Pick<
  Package,
  'type' | 'name' | 'version' | 'source' | 'architecture' | 'modularity' | 'ownedBy'
>;

/** Findings by what was looked up; images share most of their packages. Good for one set of advisories only. */
export type KnownFindings = Map<string, readonly Finding[]>;

export function distroScope(distro: Distro | undefined, advisories: AdvisoryQuery): DistroScope {
  const names = distro === undefined ? undefined : distroEcosystems(distro);
  const covers = (ecosystem: string) => advisories.covers(ecosystem);
  const covered = names?.ecosystems.filter(covers) ?? [];
  const extended = names?.extended.filter(covers) ?? [];
  return { names, covered: covered.length === 0 ? extended : covered, extended };
}

export function matchPackage(
  found: MatchablePackage,
  scope: DistroScope,
  { advisories, known }: { readonly advisories: AdvisoryQuery; readonly known: KnownFindings },
): readonly Finding[] {
  if (found.ownedBy !== undefined) return [];
  const lookups = lookupsOf(found, scope);
  const key = JSON.stringify(lookups);
  const findings = known.get(key) ?? findingsOfPackage(lookups, advisories);
  known.set(key, findings);
  return findings;
}

function lookupsOf(found: MatchablePackage, scope: DistroScope): readonly PackageLookup[] {
  if (scope.names?.packageType !== found.type) return languageLookups(found);
  const isExtended = /[+~.]esm[0-9]/.test(found.version);
  const ecosystems = isExtended ? [...scope.covered, ...scope.extended] : scope.covered;
  return distroLookups(found, [...new Set(ecosystems)], scope.extended);
}
