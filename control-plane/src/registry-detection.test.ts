// The provider of a registry that nobody chose: found by a probe or a sync, set once, never over a choice.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startApi } from './cli/testing/api-world.ts';
import type { RegistryForJob } from './domain/jobs/job-service.ts';
import type { NewRegistry, Registry } from './domain/registries/registry-store.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import type { FakeSensor } from './testing/fake-sensor.ts';
import { FleetWorld } from './testing/fleet-world.ts';

const harbor = {
  kind: 'probe' as const,
  reachable: true,
  authenticated: true,
  latencyMs: 12,
  provider: 'HARBOR',
  credentialSource: 'docker-config',
  details: { detectedBy: 'probe' },
};
type Probe = Omit<typeof harbor, 'details'> & { readonly details: Record<string, string> };

interface Place {
  readonly world: FleetWorld;
  readonly registryId: string;
  readonly sensor: FakeSensor;
}

async function place(t: TestContext, changes: Partial<NewRegistry> = {}): Promise<Place> {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry({ isProviderChosen: false, ...changes });
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect();
  return { world, registryId, sensor };
}

/** Test Connection, answered by the sensor; `meanwhile` happens before the answer. */
async function probed(
  { world, registryId, sensor }: Place,
  result: Probe,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
) {
  const { provider, url } = await registryOf(world, registryId);
  const target: RegistryForJob = {
    registryId,
    url,
    provider,
    scanMethod: 'sensor',
    allowPlainHttp: false,
    credentialHolder: 'sensor',
    guardAddresses: false,
    allowedAddresses: [],
  };
  const wait = { waitMs: 10_000 };
  const outcome = world.fleet.jobs.requestProbe(defaultOrganisationId, target, wait);
  while (sensor.sent('job.assign').length === 0) await world.clock.advance(0);
  const offer = sensor.offer();
  await sensor.accept(offer);
  await meanwhile();
  await sensor.finish(offer, { result });
  return await outcome;
}

async function registryOf(world: FleetWorld, registryId: string): Promise<Registry> {
  const found = await world.unitOfWork.read(defaultOrganisationId, ({ registries }) =>
    registries.find(registryId),
  );
  assert.ok(found);
  return found;
}

test('a provider that a probe finds is in the answer, and set where nobody chose one', async (t) => {
  const at = await place(t);

  const outcome = await probed(at, harbor);

  assert.ok(outcome.kind === 'result');
  assert.equal(outcome.result.provider, 'HARBOR');
  assert.equal(outcome.result.details['detectedBy'], 'probe');
  const registry = await registryOf(at.world, at.registryId);
  assert.equal(registry.provider, 'HARBOR');
  assert.equal(registry.isProviderChosen, false);
  assert.equal(registry.revision, 1);
});

for (const { name, changes, result } of [
  { name: 'a choice of CUSTOM', changes: { isProviderChosen: true }, result: harbor },
  { name: 'what was set before', changes: { provider: 'NEXUS' as const }, result: harbor },
  { name: 'a refused login', changes: {}, result: { ...harbor, authenticated: false } },
  { name: 'a provider not found by asking', changes: {}, result: { ...harbor, details: {} } },
  {
    name: 'a server that calls itself a cloud',
    changes: {},
    result: { ...harbor, provider: 'AZURE_ACR' },
  },
  {
    name: 'a provider this version does not know',
    changes: {},
    result: { ...harbor, provider: 'TOMORROW' },
  },
]) {
  test(`${name} is not changed by a probe`, async (t) => {
    const at = await place(t, changes);
    const before = await registryOf(at.world, at.registryId);

    await probed(at, result);

    assert.equal((await registryOf(at.world, at.registryId)).provider, before.provider);
  });
}

test('what a probe found at an address does not count for the one that came after it', async (t) => {
  const at = await place(t);
  const move = () =>
    at.world.unitOfWork.write(defaultOrganisationId, ({ registries }) =>
      registries.change(at.registryId, {
        url: 'https://other.example',
        updatedAt: at.world.clock.now() + 1,
      }),
    );

  await probed(at, harbor, move);

  assert.equal((await registryOf(at.world, at.registryId)).provider, 'CUSTOM');
});

test('a provider counts as chosen when somebody gives it, until the address changes without one', async (t) => {
  const world = await startApi(t);
  const isChosen = async (id: string) => {
    const row = await world.storage.db
      .selectFrom('registry')
      .select(['provider', 'provider_chosen'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return [row.provider, row.provider_chosen];
  };
  const create = async (body: object) => {
    const answer = await world.call('POST', '/api/registries', {
      body: { url: 'r.example.com', scanMethod: 'sensor', ...body },
    });
    return answer.body.data.id;
  };
  const edit = (id: string, body: object) => world.call('PUT', `/api/registries/${id}`, { body });

  const automatic = await create({});
  const chosen = await create({ provider: 'CUSTOM' });
  assert.deepEqual(await isChosen(automatic), ['CUSTOM', 0]);
  assert.deepEqual(await isChosen(chosen), ['CUSTOM', 1]);

  await edit(automatic, { provider: 'HARBOR' });
  assert.deepEqual(await isChosen(automatic), ['HARBOR', 1]);
  await edit(automatic, { name: 'n', url: 'https://r.example.com/' });
  assert.deepEqual(await isChosen(automatic), ['HARBOR', 1]);
  await edit(automatic, { url: 'quay.io' });
  assert.deepEqual(await isChosen(automatic), ['QUAY', 0]);
});

const syncResult = {
  ...{ kind: 'sync' as const, complete: true, restricted: false, conditions: [], durationMs: 1 },
  ...{ repositories: 0, tags: 0, digests: 0, filteredTags: 0, failedRepositories: [] },
};

test('a registry that nobody tests is identified by its first sync', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addRegistry({ isProviderChosen: false });
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect();
  await world.fleet.settled();
  const offer = sensor.offer();
  assert.ok(offer.payload.kind === 'sync');
  assert.equal(offer.payload.identify, true);

  await sensor.accept(offer);
  await sensor.finish(offer, { result: { ...syncResult, provider: 'HARBOR' } });

  const registry = await registryOf(world, registryId);
  assert.deepEqual([registry.provider, registry.isProviderChosen], ['HARBOR', false]);
  await world.sync(registryId);
  const next = sensor.offer();
  assert.ok(next.payload.kind === 'sync');
  assert.deepEqual([next.payload.registry.provider, next.payload.identify], ['HARBOR', undefined]);
});

for (const { name, provider, changes } of [
  { name: 'a choice of CUSTOM', provider: 'HARBOR', changes: { isProviderChosen: true } },
  { name: 'a server that calls itself a cloud', provider: 'AWS_ECR', changes: {} },
]) {
  test(`${name} is not changed by a sync`, async (t) => {
    const { world, registryId, sensor } = await place(t, changes);
    await world.sync(registryId);
    const offer = sensor.offer();
    await sensor.accept(offer);

    await sensor.finish(offer, { result: { ...syncResult, provider } });

    assert.equal((await registryOf(world, registryId)).provider, 'CUSTOM');
  });
}
