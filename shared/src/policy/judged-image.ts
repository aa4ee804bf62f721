// An image as policies see it: where it is, what was found in it, and what is known of it. What is undefined is not
// known, which is never the same as no.
import type { ShownSeverity } from '../report/reported-findings.ts';

export interface JudgedPlace {
  /** The host people write in a reference: `docker.io`, `registry.example.com:5000`. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  /** Its own, and that of the index it is shown by. */
  readonly digests: readonly string[];
}

export interface JudgedFinding {
  readonly advisoryId: string;
  /** All its names; one that is enough where exceptions know the others. */
  readonly ids: readonly string[];
  readonly packageName: string;
  readonly packageVersion: string;
  readonly severity: ShownSeverity;
  readonly fixedIn?: string;
  readonly knownExploited?: boolean;
  readonly epss?: number;
  readonly publishedAtMs?: number;
  readonly fixKnownAtMs?: number;
  readonly firstSeenAtMs?: number;
}

export interface LicenseUse {
  readonly license: string;
  readonly packages: number;
  /** One of them. */
  readonly example: string;
}

export interface JudgedFacts {
  readonly createdAtMs?: number;
  readonly baseCreatedAtMs?: number;
  /** Empty: nobody was named, which is root. */
  readonly user?: string;
  readonly secrets?: number;
  readonly licenses?: readonly LicenseUse[];
  readonly unlicensedPackages?: number;
  /** Signers with a good signature on it. */
  readonly signedBy?: readonly string[];
}

export type ScanDepth = 'whole' | 'partial' | 'failed' | 'waiting';

export interface JudgedImage {
  readonly place: JudgedPlace;
  readonly scan: ScanDepth;
  /** Kinds of packages of which no advisories are known. */
  readonly uncovered: readonly string[];
  readonly findings: readonly JudgedFinding[];
  readonly facts: JudgedFacts;
}
