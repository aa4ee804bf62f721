// What the deletion of a registry does to what was found in it. The row of the registry itself is its owner's.
import type { Stores } from '../unit-of-work.ts';

/** Its tags are gone and its exposures resolved; queries leave out whatever belongs to a deleted registry. */
export async function registryRemoved(
  stores: Stores,
  registryId: string,
  now: number,
): Promise<void> {
  await stores.inventory.markRegistryGone(registryId, now);
  await stores.findings.resolveRegistry(registryId, 'tag gone', now);
}
