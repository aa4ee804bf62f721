// For which kinds of packages of an image nothing could be looked up, so that "nothing found" says nothing.
import type { PackageType } from '../protocol/inventory.ts';
import type { MatchCoverage } from './match-report.ts';
import { languageEcosystemOf } from './package-lookups.ts';

const systemTypes: ReadonlySet<PackageType> = new Set(['deb', 'apk', 'rpm']);

/** Of the kinds there are; in alphabetical order. */
export function uncoveredTypesOf(
  present: ReadonlySet<PackageType>,
  coverage: MatchCoverage,
): readonly PackageType[] {
  return [...present].filter((type) => isUncovered(type, coverage)).sort();
}

function isUncovered(type: PackageType, coverage: MatchCoverage): boolean {
  if (systemTypes.has(type)) return coverage.distro !== 'covered';
  const ecosystem = languageEcosystemOf(type);
  return ecosystem !== undefined && coverage.ecosystemsWithoutData.includes(ecosystem);
}
