// What is kept of heartbeats, and which registries a sensor serves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { FleetWorld } from './testing/fleet-world.ts';

async function beatTimes(world: FleetWorld, sensorId: string): Promise<readonly number[]> {
  const state = await world.fleet.sensors.get(defaultOrganisationId, sensorId);
  return (state?.beats ?? []).map(({ receivedAt }) => receivedAt);
}

test('the last heartbeats are still there after a restart, and go on behind them without a double', async (t) => {
  const world = await FleetWorld.open(t);
  const { key, sensor } = await world.connected();
  const { sensorId } = sensor.hello;
  for (let beat = 0; beat < 6; beat += 1) {
    await world.advance(20_000);
    await sensor.heartbeat();
  }
  const before = await beatTimes(world, sensorId);
  assert.equal(before.length, 7);

  await world.restart(40_000);
  assert.deepEqual(await beatTimes(world, sensorId), before);
  const again = sensor.over(world.fleet, key);
  await again.connect();

  assert.deepEqual(await beatTimes(world, sensorId), [...before, world.clock.now()]);
});

test('no more than sixty are kept, however long a sensor lives', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor } = await world.connected();
  for (let beat = 0; beat < 70; beat += 1) {
    await world.advance(20_000);
    await sensor.heartbeat();
  }

  const kept = await beatTimes(world, sensor.hello.sensorId);
  await world.restart(1_000);

  assert.equal(kept.length, 60);
  assert.deepEqual(await beatTimes(world, sensor.hello.sensorId), kept);
});

test('a sensor serves the registries of its key and of its bindings, told within its organisation only', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const bound = await world.addSyncedRegistry();
  await world.addSyncedRegistry();
  await world.unitOfWork.write(defaultOrganisationId, (stores) =>
    world.fleet.sensors.bindSensors(stores, bound, [sensor.hello.sensorId]),
  );

  const served = await world.fleet.sensors.registriesOf(
    defaultOrganisationId,
    sensor.hello.sensorId,
  );

  assert.deepEqual(
    served.map((registry) => registry.registryId).toSorted(),
    [registryId, bound].toSorted(),
  );
  const stranger = await world.addOrganisation('00000000-0000-7000-8000-00000000abcd');
  await assert.rejects(world.fleet.sensors.registriesOf(stranger, sensor.hello.sensorId), {
    code: 'NOT_FOUND',
  });
});
