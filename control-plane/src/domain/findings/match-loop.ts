// Turns inventories into findings in the background: woken by commits, one image at a time, nothing lost at a crash.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';

/** The advisory database in use; whoever replaces the file hands out the new one from then on. */
export interface AdvisorySource {
  current(): AdvisoryQuery | undefined;
}

/** What an import changed, by OSV ecosystem and package name as the advisories write it. */
export interface ChangedPackage {
  readonly ecosystem: string;
  readonly packageName: string;
}

export interface MatchLoop {
  /** Begins to work. Images are queued again when the advisories are others than those last applied. */
  start(): Promise<void>;
  /** Something may have been queued. Cheap; call it after every commit. */
  wake(): void;
  /** Queues the images that an import may concern; `all` when nobody knows what changed. */
  advisoriesChanged(changed: readonly ChangedPackage[] | 'all'): Promise<void>;
  /** Resolves when nothing is queued and nothing runs. */
  idle(): Promise<void>;
  /** Resolves when the image at hand is done; nothing is started afterwards. */
  stop(): Promise<void>;
}
