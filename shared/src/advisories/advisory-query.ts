// The port through which the matcher asks for advisories. Each program has its own implementation over the same file.
import type { AffectedRow } from './advisory-row.ts';

export interface AdvisoryDescription {
  readonly builtAtMs: number;
  /** The newest `modified` of all records; the age people are shown. */
  readonly newestModifiedAtMs: number;
  readonly records: number;
  readonly affectedPackages: number;
  /** Where the records came from, without credentials. */
  readonly source: string;
  readonly ecosystems: readonly string[];
}

export interface AdvisoryQuery {
  /** What is known of one package; the ecosystem with its release, the name normalised. */
  affecting(ecosystem: string, packageName: string): Iterable<AffectedRow>;
  /** Whether there is any advisory for exactly this ecosystem and release. */
  covers(ecosystem: string): boolean;
  describe(): AdvisoryDescription;
}
