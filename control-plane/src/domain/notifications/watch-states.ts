// Looks at all that is watched, one organisation after the other, and writes what is news.
import { type Observed, observeStates, type WatchDependencies } from './observe-states.ts';
import { watchedChanges } from './watched-changes.ts';

export async function watchStates(dependencies: WatchDependencies): Promise<void> {
  const { unitOfWork } = dependencies;
  const ids = await unitOfWork.readSystem(({ organisations }) => organisations.ids());
  for (const orgId of ids) {
    const now = dependencies.clock.now();
    await tellChanges(dependencies, orgId, await observeStates(dependencies, orgId, now), now);
  }
}

/** The events and the states they were made from, in one transaction: one is never there without the other. */
async function tellChanges(
  { unitOfWork }: WatchDependencies,
  orgId: string,
  { observations, undecided }: Observed,
  now: number,
): Promise<void> {
  await unitOfWork.write(orgId, async ({ notifications }) => {
    const stored = await notifications.watchedStates();
    const { states, events, gone } = watchedChanges(stored, observations, now);
    await notifications.addEvents(events);
    for (const state of states) await notifications.setWatchedState(state, now);
    for (const subject of gone) {
      if (!undecided.has(subject)) await notifications.dropWatchedState(subject);
    }
  });
}
