// Images from the queue: matched outside a transaction, then matches, exposures and the queue changed in one.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { FindingMemory } from './finding-memory.ts';
import type { MatchedImage, QueuedImage } from './finding-store.ts';
import type { AdvisorySource } from './match-loop.ts';
import { matchedImage } from './matched-image.ts';
import { mergeExternal } from './merge-external.ts';
import { type ExposureStores, refreshExposures } from './refresh-exposures.ts';

export interface MatchDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly advisories: AdvisorySource;
  readonly known: FindingMemory;
}

/** Bounds the transaction when very many tags show one image; the others follow from the queue of tags. */
const tagsPerMatchMax = 50;

/** Of one organisation, together in one transaction: a commit for each costs more than the matching. */
export async function matchQueuedImages(
  dependencies: MatchDependencies,
  orgId: string,
  queued: readonly QueuedImage[],
): Promise<void> {
  const { unitOfWork, clock } = dependencies;
  const matched = await matchAll(dependencies, orgId, queued);
  await unitOfWork.write(orgId, async (stores) => {
    const now = clock.now();
    const { findings, verdicts } = stores;
    const versions = await findings.queuedVersions(queued.map(({ imageId }) => imageId));
    const done: number[] = [];
    const changed: number[] = [];
    for (const [index, { imageId, version }] of queued.entries()) {
      // Another inventory or other advisories came in between: the request that says so is still queued.
      if (versions.get(imageId) !== version) continue;
      const result = matched[index];
      if (result === 'no-advisories') await findings.markUnmatchable(imageId);
      if (typeof result === 'object') {
        await stores.inventory.keepPackageFacts(imageId, result.inventory);
        const outcome = await findings.saveMatches(imageId, result.matched, now);
        await verdicts.rememberAges(result.matched.matches, now);
        if (outcome === 'changed') changed.push(imageId);
      }
      done.push(imageId);
    }
    // Exposures follow from the matches; what follows from tags is in their own queue.
    await refreshShowing(stores, changed, now);
    await verdicts.queueImages(done, now);
    await findings.dropQueuedImages(done);
  });
}

interface WholeMatch {
  readonly inventory: Inventory;
  readonly matched: MatchedImage;
}

async function matchAll(
  { unitOfWork, advisories, known: remembered }: MatchDependencies,
  orgId: string,
  queued: readonly QueuedImage[],
): Promise<readonly (WholeMatch | 'no-inventory' | 'no-advisories')[]> {
  const query = advisories.current();
  if (query === undefined) return queued.map(() => 'no-advisories');
  const known = remembered.of(query);
  const facts = await unitOfWork.read(orgId, async (stores) => {
    const found = [];
    for (const { imageId } of queued) {
      found.push({
        inventory: await stores.inventory.inventory(imageId),
        reports: await stores.findings.externalReports(imageId),
      });
    }
    return found;
  });
  return facts.map(({ inventory, reports }) =>
    inventory === undefined
      ? 'no-inventory'
      : {
          inventory,
          matched: mergeExternal(matchedImage(inventory, query, known), inventory, reports),
        },
  );
}

/** The exposures of the tags that show the images. */
export async function refreshShowing(
  stores: ExposureStores,
  imageIds: readonly number[],
  now: number,
  packageNames?: readonly string[],
): Promise<void> {
  const { findings } = stores;
  const showing = [...(await findings.tagsShowing(imageIds)).values()];
  const soon = new Map(
    showing.flatMap((places) =>
      places.slice(0, tagsPerMatchMax).map((place) => [place.tagId, place] as const),
    ),
  );
  await refreshExposures(stores, [...soon.values()], now, packageNames);
  const later = showing.flatMap((places) => places.slice(tagsPerMatchMax));
  await findings.queueTags([...new Set(later.map(({ tagId }) => tagId))], now);
}

/** Tags from the queue, of one organisation. */
export async function refreshQueuedTags(
  { unitOfWork, clock }: Pick<MatchDependencies, 'unitOfWork' | 'clock'>,
  orgId: string,
  tagIds: readonly number[],
): Promise<void> {
  if (tagIds.length === 0) return;
  await unitOfWork.write(orgId, async (stores) => {
    const { findings, verdicts } = stores;
    await refreshExposures(stores, await findings.tagPlaces(tagIds), clock.now());
    await verdicts.queueTags(tagIds, clock.now());
    await findings.dropQueuedTags(tagIds);
  });
}
