// Taking a connection away: from the commit on nobody sees anything of it, its jobs end and the keys made for it open nothing any
// more. What was found in it may be a million rows, which are cleared afterwards.
import { registryOwner } from '../credentials/data-keys.ts';
import { anyVersion, type ExpectedVersion } from '../expected-version.ts';
import { existingRegistry } from './existing-registry.ts';
import { registryFacts } from './registry-facts.ts';
import type { RegistryServiceDependencies } from './registry-service.ts';

export async function removeRegistry(
  dependencies: RegistryServiceDependencies,
  { orgId, registryId }: { readonly orgId: string; readonly registryId: string },
  expected: ExpectedVersion = anyVersion,
): Promise<void> {
  const { unitOfWork, clock, jobs, keys, sensors, clearing, log } = dependencies;
  const ended = await unitOfWork.write(orgId, async (stores) => {
    const before = await existingRegistry(stores, registryId);
    expected(before.updatedAt);
    stores.audit.describe({ before: registryFacts(before) });
    const now = clock.now();
    const cancelled = await jobs.cancelJobsOf(stores, registryId);
    const revokedKeys = await stores.keys.releaseRegistry(registryId, now);
    await sensors.bindSensors(stores, registryId, []);
    await stores.registries.remove(registryId, now);
    await stores.dataKeys.remove(registryOwner(registryId));
    return { cancelled, revokedKeys };
  });
  jobs.committed(ended.cancelled);
  clearing.wake();
  await sensors.configurationChanged();
  keys.announceRevoked(ended.revokedKeys);
  log.info('registry removed', { registryId, revokedKeys: ended.revokedKeys.length });
}
