// What a probe or a sync found out about a registry whose provider nobody chose. It is set once, and a choice is never overruled.
import { type Provider, providers } from '@harborguard/shared/protocol/registry-target.ts';
import { isSelfHosted } from '@harborguard/shared/registry/self-hosted-providers.ts';
import type { Job } from '../jobs/job.ts';
import type { Stores } from '../unit-of-work.ts';

/** `job` is a probe or a sync in its last state. The revision stays: address, credential and trust are what they were. */
export async function adoptProvider(stores: Stores, job: Job, now: number): Promise<void> {
  const provider = providerFound(job);
  if (provider === undefined || !isSelfHosted(provider)) return;
  const registry = await stores.registries.find(job.registryId);
  if (registry === undefined || registry.isProviderChosen || registry.provider !== 'CUSTOM') return;
  // The registry was changed since: it may be another one now.
  if (registry.updatedAt > job.createdAt) return;
  await stores.registries.change(registry.id, { provider, updatedAt: now });
}

function providerFound({ state, result }: Job): Provider | undefined {
  if (state !== 'succeeded' || result === null || result.kind === 'scan') return undefined;
  // A sync that succeeds has logged in; a probe says whether it has.
  if (
    result.kind === 'probe' &&
    !(result.authenticated && result.details['detectedBy'] === 'probe')
  )
    return undefined;
  return providers.find((known) => known === result.provider);
}
