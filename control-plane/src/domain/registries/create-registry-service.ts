// Connections to registries: making, editing, listing and removing them, each in one transaction.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { anyVersion } from '../expected-version.ts';
import { bindSensors, versionOfBinding } from './bind-sensors.ts';
import { createRegistry } from './create-registry.ts';
import { editRegistry } from './edit-registry.ts';
import { existingRegistry } from './existing-registry.ts';
import { registryFacts } from './registry-facts.ts';
import type { RegistryService, RegistryServiceDependencies } from './registry-service.ts';
import type { Registry } from './registry-store.ts';
import { removeRegistry } from './remove-registry.ts';

export function createRegistryService(dependencies: RegistryServiceDependencies): RegistryService {
  const { unitOfWork, sensors } = dependencies;
  return {
    create: (orgId, input) => createRegistry(dependencies, orgId, input),
    get: (orgId, registryId) =>
      unitOfWork.read(orgId, (stores) => existingRegistry(stores, registryId)),
    list: (orgId, options) => unitOfWork.read(orgId, (stores) => stores.registries.list(options)),
    edit: (orgId, registryId, edit, expected) =>
      editRegistry(dependencies, { orgId, registryId }, edit, expected),
    remove: (orgId, registryId, expected) =>
      removeRegistry(dependencies, { orgId, registryId }, expected),
    pause: (orgId, registryId) => setPaused(dependencies, { orgId, registryId }, true),
    resume: (orgId, registryId) => setPaused(dependencies, { orgId, registryId }, false),
    bindSensors: async (orgId, registryId, sensorIds, expected = anyVersion) => {
      await unitOfWork.write(orgId, async (stores) => {
        const registry = await existingRegistry(stores, registryId);
        refuseCloud(registry);
        const before = await sensors.boundSensorIds(stores, registryId);
        expected(versionOfBinding(before));
        stores.audit.describe({ before: { sensors: before }, after: { sensors: sensorIds } });
        await bindSensors(sensors, stores, { registryId, sensorIds });
      });
      await sensors.configurationChanged();
    },
    bindingVersion: (orgId, registryId) =>
      unitOfWork.read(orgId, async (stores) => {
        await existingRegistry(stores, registryId);
        return versionOfBinding(await sensors.boundSensorIds(stores, registryId));
      }),
    syncRuns: (orgId, registryId, page) =>
      unitOfWork.read(orgId, async (stores) => {
        await existingRegistry(stores, registryId);
        return await stores.registries.syncRuns(registryId, page);
      }),
  };
}

async function setPaused(
  { unitOfWork, clock, jobs, log }: RegistryServiceDependencies,
  { orgId, registryId }: { readonly orgId: string; readonly registryId: string },
  isPaused: boolean,
): Promise<Registry> {
  const registry = await unitOfWork.write(orgId, async (stores) => {
    const before = await existingRegistry(stores, registryId);
    if ((before.pausedAt !== undefined) === isPaused) {
      stores.audit.describe({ before: registryFacts(before), after: registryFacts(before) });
      return before;
    }
    const now = clock.now();
    const change = { pausedAt: isPaused ? now : null, updatedAt: now };
    await stores.registries.change(registryId, change);
    const after = await existingRegistry(stores, registryId);
    stores.audit.describe({ before: registryFacts(before), after: registryFacts(after) });
    return after;
  });
  log.info(isPaused ? 'registry paused' : 'registry resumed', { registryId });
  // What waited is handed out at once.
  jobs.committed();
  return registry;
}

function refuseCloud(registry: Registry): void {
  if (registry.scanMethod === 'sensor') return;
  throw new HarborError('CONFLICT', {
    details: { rule: 'a cloud connection is served by the managed sensor' },
  });
}
