// Brings the exposures of tags up to what their images hold now, within the transaction that changed either. All that is
// needed is read together and all that follows is written together: a statement for each tag costs more than its exposures.
import { type AcceptedAt, acceptedAt } from '../policies/accepted-at.ts';
import type { Stores } from '../unit-of-work.ts';
import { exposureChanges, vanishedReason } from './exposure-changes.ts';
import type { ResolvedReason } from './finding-queries.ts';
import type { ExposedMatch, OpenExposure, ShownImage, TagPlace } from './finding-store.ts';
import { type PlannedTag, planExposures } from './plan-exposures.ts';
import { platformKey } from './platform-key.ts';
import { exploitedOpening, knownAt, tellExposures } from './tell-exposures.ts';

export type ExposureStores = Pick<Stores, 'findings' | 'notifications' | 'policies' | 'verdicts'>;

/** With names, only these packages are looked at and everything else is left as it is. */
export async function refreshExposures(
  stores: ExposureStores,
  places: readonly TagPlace[],
  now: number,
  packageNames?: readonly string[],
): Promise<void> {
  if (places.length === 0) return;
  const { findings } = stores;
  const planned = await planAll(stores, places, now, packageNames);
  const exploited = await exploitedOpening(stores, planned);
  const known = await knownAt(stores, planned, exploited);
  const vanished = await resolveAll(stores, planned, now);
  await findings.addExposures(
    planned.flatMap(({ place, plan }) => [
      ...plan.addedAccepted.map((exposure) => ({ ...exposure, place, isAccepted: true })),
      ...plan.added.map((exposure) => ({ ...exposure, place, isAccepted: false })),
    ]),
    now,
  );
  for (const { id, state } of planned.flatMap(({ plan }) => plan.reopened)) {
    await findings.reopenExposure(id, state);
  }
  await findings.changeExposures(planned.flatMap(({ plan }) => plan.changed));
  await tellExposures(stores, planned, {
    ...{ known, exploited, vanished, now, packageNames },
  });
}

async function planAll(
  stores: ExposureStores,
  places: readonly TagPlace[],
  now: number,
  packageNames: readonly string[] | undefined,
): Promise<readonly PlannedTag[]> {
  const { findings } = stores;
  const tagIds = places.map(({ tagId }) => tagId);
  const shown = await findings.shownImages(tagIds);
  const open = await findings.openExposures(tagIds, packageNames);
  const matches = await matchesShown(stores, shown, packageNames);
  const found = places.map((place) => {
    const images = shown.get(place.tagId) ?? [];
    const openHere = open.get(place.tagId) ?? [];
    const changes = exposureChanges(openHere, images, (imageId) => matches.get(imageId) ?? []);
    return { place, shown: images, open: openHere, changes };
  });
  const opening = found.filter(({ changes }) => changes.opened.length > 0);
  const accepted = await findings.acceptedExposures(opening.map(({ place }) => place.tagId));
  const touched = found.filter(
    ({ open: openHere, changes }) => openHere.length + changes.opened.length > 0,
  );
  const isAcceptedAt: AcceptedAt = await acceptedAt(
    stores,
    touched.map(({ place }) => place.tagId),
    now,
  );
  return touched.map(({ changes, ...one }) => ({
    ...one,
    plan: planExposures(changes, {
      open: one.open,
      acceptedBefore: accepted.get(one.place.tagId) ?? [],
      isAccepted: isAcceptedAt(one.place.tagId),
    }),
  }));
}

function matchesShown(
  { findings }: ExposureStores,
  shown: ReadonlyMap<number, readonly ShownImage[]>,
  packageNames: readonly string[] | undefined,
): Promise<ReadonlyMap<number, readonly ExposedMatch[]>> {
  const matched = [...shown.values()].flat().filter((image) => image.matched);
  return findings.matchesOf([...new Set(matched.map(({ imageId }) => imageId))], packageNames);
}

/** Returns, by tag, those of the vanished of which it is known why they are gone. */
async function resolveAll(
  { findings }: ExposureStores,
  planned: readonly PlannedTag[],
  now: number,
): Promise<ReadonlyMap<number, readonly OpenExposure[]>> {
  const byReason = new Map<ResolvedReason, number[]>();
  const resolve = (reason: ResolvedReason, exposures: readonly OpenExposure[]) => {
    const ids = exposures.map(({ id }) => id);
    byReason.set(reason, [...(byReason.get(reason) ?? []), ...ids]);
  };
  const vanished = await reasonsOf({ findings }, planned);
  for (const { plan } of planned) {
    resolve('accepted', plan.accepted);
    resolve('tag gone', plan.placeless);
  }
  for (const { reason, exposure } of vanished) resolve(reason, [exposure]);
  for (const [reason, ids] of byReason) await findings.resolveExposures(ids, reason, now);
  return new Map(
    [...Map.groupBy(vanished, ({ tagId }) => tagId)].map(([tagId, ofTag]) => [
      tagId,
      ofTag.map(({ exposure }) => exposure),
    ]),
  );
}

interface Vanished {
  readonly tagId: number;
  readonly exposure: OpenExposure;
  readonly reason: ResolvedReason;
}

async function reasonsOf(
  { findings }: Pick<ExposureStores, 'findings'>,
  planned: readonly PlannedTag[],
): Promise<readonly Vanished[]> {
  const missing = planned.flatMap(({ place, shown, plan }) =>
    plan.vanished.map((exposure) => ({
      tagId: place.tagId,
      exposure,
      images: shown.filter((image) => platformKey(image) === exposure.platform),
    })),
  );
  if (missing.length === 0) return [];
  const imageIds = missing.flatMap(({ images }) => images.map(({ imageId }) => imageId));
  const names = missing.map(({ exposure }) => exposure.packageName);
  const installed = Map.groupBy(
    await findings.packagesOf([...new Set(imageIds)], names),
    ({ imageId }) => imageId,
  );
  return missing.flatMap(({ tagId, exposure, images }) => {
    const packages = images.flatMap(({ imageId }) => installed.get(imageId) ?? []);
    const uncovered = images.flatMap((image) => image.uncoveredTypes);
    const reason = vanishedReason(exposure, packages, uncovered);
    return reason === undefined ? [] : [{ tagId, exposure, reason }];
  });
}
