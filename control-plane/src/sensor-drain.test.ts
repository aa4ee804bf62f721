import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnosticsCapability } from '@harborguard/shared/protocol/diagnostics.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import type { FakeSensor } from './testing/fake-sensor.ts';
import { FleetWorld } from './testing/fleet-world.ts';

const body = {
  ...{ version: '0.1.0', analyzerVersion: 'a', platform: 'linux/amd64', nodeVersion: 'v24' },
  ...{ startedAt: 1, variables: [], link: [], errors: [], runningJobs: 0, layerCacheBytes: 0 },
  outbox: { messages: 0, bytes: 0, oldestAgeMs: 0, lastSeq: 0, ackedUpTo: 0, lost: 0 },
  rssBytes: 1,
};

function assigned(sensor: FakeSensor): number {
  return sensor.peer.frames.filter(({ kind }) => kind === 'job.assign').length;
}

function question(sensor: FakeSensor): string {
  const frame = sensor.peer.frames.find(({ kind }) => kind === 'diagnostics.request');
  assert.ok(frame?.kind === 'diagnostics.request');
  return frame.requestId;
}

test('a drained sensor gets nothing new, also after both sides have started anew, until it is resumed', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();
  const { sensorId } = sensor.hello;
  const drained = await world.fleet.sensors.setDrained(defaultOrganisationId, sensorId, true);

  const jobId = await world.sync(registryId);
  assert.equal(assigned(sensor), 0);
  await world.restart(1000);
  const again = sensor.over(world.fleet, key);
  await again.connect();
  await world.advance(10_000);
  assert.equal(assigned(again), 0);
  assert.equal((await world.job(jobId)).state, 'queued');

  const resumed = await world.fleet.sensors.setDrained(defaultOrganisationId, sensorId, false);
  await world.fleet.settled();

  assert.equal(assigned(again), 1);
  assert.equal(typeof drained.sensor.drainedAt, 'number');
  assert.equal(resumed.sensor.drainedAt, null);
});

test('what a drained sensor has goes on', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  assert.equal(assigned(sensor), 1);

  await world.fleet.sensors.setDrained(defaultOrganisationId, sensor.hello.sensorId, true);
  await world.fleet.settled();

  assert.equal((await world.job(jobId)).state, 'assigned');
  assert.ok(!sensor.peer.frames.some(({ kind }) => kind === 'job.cancel'));
});

test('a sensor answers for itself alone, and one that is silent is given up', async (t) => {
  const world = await FleetWorld.open(t);
  const key = await world.addKey();
  const sensor = world.sensor(key, { capabilities: [diagnosticsCapability] });
  const other = world.sensor(key, { name: 'other', capabilities: [diagnosticsCapability] });
  await sensor.connect();
  await other.connect();
  const ask = () => world.fleet.sensors.diagnostics(defaultOrganisationId, sensor.hello.sensorId);

  const asked = ask();
  await world.clock.advance(0);
  const requestId = question(sensor);
  const forged = { kind: 'diagnostics', requestId, body: { ...body, version: 'forged' } } as const;
  world.fleet.links.diagnosed(other.session, forged);
  world.fleet.links.diagnosed(sensor.session, { kind: 'diagnostics', requestId, body });
  assert.equal((await asked).version, '0.1.0');

  const silent = assert.rejects(ask(), { code: 'SENSOR_OFFLINE' });
  await world.clock.advance(0);
  await world.clock.advance(10_000);
  await silent;
});

test('a sensor of before the question is not asked', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor } = await world.connected();
  const { sensorId } = sensor.hello;

  await assert.rejects(world.fleet.sensors.diagnostics(defaultOrganisationId, sensorId), {
    code: 'PROTOCOL_UNSUPPORTED',
  });
  assert.ok(!sensor.peer.frames.some(({ kind }) => kind === 'diagnostics.request'));
});

test('a sensor of another organisation does not exist, and the managed one is the operator’s', async (t) => {
  const world = await FleetWorld.open(t);
  const stranger = await world.addOrganisation('00000000-0000-7000-8000-000000000009');
  const { sensor } = await world.connected();
  const managed = world.sensor(await world.addKey({ isSystem: true }));
  await managed.connect();
  const { sensors } = world.fleet;

  await assert.rejects(sensors.setDrained(stranger, sensor.hello.sensorId, true), {
    code: 'NOT_FOUND',
  });
  await assert.rejects(sensors.diagnostics(stranger, sensor.hello.sensorId), { code: 'NOT_FOUND' });
  await assert.rejects(sensors.setDrained(stranger, managed.hello.sensorId, true), {
    code: 'FORBIDDEN',
  });
});
