// The news in what was written for the exposures of tags, put down in the same transaction.
import {
  exploitedEvents,
  isTold,
  openedEvents,
  reopenedEvents,
  resolvedEvents,
  toldAgain,
} from '../notifications/finding-events.ts';
import type { KnownFinding } from '../notifications/notification-store.ts';
import type { Stores } from '../unit-of-work.ts';
import { exposureKey } from './exposure-changes.ts';
import type { OpenExposure, TagPlace } from './finding-store.ts';
import type { PlannedTag } from './plan-exposures.ts';

/** By repository: what it had of what is about to be told, before anything is written. */
export type KnownAt = ReadonlyMap<string, Set<string>>;

/** Of the advisories of what opens, those known to be exploited: the import that listed them had nothing to tell of. */
export async function exploitedOpening(
  { findings }: Pick<Stores, 'findings'>,
  planned: readonly PlannedTag[],
): Promise<ReadonlySet<string>> {
  const ids = new Set(planned.flatMap(openedOf).map(({ advisoryId }) => advisoryId));
  return await findings.exploitedAmong([...ids]);
}

export async function knownAt(
  { notifications }: Pick<Stores, 'notifications'>,
  planned: readonly PlannedTag[],
  exploited: ReadonlySet<string>,
): Promise<KnownAt> {
  const toldOf = (one: PlannedTag) => toldWhenOpened(one, exploited);
  const telling = planned.filter((one) => toldOf(one).length > 0);
  const known = new Map<string, Set<string>>();
  for (const [key, tags] of Map.groupBy(telling, ({ place }) => repositoryKey(place))) {
    const [first] = tags;
    if (first === undefined) continue;
    const ids = tags.flatMap((tag) => toldOf(tag).map(({ advisoryId }) => advisoryId));
    const had = await notifications.knownFindings(first.place, [...new Set(ids)]);
    known.set(key, new Set(had.map(findingKey)));
  }
  return known;
}

interface Written {
  readonly known: KnownAt;
  /** Of `exploitedOpening`. */
  readonly exploited: ReadonlySet<string>;
  /** Resolved by what the images hold now, by tag. */
  readonly vanished: ReadonlyMap<number, readonly OpenExposure[]>;
  readonly now: number;
  readonly packageNames: readonly string[] | undefined;
}

export async function tellExposures(
  { findings, notifications }: Pick<Stores, 'findings' | 'notifications'>,
  planned: readonly PlannedTag[],
  { known, exploited, vanished, now, packageNames }: Written,
): Promise<void> {
  const telling = planned.filter(
    (one) => toldWhenOpened(one, exploited).length + changedIdsOf(one).size > 0,
  );
  const openNow = await findings.openExposures(
    telling.map(({ place }) => place.tagId),
    packageNames,
  );
  const events = [];
  for (const one of planned) {
    const { place, plan } = one;
    const openHere = openNow.get(place.tagId) ?? [];
    const had = known.get(repositoryKey(place));
    const isKnown = (finding: KnownFinding) => had?.has(findingKey(finding)) ?? false;
    const openedKeys = new Set(plan.added.map(exposureKey));
    const opened = openHere.filter((exposure) => openedKeys.has(exposureKey(exposure)));
    const changedIds = changedIdsOf(one);
    const reopenedIds = new Set(plan.reopened.map(({ id }) => id));
    const reopened = openHere.filter(({ id }) => reopenedIds.has(id));
    const exploitedAt = (exposures: readonly OpenExposure[]) =>
      exposures
        .filter(({ advisoryId }) => exploited.has(advisoryId))
        .map((exposure) => ({ exposure, place }));
    events.push(
      ...openedEvents(opened, { place, now, isKnown }),
      ...exploitedEvents(exploitedAt(opened), now, isKnown),
      ...reopenedEvents(reopened, place, now),
      ...toldAgain(exploitedEvents(exploitedAt(reopened), now), now),
      // A finding that got graver or fixable is new to those who were not told before.
      ...openedEvents(
        openHere.filter(({ id }) => changedIds.has(id)),
        { place, now, isKnown: () => false },
      ),
      ...resolvedEvents(
        [...(vanished.get(place.tagId) ?? []), ...plan.placeless, ...plan.accepted],
        place,
        now,
      ),
    );
    // The next tag of the repository brings nothing new.
    for (const exposure of plan.added) had?.add(findingKey(exposure));
  }
  await notifications.addEvents(events);
}

function openedOf({ plan }: PlannedTag) {
  return [...plan.added, ...plan.reopened.map(({ state }) => state)];
}

/** Opened, and grave enough to be told or known to be exploited. */
function toldWhenOpened(one: PlannedTag, exploited: ReadonlySet<string>) {
  return openedOf(one).filter((exposure) => isTold(exposure) || exploited.has(exposure.advisoryId));
}

function changedIdsOf({ plan }: PlannedTag): ReadonlySet<number> {
  return new Set(plan.changed.filter(({ state }) => isTold(state)).map(({ id }) => id));
}

function findingKey({ advisoryId, packageName }: KnownFinding): string {
  return `${advisoryId} ${packageName}`;
}

function repositoryKey({ registryId, repository }: TagPlace): string {
  return `${registryId} ${repository}`;
}
