// One step of clearing a registry that was removed, within one transaction. How far it has come is told by the rows that are
// left, so that any stop between two steps loses nothing and repeats nothing.
import { resolvedEvents } from '../notifications/finding-events.ts';
import type { Stores } from '../unit-of-work.ts';
import {
  type LeftFinding,
  type RegistryRemains,
  type RemovedRegistryStore,
  registryRemains,
} from './removed-registry-store.ts';

/** A finding is counted in four places and stands in a dozen indexes. */
const findingsPerStep = 200;
/** Some tens of milliseconds of work each. With an image go hundreds of packages and matches. */
const rowsPerStep: Readonly<Record<RegistryRemains, number>> = {
  tags: 200,
  images: 10,
  attachments: 500,
  repositories: 500,
  counts: 500,
};

export type ClearedStep = 'more' | 'cleared';

export async function clearRegistryStep(
  stores: Stores,
  registryId: string,
  now: number,
): Promise<ClearedStep> {
  const { removedRegistries } = stores;
  const findings = await removedRegistries.findings(registryId, findingsPerStep);
  if (findings.length > 0) {
    await tellResolved(stores, findings, now);
    await removedRegistries.removeFindings(registryId, findings);
    return 'more';
  }
  if (await removeRemains(removedRegistries, registryId)) return 'more';
  await removedRegistries.noteCleared(registryId, now);
  return 'cleared';
}

async function removeRemains(store: RemovedRegistryStore, registryId: string): Promise<boolean> {
  for (const remains of registryRemains) {
    if ((await store.remove(registryId, remains, rowsPerStep[remains])) > 0) return true;
  }
  return false;
}

/** What was open is resolved by going. */
async function tellResolved(
  { notifications }: Stores,
  findings: readonly LeftFinding[],
  now: number,
): Promise<void> {
  await notifications.addEvents(
    findings.flatMap(({ exposure, place, isOpen }) =>
      isOpen ? resolvedEvents([exposure], place, now) : [],
    ),
  );
}
