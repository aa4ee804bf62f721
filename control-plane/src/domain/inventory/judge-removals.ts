// Which tags a complete sync removes. A registry that suddenly lists far less than before is not believed at once:
// what it no longer shows is removed when a second sync misses it too.
import type { SyncResult } from '@harborguard/shared/protocol/jobs.ts';
import type { UnseenTag } from './inventory-store.ts';

export interface ShrinkLimits {
  /** A removal of more than this share of the live tags waits for confirmation … */
  readonly share: number;
  /** … unless it is of fewer tags than this: small repositories change as a whole. */
  readonly tagsMin: number;
}

export const defaultShrinkLimits: ShrinkLimits = { share: 0.5, tagsMin: 5 };

export interface Removals {
  readonly gone: readonly number[];
  /** Missed for the first time by too large a part. */
  readonly unconfirmed: readonly number[];
}

/** Whether a repository was looked at by this sync, so that what it did not show is missing. */
export function repositoryScope(
  result: SyncResult,
  repositories: readonly string[] | undefined,
): (repository: string) => boolean {
  const failed = new Set(result.failedRepositories.map(({ repository }) => repository));
  const targeted = repositories && new Set(repositories);
  return (repository) => !failed.has(repository) && (targeted?.has(repository) ?? true);
}

export function judgeRemovals(
  unseen: readonly UnseenTag[],
  liveTags: number,
  limits: ShrinkLimits,
): Removals {
  const confirmed = unseen.filter((tag) => tag.missingJobId !== undefined);
  const fresh = unseen.filter((tag) => tag.missingJobId === undefined);
  // What is confirmed was given up before; the share is of what was still believed in.
  const believed = liveTags - confirmed.length;
  const isShrink = fresh.length >= limits.tagsMin && fresh.length > believed * limits.share;
  return {
    gone: (isShrink ? confirmed : unseen).map((tag) => tag.tagId),
    unconfirmed: isShrink ? fresh.map((tag) => tag.tagId) : [],
  };
}
