// What a sensor is told: the intent of a job together with the registry as it is configured at this moment.
import type { JobPayload } from '@harborguard/shared/protocol/jobs.ts';
import type { DirectoryEntry, RegistryDirectory } from '../registries/registry-directory.ts';
import type { Stores } from '../unit-of-work.ts';
import type { Job } from './job.ts';

/** Undefined when the registry is gone: then there is nothing to do. */
export async function jobPayload(
  directory: RegistryDirectory,
  stores: Stores,
  job: Job,
): Promise<JobPayload | undefined> {
  const { intent } = job;
  if (intent.kind === 'probe' && intent.registry !== undefined) {
    return { kind: 'probe', registry: intent.registry };
  }
  const entry = await directory.target(stores, job.registryId);
  if (entry === undefined) return undefined;
  const registry = entry.target;
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

function identification({ isUnidentified }: DirectoryEntry): { readonly identify?: true } {
  return isUnidentified ? { identify: true } : {};
}
