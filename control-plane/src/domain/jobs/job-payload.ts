// What a sensor is told: the intent of a job together with the registry as it is configured at this moment.
import type { JobPayload } from '@harborguard/shared/protocol/jobs.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import { budgetShare } from '@harborguard/shared/registry/pull-budget.ts';
import type { DirectoryEntry, RegistryDirectory } from '../registries/registry-directory.ts';
import type { LiveLinks } from '../sensors/live-links.ts';
import type { Stores } from '../unit-of-work.ts';
import { connectedSensors } from './connected-sensors.ts';
import type { Job } from './job.ts';

/** Undefined when the registry is gone: then there is nothing to do. */
export async function jobPayload(
  { directory, links }: { readonly directory: RegistryDirectory; readonly links: LiveLinks },
  stores: Stores,
  job: Job,
): Promise<JobPayload | undefined> {
  const { intent } = job;
  if (intent.kind === 'probe' && intent.registry !== undefined) {
    return { kind: 'probe', registry: intent.registry };
  }
  const entry = await directory.target(stores, job.registryId);
  if (entry === undefined) return undefined;
  const registry = await withOwnShare(links, stores, entry.target);
  switch (intent.kind) {
    case 'probe':
      return { kind: 'probe', registry };
    case 'scan':
      return {
        kind: 'scan',
        registry,
        repository: intent.repository,
        reference: intent.reference,
        ...(intent.attachmentTag === undefined ? {} : { attachmentTag: intent.attachmentTag }),
      };
    case 'sync':
      return {
        kind: 'sync',
        registry,
        filters: entry.filters,
        ...(intent.repositories === undefined
          ? identification(entry)
          : { repositories: [...intent.repositories] }),
      };
  }
}

/** The sensors of a registry count for themselves, so what it allows is divided among those that are there. */
async function withOwnShare(
  links: LiveLinks,
  stores: Stores,
  target: RegistryTarget,
): Promise<RegistryTarget> {
  const { pullBudget, registryId } = target;
  if (pullBudget === undefined || Object.keys(pullBudget).length === 0) return target;
  const { length } = await connectedSensors(links, stores, registryId);
  return { ...target, pullBudget: budgetShare(pullBudget, length) };
}

function identification({ isUnidentified }: DirectoryEntry): { readonly identify?: true } {
  return isUnidentified ? { identify: true } : {};
}
