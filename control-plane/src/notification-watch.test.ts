// What becomes of sensors, registries and scans over the real fleet: told once, also when the control plane is away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchStates } from './domain/notifications/watch-states.ts';
import { createRegistryStates } from './domain/registries/registry-state.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { FleetWorld } from './testing/fleet-world.ts';

function watch(world: FleetWorld): Promise<void> {
  const { clock, unitOfWork, fleet } = world;
  const base = { clock, unitOfWork, sensors: fleet.sensors };
  const advisories = () => ({ state: 'current' as const });
  const registryStates = createRegistryStates({ ...base, advisories: () => 'current' });
  return watchStates({ ...base, advisories, registryStates });
}

async function told(world: FleetWorld): Promise<readonly string[]> {
  const events = await world.unitOfWork.read(defaultOrganisationId, ({ notifications }) =>
    notifications.recentEvents(100),
  );
  return events.toReversed().map(({ kind, facts }) => `${kind} ${facts.errorCode ?? ''}`.trim());
}

test('a sensor is told offline after two minutes and back when it is, each once', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor } = await world.connected();
  await watch(world);
  await sensor.disconnect();
  await world.clock.advance(110_000);
  await watch(world);
  assert.deepEqual(await told(world), []);
  await world.clock.advance(15_000);
  await watch(world);
  await watch(world);
  assert.deepEqual(await told(world), ['sensor.offline']);
  await sensor.connect();
  await watch(world);
  await watch(world);
  assert.deepEqual(await told(world), ['sensor.offline', 'sensor.online']);
});

test('a restart repeats nothing, and what changed meanwhile is told', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor, key } = await world.connected();
  await watch(world);
  await sensor.disconnect();
  await world.clock.advance(130_000);
  await watch(world);
  await world.restart(60_000);
  await watch(world);
  assert.deepEqual(await told(world), ['sensor.offline']);
  await sensor.over(world.fleet, key).connect();
  await world.restart(1_000);
  await watch(world);
  assert.deepEqual(await told(world), ['sensor.offline', 'sensor.online']);
});

test('a failed sync is told once with its code, and its recovery too', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  await watch(world);
  const sync = async (changes: Parameters<typeof sensor.finish>[1]): Promise<void> => {
    await world.fleet.jobs.requestSync(defaultOrganisationId, registryId, {
      trigger: 'interactive',
    });
    await world.fleet.settled();
    const offer = sensor.offer();
    await sensor.accept(offer);
    await sensor.finish(offer, changes);
    await watch(world);
    await watch(world);
  };
  const failure = { outcome: 'failed', code: 'REGISTRY_AUTHENTICATION_FAILED' } as const;
  await sync(failure);
  await sync(failure);
  assert.deepEqual(await told(world), ['registry.error REGISTRY_AUTHENTICATION_FAILED']);
  await sync({});
  assert.equal((await told(world)).at(-1), 'registry.recovered');
  assert.equal((await told(world)).length, 2);
});

test('a lost sensor is told as such, and its registries as in error only for their own syncs', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const sync = async (changes: Parameters<typeof sensor.finish>[1]): Promise<void> => {
    await world.sync(registryId);
    const offer = sensor.offer();
    await sensor.accept(offer);
    await sensor.finish(offer, changes);
  };
  await sync({});
  await watch(world);
  await sensor.disconnect();
  await world.clock.advance(130_000);
  await watch(world);
  assert.deepEqual(await told(world), ['sensor.offline']);
  await sensor.connect();
  await watch(world);
  assert.deepEqual(await told(world), ['sensor.offline', 'sensor.online']);
  await sync({ outcome: 'failed', code: 'REGISTRY_AUTHENTICATION_FAILED' });
  await watch(world);
  await sensor.disconnect();
  await world.clock.advance(130_000);
  await watch(world);
  await sensor.connect();
  await watch(world);
  const since = (await told(world)).slice(2);
  assert.deepEqual(since, [
    'registry.error REGISTRY_AUTHENTICATION_FAILED',
    'sensor.offline',
    'sensor.online',
  ]);
});
