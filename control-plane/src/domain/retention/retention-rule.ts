// What a rule of retention says: which rows of which repositories may go, by age, by count, or by both.

export const retentionKinds = [
  /** Tags the registry no longer has. */
  'gone-tags',
  /** Images that no tag shows any more, with everything known of them. */
  'untagged-images',
  /** The inventories of such images; the images stay, and are scanned again when a tag shows them. */
  'untagged-inventories',
  /** Findings that were resolved. */
  'resolved-findings',
] as const;
export type RetentionKind = (typeof retentionKinds)[number];

export interface RetentionScope {
  readonly kind: RetentionKind;
  /** Globs of repositories; one is enough. */
  readonly repositories: readonly string[];
  /** Absent: every registry. */
  readonly registryId: string | undefined;
  /** Gone, unseen or resolved for longer than this. */
  readonly olderThanDays: number | undefined;
  /** So many of each repository stay, whatever their age. */
  readonly keepNewest: number | undefined;
}

export interface RetentionRule extends RetentionScope {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastRunAt: number | undefined;
  /** By the last run that removed anything. */
  readonly lastRemoved: number | undefined;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Without an age of its own a rule leaves a day: reports of sensors that lag may still speak of what is gone. */
const daysMin = 1;

/** What was there until after this moment stays. */
export function cutoffOf({ olderThanDays = daysMin }: RetentionScope, now: number): number {
  return now - olderThanDays * dayMs;
}
