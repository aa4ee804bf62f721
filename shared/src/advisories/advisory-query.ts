// The port through which the matcher asks for advisories. Each program has its own implementation over the same file.
import type { Static } from 'typebox';
import type { AffectedRow } from './advisory-row.ts';
import type { CveSignal, SignalFeedsSchema } from './cve-signal.ts';

export interface AdvisoryDescription {
  readonly builtAtMs: number;
  /** The newest `modified` of all records; the age people are shown. */
  readonly newestModifiedAtMs: number;
  readonly records: number;
  readonly affectedPackages: number;
  /** Where the records came from, without credentials. */
  readonly source: string;
  readonly ecosystems: readonly string[];
  /** EPSS and KEV, where they were imported. */
  readonly feeds?: Static<typeof SignalFeedsSchema>;
  /** Ranges of commits, which nobody can evaluate without the repository. */
  readonly gitRangesSkipped?: number;
  /** Records of the source that hold nothing to match with. */
  readonly leftOut?: number;
  /** Advisories for each ecosystem and release. */
  readonly ecosystemRecords?: Readonly<Record<string, number>>;
}

export interface AdvisoryQuery {
  /** What is known of one package; the ecosystem with its release, the name normalised. */
  affecting(ecosystem: string, packageName: string): Iterable<AffectedRow>;
  /** Whether there is any advisory for exactly this ecosystem and release. */
  covers(ecosystem: string): boolean;
  /** What EPSS and KEV say of a CVE; undefined where neither says anything. */
  signal(cve: string): CveSignal | undefined;
  describe(): AdvisoryDescription;
}
