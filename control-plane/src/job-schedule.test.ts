import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import type { FakeSensor } from './testing/fake-sensor.ts';
import { FleetWorld } from './testing/fleet-world.ts';

const hourMs = 3_600_000;

test('the first heartbeat of its sensor starts the first sync of a registry, whatever its schedule', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addRegistry({ schedule: 'manual' });
  await world.advance(60_000);
  assert.equal(await world.syncCount(registryId), 0);
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect({}, { heartbeat: false });
  await world.advance(20_000);
  assert.equal(await world.syncCount(registryId), 0);

  await sensor.heartbeat();

  assert.equal(sensor.offer().payload.registry.registryId, registryId);
});

test('a registry made while its sensor is connected is synced when the configuration is told', async (t) => {
  const world = await FleetWorld.open(t);
  const managed = world.sensor(await world.addKey({ isSystem: true }));
  await managed.connect();

  const registryId = await world.addRegistry({ scanMethod: 'cloud' });
  await world.fleet.sensors.configurationChanged();
  await world.fleet.settled();

  assert.equal(managed.offer().payload.registry.registryId, registryId);
  const told = managed.sent('configuration').at(-1)?.configuration.registries;
  assert.deepEqual(told, [{ registryId, url: 'https://registry.example' }]);
});

test('a daily sync is due 24 hours after the last success', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry({ schedule: 'daily' });
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect();

  await jump(world, 23.9 * hourMs);
  assert.equal(sensor.sent('job.assign').length, 0);
  await jump(world, 0.2 * hourMs);

  assert.equal(sensor.offer().payload.kind, 'sync');
});

test('a schedule that was changed counts from the last success', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry({ schedule: 'weekly' });
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect();
  await jump(world, 30 * hourMs);
  assert.equal(sensor.sent('job.assign').length, 0);

  await world.unitOfWork.write(defaultOrganisationId, (stores) =>
    stores.registries.change(registryId, { schedule: 'daily', nextSyncAt: null, updatedAt: 0 }),
  );
  await jump(world, 0);

  assert.equal(sensor.offer().payload.kind, 'sync');
});

test('registries by hand and on push are never due by time', async (t) => {
  const world = await FleetWorld.open(t);
  const registryIds = [
    await world.addSyncedRegistry({ schedule: 'manual' }),
    await world.addSyncedRegistry({ schedule: 'on_push' }),
  ];
  const sensor = world.sensor(await world.addKey({ registryIds }));
  await sensor.connect();

  await jump(world, 1000 * hourMs);

  assert.equal(sensor.sent('job.assign').length, 0);
});

test('a daily sync that fails is tried again with a growing delay', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addRegistry({ schedule: 'daily' });
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect();

  const delays: number[] = [];
  for (let failure = 1; failure <= 3; failure += 1) {
    await failSync(sensor, failure);
    const registry = await world.unitOfWork.read(defaultOrganisationId, (stores) =>
      stores.registries.find(registryId),
    );
    delays.push((registry?.nextSyncAt ?? 0) - world.clock.now());
    await jump(world, delays.at(-1) ?? 0);
  }

  assert.deepEqual(delays, [300_000, 600_000, 1_200_000]);
});

test('a cancelled sync does not start again by itself', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addRegistry({ schedule: 'daily' });
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect();

  await world.fleet.jobs.cancel(defaultOrganisationId, sensor.offer().jobId);
  await jump(world, 2 * hourMs);

  assert.equal(sensor.sent('job.assign').length, 1);
});

/** The wall clock goes on while the link stays as it is; then the schedule has its tick. */
async function jump(world: FleetWorld, durationMs: number): Promise<void> {
  world.clock.setNow(world.clock.now() + durationMs);
  await world.advance(15_000);
}

async function failSync(sensor: FakeSensor, times: number): Promise<void> {
  assert.equal(sensor.sent('job.assign').length, times);
  await sensor.accept(sensor.offer());
  await sensor.finish(sensor.offer(), {
    outcome: 'failed',
    code: 'REGISTRY_AUTHENTICATION_FAILED',
  });
}
