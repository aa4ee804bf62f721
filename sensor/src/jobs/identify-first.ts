// A sync of a registry whose product nobody has named: it is asked as a stranger first, so that already the first sync
// takes the product's own way to list. What was found goes along with the result.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { SyncPayload, SyncResult } from '@harborguard/shared/protocol/jobs.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import { isSelfHosted } from '@harborguard/shared/registry/self-hosted-providers.ts';
import { identifyBriefly } from '../registry/probe-and-identify.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';

export interface IdentifyFirstParts {
  readonly with: <Result>(
    target: RegistryTarget,
    use: (provider: RegistryProvider) => Promise<Result>,
  ) => Promise<Result>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export async function identifyFirst(
  payload: SyncPayload,
  parts: IdentifyFirstParts,
  sync: (payload: SyncPayload, provider: RegistryProvider) => Promise<SyncResult>,
): Promise<SyncResult> {
  const { registry } = payload;
  const found = await parts.with(registry, (provider) =>
    identifyBriefly(provider, parts.clock, parts.signal),
  );
  if (found === undefined || !isSelfHosted(found)) {
    return await parts.with(registry, (provider) => sync(payload, provider));
  }
  const identified = { ...payload, registry: { ...registry, provider: found } };
  const result = await parts.with(identified.registry, (provider) => sync(identified, provider));
  return { ...result, provider: found };
}
