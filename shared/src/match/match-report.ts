// What matching one inventory against the advisories gives. A report holds no time and no identity: the same
// inventory and the same advisories always give the same report.
import type { Severity } from '../advisories/advisory-row.ts';
import type { CveSignal } from '../advisories/cve-signal.ts';

export interface MatchedPackage {
  /** Position in the inventory's list. */
  readonly index: number;
  readonly purl: string;
  readonly name: string;
  readonly version: string;
}

/**
 * `no-fix`: not yet; `wont-fix`: the distro says that it will not; `ignored`: the distro holds it for too little to act.
 * `undetermined`: the installed version cannot be compared; it may or may not be affected.
 */
export const matchStatuses = [
  'fixed-available',
  'no-fix',
  'wont-fix',
  'ignored',
  'undetermined',
] as const;
export type MatchStatus = (typeof matchStatuses)[number];

export interface Match {
  readonly package: MatchedPackage;
  /** What people are shown: the CVE when one is known, else the name of the first record. */
  readonly advisoryId: string;
  /** Every name of the vulnerability, the shown one first. */
  readonly ids: readonly string[];
  /** The records that say so, by id. */
  readonly sources: readonly string[];
  /** Vulnerabilities a distro's update was made from; one update may stand for many. */
  readonly upstream: readonly string[];
  readonly severity: Severity;
  readonly status: MatchStatus;
  /** The lowest version that every source calls fixed. */
  readonly fixedIn?: string;
  /** EPSS and KEV of its CVEs, where these feeds are imported. */
  readonly signal?: CveSignal;
  readonly summary: string;
  readonly publishedAtMs?: number;
}

export interface MatchCoverage {
  /** `no-advisory-data`: the packages of this release were not checked, which is not the same as clean. */
  readonly distro: 'covered' | 'no-advisory-data' | 'not-a-distro';
  /** The distro and release as advisories name it: `Debian:12`. */
  readonly ecosystem?: string;
  /** Language ecosystems with packages in the inventory and without a single advisory. */
  readonly ecosystemsWithoutData: readonly string[];
}

export interface MatchReport {
  readonly matches: readonly Match[];
  readonly coverage: MatchCoverage;
}
