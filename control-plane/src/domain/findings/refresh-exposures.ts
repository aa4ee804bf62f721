// Brings the exposures of one tag up to what its images hold now, within the transaction that changed either.
import { isTold, openedEvents, resolvedEvents } from '../notifications/finding-events.ts';
import { acceptedAt, type IsAccepted } from '../policies/accepted-at.ts';
import type { Stores } from '../unit-of-work.ts';
import {
  type ExposureChanges,
  exposureChanges,
  exposureKey,
  vanishedReason,
  type WantedExposure,
} from './exposure-changes.ts';
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
export class MatchCache {
  readonly matches = new Map<number, readonly ExposedMatch[]>();
  /** By tag; where it is not read together, each is read by itself. */
  readonly shown: ReadonlyMap<number, readonly ShownImage[]>;
  /** Where only these packages are to be looked at; everything else is left as it is. */
  readonly packageNames: readonly string[] | undefined;

  constructor(
    packageNames?: readonly string[],
    shown: ReadonlyMap<number, readonly ShownImage[]> = new Map(),
  ) {
    this.packageNames = packageNames;
    this.shown = shown;
  }
}

export type ExposureStores = Pick<Stores, 'findings' | 'notifications' | 'policies' | 'verdicts'>;

export async function refreshExposures(
  stores: ExposureStores,
  place: TagPlace,
  now: number,
  cache: MatchCache,
): Promise<void> {
  const { findings, notifications } = stores;
  const shown = cache.shown.get(place.tagId) ?? (await findings.shownImages(place.tagId));
  for (const { imageId } of shown.filter((image) => image.matched)) {
    if (cache.matches.has(imageId)) continue;
    cache.matches.set(imageId, await findings.matchesOf(imageId, cache.packageNames));
  }
  const open = await findings.openExposures(place, cache.packageNames);
  const found = exposureChanges(open, shown, (imageId) => cache.matches.get(imageId) ?? []);
  const isAccepted = await acceptedAt(stores, place, now);
  const { changes, accepted } = await accept(stores, { place, open, found, isAccepted, now });
  await applyOpen(stores, place, changes, now);
  const resolved = await resolveVanished(findings, changes.vanished, shown, now);
  await findings.resolveExposures(
    changes.placeless.map(({ id }) => id),
    'tag gone',
    now,
  );
  await notifications.addEvents(
    resolvedEvents([...resolved, ...changes.placeless, ...accepted], place, now),
  );
}

interface Acceptance {
  readonly place: TagPlace;
  readonly open: readonly OpenExposure[];
  readonly found: ExposureChanges;
  readonly isAccepted: IsAccepted;
  readonly now: number;
}

/** What is accepted is resolved, and kept as such from the first time it is found: its end opens it again. */
async function accept(
  { findings }: ExposureStores,
  { place, open, found, isAccepted, now }: Acceptance,
): Promise<{ readonly changes: ExposureChanges; readonly accepted: readonly OpenExposure[] }> {
  const gone = new Set([...found.vanished, ...found.placeless]);
  const accepted = open.filter((exposure) => !gone.has(exposure) && isAccepted(exposure));
  await findings.resolveExposures(
    accepted.map(({ id }) => id),
    'accepted',
    now,
  );
  const fresh = found.opened.filter(isAccepted);
  if (fresh.length > 0) {
    const known = new Set((await findings.acceptedExposures(place)).map(exposureKey));
    const unknown = fresh.filter((exposure) => !known.has(exposureKey(exposure)));
    await findings.addExposures(place, unknown, now, 'accepted');
  }
  const acceptedIds = new Set(accepted.map(({ id }) => id));
  const changes = {
    ...found,
    opened: found.opened.filter((exposure) => !isAccepted(exposure)),
    changed: found.changed.filter(({ id }) => !acceptedIds.has(id)),
  };
  return { changes, accepted };
}

/** What was accepted once goes on as the same exposure, first seen when it was. */
async function openExposures(
  findings: FindingStore,
  place: TagPlace,
  opened: readonly WantedExposure[],
  now: number,
): Promise<void> {
  if (opened.length === 0) return;
  const accepted = new Map(
    (await findings.acceptedExposures(place)).map((one) => [exposureKey(one), one.id]),
  );
  for (const exposure of opened) {
    const id = accepted.get(exposureKey(exposure));
    if (id !== undefined) await findings.reopenExposure(id, exposure);
  }
  const fresh = opened.filter((exposure) => !accepted.has(exposureKey(exposure)));
  await findings.addExposures(place, fresh, now);
}

/** What is told of them is written with them. */
async function applyOpen(
  { findings, notifications }: ExposureStores,
  place: TagPlace,
  { opened, changed }: ExposureChanges,
  now: number,
): Promise<void> {
  const told = opened.filter(isTold);
  const known = await notifications.knownFindings(
    place,
    told.map(({ advisoryId }) => advisoryId),
  );
  await openExposures(findings, place, opened, now);
  for (const { id, state } of changed) await findings.changeExposure(id, state);
  const changedIds = new Set(changed.filter(({ state }) => isTold(state)).map(({ id }) => id));
  if (told.length === 0 && changedIds.size === 0) return;
  const openNow = await findings.openExposures(place);
  const openedKeys = new Set(told.map(exposureKey));
  await notifications.addEvents([
    ...openedEvents(
      openNow.filter((exposure) => openedKeys.has(exposureKey(exposure))),
      { place, now, known },
    ),
    // A finding that got graver or fixable is new to those who were not told before.
    ...openedEvents(
      openNow.filter(({ id }) => changedIds.has(id)),
      { place, now, known: [] },
    ),
  ]);
}

async function resolveVanished(
  findings: FindingStore,
  vanished: readonly OpenExposure[],
  shown: readonly ShownImage[],
  now: number,
): Promise<readonly OpenExposure[]> {
  const gone: OpenExposure[] = [];
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
      if (reason === undefined) continue;
      resolved.set(reason, [...(resolved.get(reason) ?? []), exposure.id]);
      gone.push(exposure);
    }
  }
  for (const [reason, ids] of resolved) await findings.resolveExposures(ids, reason, now);
  return gone;
}
