// Making a connection. In sensor mode it comes with a key that opens nothing else, or is bound to a sensor that exists.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Stores } from '../unit-of-work.ts';
import { bindSensors } from './bind-sensors.ts';
import { caCertificates } from './ca-certificates.ts';
import { existingRegistry } from './existing-registry.ts';
import { checkedFilters } from './filters-input.ts';
import { registryAddress } from './registry-address.ts';
import { registryFacts } from './registry-facts.ts';
import { credentialOf, keepAll, type RegistryInput } from './registry-input.ts';
import type { CreatedRegistry, RegistryServiceDependencies } from './registry-service.ts';
import type { NewRegistry } from './registry-store.ts';
import { clientCertificateOf, refuseUselessTrust } from './registry-trust.ts';
import { checkedBlackouts, checkedCron } from './schedule-input.ts';

export async function createRegistry(
  dependencies: RegistryServiceDependencies,
  orgId: string,
  input: RegistryInput,
): Promise<CreatedRegistry> {
  const row = await newRegistry(dependencies, orgId, input);
  const created = await dependencies.unitOfWork.write(orgId, async (stores) => {
    await stores.registries.insert(row);
    const sensorApiKey = await serve(dependencies, stores, { row, sensorId: input.sensorId });
    const registry = await existingRegistry(stores, row.id);
    stores.audit.describe({
      target: { kind: 'registries', id: row.id },
      after: registryFacts(registry),
    });
    return { registry, ...(sensorApiKey === undefined ? {} : { sensorApiKey }) };
  });
  await dependencies.sensors.configurationChanged();
  dependencies.jobs.committed();
  dependencies.log.info('registry created', { registryId: row.id, url: row.url });
  return created;
}

async function newRegistry(
  { clock, random, vault, allowedAddresses }: RegistryServiceDependencies,
  orgId: string,
  input: RegistryInput,
): Promise<NewRegistry> {
  const allowPlainHttp = input.allowPlainHttp ?? false;
  const address = registryAddress({ ...input, allowPlainHttp }, allowedAddresses);
  refuseUselessTrust(input, { url: address.url, scanMethod: input.scanMethod });
  const credential = credentialOf(input, input.scanMethod);
  const client = clientCertificateOf(input);
  const id = random.uuid();
  const hasSecret = credential !== undefined || client !== undefined;
  const sealer = hasSecret ? await vault.sealer(orgId, id) : undefined;
  const now = clock.now();
  const schedule = input.schedule ?? (input.cron === undefined ? 'daily' : 'cron');
  const cron = checkedCron(schedule, input.cron, now);
  const { blackouts, blackoutWindow } = checkedBlackouts(input.blackouts ?? [], now);
  return {
    id,
    name: input.name ?? address.url.replace(/^https?:\/\//, ''),
    ...address,
    isProviderChosen: input.provider !== undefined,
    scanMethod: input.scanMethod,
    schedule,
    cron,
    blackouts,
    blackoutWindow: blackoutWindow ?? undefined,
    filters: input.filters === undefined ? keepAll : checkedFilters(input.filters),
    caPem: input.caPem === undefined ? undefined : caCertificates(input.caPem),
    skipTlsVerify: input.skipTlsVerify ?? false,
    clientCertificateId: client?.id,
    clientCertificateSealed: client && sealer?.sealClientCertificate(client.certificate),
    pullLimits: input.pullLimits,
    credentialSealed: credential && sealer?.seal(credential),
    revision: 1,
    createdAt: now,
    updatedAt: now,
    // The first sync starts by itself as soon as a sensor is there.
    syncWantedAt: now,
  };
}

/** Who serves it: the managed sensor, a sensor that exists, or one that comes with the key returned. */
async function serve(
  { keys, sensors }: RegistryServiceDependencies,
  stores: Stores,
  { row, sensorId }: { readonly row: NewRegistry; readonly sensorId: string | undefined },
): Promise<string | undefined> {
  if (row.scanMethod === 'cloud') {
    if (sensorId === undefined) return undefined;
    throw new HarborError('VALIDATION_FAILED', {
      details: { field: 'sensorId', rule: 'only in sensor mode' },
    });
  }
  if (sensorId !== undefined) {
    await bindSensors(sensors, stores, { registryId: row.id, sensorIds: [sensorId] });
    return undefined;
  }
  const { text } = await keys.mint(stores, {
    name: `sensor of ${row.name}`,
    kind: 'sensor',
    role: 'ci',
    registryIds: [row.id],
  });
  return text;
}
