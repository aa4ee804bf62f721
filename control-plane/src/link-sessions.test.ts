import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hello } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { LinkKey } from './domain/sensors/identify-sensor.ts';
import { defaultCredit } from './domain/sensors/log-receiver.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { FakePeer } from './testing/fake-sensor.ts';
import { FleetWorld } from './testing/fleet-world.ts';

test('the welcome says what is served, how far the outbox was read and how often to beat', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();
  await sensor.report({ type: 'outbox.lost', messages: 2, bytes: 10, reason: 'age' });
  await sensor.disconnect();

  const welcome = await world.sensor(key, sensor.hello).connect({ lastSeq: 1 });

  assert.deepEqual(
    [welcome.protocol, welcome.ackedUpTo, welcome.heartbeatIntervalMs, welcome.credit],
    [1, 1, 30_000, { messages: 64, bytes: 4 * 1024 * 1024 }],
  );
  assert.equal(welcome.sensorId, sensor.hello.sensorId);
  assert.deepEqual(
    welcome.configuration.registries.map((one) => one.registryId),
    [registryId],
  );
});

test('a new epoch begins at zero and the old one keeps its place', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor } = await world.connected();
  await sensor.report({ type: 'outbox.lost', messages: 2, bytes: 10, reason: 'age' });
  await sensor.disconnect();

  const fresh = await sensor.connect({ epoch: world.random.uuid(), lastSeq: 0 });
  await sensor.disconnect();
  const old = await sensor.connect();

  assert.deepEqual([fresh.ackedUpTo, old.ackedUpTo], [0, 1]);
});

test('a newcomer with the same id takes the place of a half-open link and gets its jobs', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();

  const newcomer = world.sensor(key, { ...sensor.hello, instance: world.random.uuid() });
  await newcomer.connect();
  await sensor.disconnect();
  const jobId = await world.sync(registryId);

  assert.equal(sensor.peer.closedWith, 4409);
  assert.equal(newcomer.offer().jobId, jobId);
  const state = await world.fleet.sensors.get(defaultOrganisationId, sensor.hello.sensorId);
  assert.deepEqual([state?.isConnected, state?.isCloned], [true, false]);
});

test('an old link that still answers is a clone: neither gets work, and the alert is raised', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();
  sensor.peer.isAnswering = true;

  const clone = world.sensor(key, { ...sensor.hello, instance: world.random.uuid() });
  await clone.connect();
  await world.sync(registryId);
  await sensor.connect();

  assert.deepEqual([clone.sent('job.assign').length, sensor.sent('job.assign').length], [0, 0]);
  const state = await world.fleet.sensors.get(defaultOrganisationId, sensor.hello.sensorId);
  assert.equal(state?.isCloned, true);
});

test('two instances that take turns are clones though neither old link answers', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();
  const twin = world.sensor(key, { ...sensor.hello, instance: world.random.uuid() });

  for (let turn = 0; turn < 2; turn += 1) {
    await twin.connect();
    await sensor.connect();
    await world.advance(30_000);
  }
  await world.sync(registryId);
  assert.equal(sensor.sent('job.assign').length, 1);
  await twin.connect();

  const state = await world.fleet.sensors.get(defaultOrganisationId, sensor.hello.sensorId);
  assert.equal(state?.isCloned, true);
  await world.scan(registryId, 'latest');
  assert.equal(twin.sent('job.assign').length, 0);
});

test('a sensor that restarts again and again is no clone', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();

  for (let restart = 0; restart < 6; restart += 1) {
    const next = world.sensor(key, { ...sensor.hello, instance: world.random.uuid() });
    await next.connect();
  }
  await world.sync(registryId);

  const state = await world.fleet.sensors.get(defaultOrganisationId, sensor.hello.sensorId);
  assert.equal(state?.isCloned, false);
});

test('the alert ends ten minutes after the last sign of a second process', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();
  sensor.peer.isAnswering = true;
  const clone = world.sensor(key, { ...sensor.hello, instance: world.random.uuid() });
  await clone.connect();
  await world.sync(registryId);

  world.clock.setNow(world.clock.now() + 10 * 60_000);
  await world.advance(2_000);

  assert.equal(clone.sent('job.assign').length, 1);
});

test('a sensor without a volume is known again by its key and name', async (t) => {
  const world = await FleetWorld.open(t);
  const { key, sensor } = await world.connected();
  await sensor.disconnect();

  const reborn = world.sensor(key, { name: sensor.hello.name });
  const welcome = await reborn.connect();

  assert.equal(welcome.sensorId, sensor.hello.sensorId);
  const page = await world.fleet.sensors.list(defaultOrganisationId, { limit: 10, offset: 0 });
  assert.equal(page.total, 1);
});

test('two live sensors of one name stay two sensors', async (t) => {
  const world = await FleetWorld.open(t);
  const { key, sensor } = await world.connected();
  sensor.peer.isAnswering = true;

  const namesake = world.sensor(key, { name: sensor.hello.name });
  const welcome = await namesake.connect();

  assert.equal(welcome.sensorId, namesake.hello.sensorId);
  assert.equal(sensor.peer.closedWith, undefined);
});

test('a key serves as many sensors as it may, and one more when one has gone', async (t) => {
  const world = await FleetWorld.open(t);
  const key = await world.addKey({ sensorsMax: 1 });
  const first = world.sensor(key, { name: 'sensor-a' });
  await first.connect();
  const second = world.sensor(key, { name: 'sensor-b' });

  assert.deepEqual(await refusal(world, key, second.hello), 'SENSOR_LIMIT');
  await first.disconnect();
  await second.connect();

  assert.equal(second.isOpen, true);
});

test('a sensor of another protocol is refused', async (t) => {
  const world = await FleetWorld.open(t);
  const key = await world.addKey();

  const hello = world.hello({ protocol: { min: 7, max: 9 } });

  assert.equal(await refusal(world, key, hello), 'PROTOCOL_UNSUPPORTED');
});

test('the id of a sensor is worth nothing with a key that sees less, or is of another organisation', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor } = await world.connected();
  const other = await world.addOrganisation('other');

  for (const key of [await world.addKey(), await world.addKey({ orgId: other })]) {
    const thief = world.sensor(key, { sensorId: sensor.hello.sensorId, name: 'thief' });
    const welcome = await thief.connect();
    assert.notEqual(welcome.sensorId, sensor.hello.sensorId);
    assert.deepEqual(welcome.configuration.registries, []);
  }
  assert.equal(sensor.peer.closedWith, undefined);
});

test('after a rotation the sensor keeps its identity with the new key', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  await sensor.disconnect();

  const rotated = world.sensor(await world.addKey({ registryIds: [registryId] }), sensor.hello);
  const welcome = await rotated.connect();

  assert.equal(welcome.sensorId, sensor.hello.sensorId);
});

test('a sensor is never-seen, online, then offline two minutes after its last byte', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry();
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  const states = async () =>
    world.unitOfWork.read(defaultOrganisationId, async (stores) =>
      (await world.fleet.sensors.sensorStates(stores, registryId)).map((state) => state.liveness),
    );
  assert.deepEqual(await states(), []);
  await sensor.connect({}, { heartbeat: false });
  assert.deepEqual(await states(), ['never']);
  await sensor.heartbeat({ clock: world.clock.now() + 45_000 });
  assert.deepEqual(await states(), ['online']);
  const state = await world.fleet.sensors.get(defaultOrganisationId, sensor.hello.sensorId);
  assert.equal(state?.sensor.heartbeat?.clockSkewMs, 45_000);
  assert.deepEqual(
    state?.beats.map(({ receivedAt, runningJobs }) => [receivedAt, runningJobs]),
    [[world.clock.now(), 0]],
    'what the last heartbeats said is kept in short',
  );

  await sensor.disconnect();
  await world.advance(119_000);
  assert.deepEqual(await states(), ['online']);
  await world.advance(2_000);

  assert.deepEqual(await states(), ['offline']);
});

test('the absence of the control plane makes no sensor offline before it could have come back', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor } = await world.connected();
  const liveness = async () =>
    (await world.fleet.sensors.get(defaultOrganisationId, sensor.hello.sensorId))?.liveness;

  await world.restart(3_600_000);
  await world.advance(110_000);
  assert.equal(await liveness(), 'online');
  await world.advance(15_000);

  assert.equal(await liveness(), 'offline');
});

test('binding a registry to a sensor reaches its live link, and unbinding takes the job away', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor } = await world.connected();
  const registryId = await world.addSyncedRegistry();
  const bind = async (sensorIds: readonly string[]) => {
    const outcome = await world.unitOfWork.write(defaultOrganisationId, (stores) =>
      world.fleet.sensors.bindSensors(stores, registryId, sensorIds),
    );
    await world.fleet.sensors.configurationChanged();
    await world.fleet.settled();
    return outcome.kind;
  };

  assert.equal(await bind([sensor.hello.sensorId]), 'bound');
  const jobId = await world.sync(registryId);
  assert.equal(sensor.offer().jobId, jobId);
  await sensor.accept(sensor.offer());
  assert.equal(sensor.sent('configuration').at(-1)?.configuration.registries.length, 2);
  assert.equal(await bind([]), 'bound');

  assert.equal(sensor.sent('job.cancel').length, 1);
  assert.equal((await world.job(jobId)).state, 'queued');
  assert.equal(sensor.sent('configuration').at(-1)?.configuration.registries.length, 1);
  assert.equal(await bind([world.random.uuid()]), 'unknown-sensor');
});

async function refusal(world: FleetWorld, key: LinkKey, hello: Hello): Promise<string> {
  const outcome = await world.fleet.links.sessions.open({
    key,
    hello,
    peer: new FakePeer(() => world.clock.now()),
    credit: defaultCredit,
  });
  return outcome.kind === 'refused' ? outcome.code : outcome.kind;
}
