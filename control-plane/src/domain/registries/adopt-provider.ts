// What a probe found out about a registry whose provider nobody chose. It is set once, and a choice is never overruled.
import { type Provider, providers } from '@harborguard/shared/protocol/registry-target.ts';
import type { Job } from '../jobs/job.ts';
import type { Stores } from '../unit-of-work.ts';

/**
 * Products that people run on hosts of their own. A cloud's registry is told by its host alone: what a stranger's server
 * says of itself must never bring it the identity that a sensor has in that cloud.
 */
const selfHosted: ReadonlySet<Provider> = new Set<Provider>([
  'HARBOR',
  'GITLAB',
  'JFROG',
  'QUAY',
  'NEXUS',
  'ZOT',
  'GITEA',
]);

/** `job` is a probe in its last state. The revision stays: address, credential and trust are what they were. */
export async function adoptProvider(stores: Stores, job: Job, now: number): Promise<void> {
  const provider = providerFound(job);
  if (provider === undefined || !selfHosted.has(provider)) return;
  const registry = await stores.registries.find(job.registryId);
  if (registry === undefined || registry.isProviderChosen || registry.provider !== 'CUSTOM') return;
  // The registry was changed since: it may be another one now.
  if (registry.updatedAt > job.createdAt) return;
  await stores.registries.change(registry.id, { provider, updatedAt: now });
}

function providerFound({ state, result }: Job): Provider | undefined {
  if (state !== 'succeeded' || result?.kind !== 'probe') return undefined;
  if (!result.authenticated || result.details['detectedBy'] !== 'probe') return undefined;
  return providers.find((known) => known === result.provider);
}
