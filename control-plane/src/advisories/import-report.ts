// What an import tells whoever asked for it.
import type { SkipReason } from '@harborguard/shared/advisories/parse-osv-record.ts';
import type { ChangedPackage } from '../domain/findings/match-loop.ts';

export interface ImportProgress {
  readonly recordsRead: number;
  readonly recordsKept: number;
}

export interface ImportReport {
  /** `unchanged`: the source holds nothing new, and the file in use stays. */
  readonly kind: 'imported' | 'unchanged';
  /** Advisories in the new file, withdrawn ones included. */
  readonly records: number;
  readonly affectedPackages: number;
  readonly ecosystems: readonly string[];
  readonly withdrawn: number;
  /** Copies of a record that another copy was at least as new as. */
  readonly duplicates: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  readonly gitRangesSkipped: number;
  readonly newestModifiedAtMs: number;
  readonly seconds: number;
  /** EPSS or KEV that could not be read. */
  readonly failedFeeds: readonly string[];
  /** Why, by feed. */
  readonly failedFeedReasons: Readonly<Record<string, string>>;
  /** Packages whose advisories are not what they were; `all` when there was no file to compare with. */
  readonly changed: readonly ChangedPackage[] | 'all';
}
