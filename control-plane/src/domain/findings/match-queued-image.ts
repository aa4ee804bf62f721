// One image from the queue: matched outside a transaction, then matches, exposures and the queue changed in one.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import type { MatchedImage, QueuedImage } from './finding-store.ts';
import type { AdvisorySource } from './match-loop.ts';
import { matchedImage } from './matched-image.ts';
import { mergeExternal } from './merge-external.ts';
import { type MatchCache, refreshExposures } from './refresh-exposures.ts';

export interface MatchDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly advisories: AdvisorySource;
}

/** Bounds the transaction when very many tags show one image; the others follow from the queue of tags. */
const tagsPerMatchMax = 50;

export async function matchQueuedImage(
  dependencies: MatchDependencies,
  queued: QueuedImage,
): Promise<void> {
  const { unitOfWork, clock } = dependencies;
  const { orgId, imageId, version } = queued;
  const matched = await match(dependencies, queued);
  await unitOfWork.write(orgId, async (stores) => {
    // Another inventory or other advisories came in between: the request that says so is still queued.
    if ((await stores.findings.queuedVersion(imageId)) !== version) return;
    if (matched === 'no-advisories') await stores.findings.markUnmatchable(imageId);
    if (typeof matched === 'object') await apply(stores, imageId, matched, clock.now());
    await stores.findings.dropQueuedImage(imageId);
  });
}

async function match(
  { unitOfWork, advisories }: MatchDependencies,
  { orgId, imageId }: QueuedImage,
): Promise<MatchedImage | 'no-inventory' | 'no-advisories'> {
  const query = advisories.current();
  if (query === undefined) return 'no-advisories';
  const { inventory, reports } = await unitOfWork.read(orgId, async (stores) => ({
    inventory: await stores.inventory.inventory(imageId),
    reports: await stores.findings.externalReports(imageId),
  }));
  if (inventory === undefined) return 'no-inventory';
  return mergeExternal(matchedImage(inventory, query), inventory, reports);
}

async function apply(
  { findings, notifications }: Stores,
  imageId: number,
  matched: MatchedImage,
  now: number,
): Promise<void> {
  await findings.saveMatches(imageId, matched, now);
  const places = await findings.tagsShowing(imageId);
  const cache: MatchCache = new Map();
  for (const place of places.slice(0, tagsPerMatchMax)) {
    await refreshExposures({ findings, notifications }, place, now, cache);
  }
  const later = places.slice(tagsPerMatchMax);
  await findings.queueTags(
    later.map(({ tagId }) => tagId),
    now,
  );
}

/** One tag from the queue. */
export async function refreshQueuedTag(
  { unitOfWork, clock }: MatchDependencies,
  { orgId, tagId }: { readonly orgId: string; readonly tagId: number },
): Promise<void> {
  await unitOfWork.write(orgId, async ({ findings, notifications }) => {
    const place = await findings.tagPlace(tagId);
    const stores = { findings, notifications };
    if (place !== undefined) await refreshExposures(stores, place, clock.now(), new Map());
    await findings.dropQueuedTag(tagId);
  });
}
