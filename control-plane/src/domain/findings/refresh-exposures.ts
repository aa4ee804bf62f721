// Brings the exposures of one tag up to what its images hold now, within the transaction that changed either.
import { exposureChanges, vanishedReason } from './exposure-changes.ts';
import type { ResolvedReason } from './finding-queries.ts';
import type {
  ExposedMatch,
  FindingStore,
  OpenExposure,
  ShownImage,
  TagPlace,
} from './finding-store.ts';
import { platformKey } from './platform-key.ts';

/** Matches read once for all tags refreshed in the same transaction. */
export type MatchCache = Map<number, readonly ExposedMatch[]>;

export async function refreshExposures(
  findings: FindingStore,
  place: TagPlace,
  now: number,
  cache: MatchCache,
): Promise<void> {
  const shown = await findings.shownImages(place.tagId);
  for (const { imageId } of shown.filter((image) => image.matched)) {
    if (!cache.has(imageId)) cache.set(imageId, await findings.matchesOf(imageId));
  }
  const open = await findings.openExposures(place);
  const changes = exposureChanges(open, shown, (imageId) => cache.get(imageId) ?? []);
  await findings.addExposures(place, changes.opened, now);
  for (const { id, state } of changes.changed) await findings.changeExposure(id, state);
  await resolveVanished(findings, changes.vanished, shown, now);
  await findings.resolveExposures(
    changes.placeless.map(({ id }) => id),
    'tag gone',
    now,
  );
}

async function resolveVanished(
  findings: FindingStore,
  vanished: readonly OpenExposure[],
  shown: readonly ShownImage[],
  now: number,
): Promise<void> {
  const resolved = new Map<ResolvedReason, number[]>();
  for (const [platform, exposures] of Map.groupBy(vanished, (exposure) => exposure.platform)) {
    const images = shown.filter((image) => platformKey(image) === platform);
    const installed = [];
    for (const { imageId } of images) {
      const names = exposures.map((exposure) => exposure.packageName);
      installed.push(...(await findings.packagesOf(imageId, names)));
    }
    const uncovered = images.flatMap((image) => image.uncoveredTypes);
    for (const exposure of exposures) {
      const reason = vanishedReason(exposure, installed, uncovered);
      if (reason !== undefined)
        resolved.set(reason, [...(resolved.get(reason) ?? []), exposure.id]);
    }
  }
  for (const [reason, ids] of resolved) await findings.resolveExposures(ids, reason, now);
}
