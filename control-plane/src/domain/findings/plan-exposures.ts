// What is to be written for the exposures of one tag: changes, with what somebody accepts set apart. What is accepted is
// resolved, and kept as such from the first time it is found: its end opens it again, first seen when it was.
import type { IsAccepted } from '../policies/accepted-at.ts';
import { type ExposureChanges, exposureKey, type WantedExposure } from './exposure-changes.ts';
import type { ExposureChange, OpenExposure, ShownImage, TagPlace } from './finding-store.ts';

interface ExposurePlan {
  readonly added: readonly WantedExposure[];
  readonly reopened: readonly { readonly id: number; readonly state: WantedExposure }[];
  readonly changed: readonly ExposureChange[];
  readonly addedAccepted: readonly WantedExposure[];
  /** Open until now. */
  readonly accepted: readonly OpenExposure[];
  readonly vanished: readonly OpenExposure[];
  readonly placeless: readonly OpenExposure[];
}

/** What is planned for one tag, and what its plan was made from. */
export interface PlannedTag {
  readonly place: TagPlace;
  readonly shown: readonly ShownImage[];
  readonly open: readonly OpenExposure[];
  readonly plan: ExposurePlan;
}

export function planExposures(
  { opened, changed, vanished, placeless }: ExposureChanges,
  {
    open,
    acceptedBefore,
    isAccepted,
  }: {
    readonly open: readonly OpenExposure[];
    readonly acceptedBefore: readonly OpenExposure[];
    readonly isAccepted: IsAccepted;
  },
): ExposurePlan {
  const gone = new Set([...vanished, ...placeless]);
  const accepted = open.filter((exposure) => !gone.has(exposure) && isAccepted(exposure));
  const acceptedIds = new Set(accepted.map(({ id }) => id));
  const before = new Map(acceptedBefore.map((one) => [exposureKey(one), one.id]));
  const added: WantedExposure[] = [];
  const addedAccepted: WantedExposure[] = [];
  const reopened: { id: number; state: WantedExposure }[] = [];
  for (const exposure of opened) {
    const id = before.get(exposureKey(exposure));
    if (isAccepted(exposure)) {
      if (id === undefined) addedAccepted.push(exposure);
    } else if (id === undefined) added.push(exposure);
    else reopened.push({ id, state: exposure });
  }
  return {
    ...{ added, reopened, addedAccepted, accepted, vanished, placeless },
    changed: changed.filter(({ id }) => !acceptedIds.has(id)),
  };
}
