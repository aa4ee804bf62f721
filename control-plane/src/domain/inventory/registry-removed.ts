// What the deletion of a registry does to what was found in it. The row of the registry itself is its owner's.
import { resolvedEvents } from '../notifications/finding-events.ts';
import type { Stores } from '../unit-of-work.ts';

/** Findings told at once; a registry may have a million. */
const toldTogether = 1000;

/** Its tags are gone and its exposures resolved and told so; queries leave out whatever belongs to a deleted registry. */
export async function registryRemoved(
  stores: Stores,
  registryId: string,
  now: number,
): Promise<void> {
  await stores.inventory.markRegistryGone(registryId, now);
  await tellResolved(stores, registryId, now);
  await stores.findings.resolveRegistry(registryId, 'tag gone', now);
}

async function tellResolved(
  { findings, notifications }: Stores,
  registryId: string,
  now: number,
): Promise<void> {
  for (let after = 0; ; ) {
    const found = await findings.openExposuresIn(registryId, after, toldTogether);
    const last = found.at(-1);
    if (last === undefined) return;
    after = last.exposure.id;
    await notifications.addEvents(
      found.flatMap(({ exposure, place }) => resolvedEvents([exposure], place, now)),
    );
  }
}
