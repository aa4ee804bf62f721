// The end of a sync: what the registry no longer shows is gone, with its exposures. Only a complete, unrestricted look
// by the attempt that still owns the job may remove anything.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { resolvedEvents } from '../notifications/finding-events.ts';
import type { Stores } from '../unit-of-work.ts';
import type { FactContext, FinishedSync, SyncEffect } from './fact-sink.ts';
import {
  judgeRemovals,
  type Removals,
  repositoryScope,
  type ShrinkLimits,
} from './judge-removals.ts';

export async function finishSync(
  stores: Stores,
  context: FactContext,
  finished: FinishedSync,
  limits: ShrinkLimits,
): Promise<SyncEffect> {
  const { inventory } = stores;
  const { registryId, jobId } = context;
  const { complete, restricted } = finished.result;
  const mayRemove = context.fenced && complete && !restricted;
  const gone = mayRemove ? await removeUnseen(stores, context, finished, limits) : [];
  const shrink: ErrorCode = 'SHRINK_UNCONFIRMED';
  return {
    addedTags: await inventory.countTagsAddedBy(registryId, jobId),
    removedTags: gone.length,
    conditions: (await inventory.hasMissingTags(registryId)) ? [shrink] : [],
  };
}

async function removeUnseen(
  stores: Stores,
  context: FactContext,
  finished: FinishedSync,
  limits: ShrinkLimits,
): Promise<readonly number[]> {
  const { jobId, attempt, now } = context;
  const { gone, unconfirmed } = await removals(stores, context, finished, limits);
  await tellResolved(stores, gone, now);
  await stores.inventory.markMissing(unconfirmed, jobId);
  await stores.inventory.markGone(gone, { jobId, attempt, now });
  await stores.findings.resolveTags(gone, 'tag gone', now);
  if (gone.length > 0) await stores.signatures.forgetGoneTags(context.registryId);
  return gone;
}

/** While the tags are still there: later nobody knows where the exposures were. */
async function tellResolved(
  { findings, notifications }: Stores,
  tagIds: readonly number[],
  now: number,
): Promise<void> {
  const open = await findings.openExposures(tagIds);
  for (const place of await findings.tagPlaces(tagIds)) {
    await notifications.addEvents(resolvedEvents(open.get(place.tagId) ?? [], place, now));
  }
}

async function removals(
  { inventory }: Stores,
  { registryId, jobId }: FactContext,
  finished: FinishedSync,
  limits: ShrinkLimits,
): Promise<Removals> {
  const isLookedAt = repositoryScope(finished.result, finished.repositories);
  const unseen = await inventory.unseenTags(registryId, jobId);
  const live = await inventory.countLiveTags(registryId);
  const liveTags = [...live].reduce(
    (sum, [repository, count]) => (isLookedAt(repository) ? sum + count : sum),
    0,
  );
  return judgeRemovals(
    unseen.filter((tag) => isLookedAt(tag.repository)),
    liveTags,
    limits,
  );
}
