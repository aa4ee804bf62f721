// The schedule and the queue when the wall clock jumps, and when the control plane was away over a time that was due.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Registry } from './domain/registries/registry-store.ts';
import { nextBlackout } from './domain/schedule/blackout.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import type { FakeSensor } from './testing/fake-sensor.ts';
import { FleetWorld, type TestKey } from './testing/fleet-world.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const truth = Date.parse('2026-01-05T12:00:00Z');
const wrong = Date.parse('2031-06-02T08:00:00Z');

async function openAt(t: TestContext, at: number, schedule: 'daily' | 'manual' = 'daily') {
  const world = await FleetWorld.open(t);
  world.clock.setNow(at);
  await tick(world);
  const registryId = await world.addSyncedRegistry({ schedule });
  const key = await world.addKey({ registryIds: [registryId] });
  const sensor = world.sensor(key);
  await sensor.connect();
  return { world, registryId, key, sensor };
}

async function tick(world: FleetWorld): Promise<void> {
  await world.advance(15_000);
}

async function finishSync(sensor: FakeSensor): Promise<void> {
  await sensor.accept(sensor.offer());
  await sensor.finish(sensor.offer());
}

async function rowOf(world: FleetWorld, registryId: string): Promise<Registry> {
  const row = await world.unitOfWork.read(defaultOrganisationId, (stores) =>
    stores.registries.find(registryId),
  );
  assert.ok(row);
  return row;
}

async function returned(world: FleetWorld, sensor: FakeSensor, key: TestKey): Promise<FakeSensor> {
  const back = sensor.over(world.fleet, key);
  await back.connect();
  await tick(world);
  return back;
}

test('a clock that is set forward, or a machine that slept, costs no lease', async (t) => {
  const { world, registryId, sensor } = await openAt(t, truth, 'manual');
  const jobId = await world.sync(registryId);
  await sensor.accept(sensor.offer());

  world.clock.setNow(world.clock.now() + 3 * hourMs);
  await tick(world);

  const { state, countedAttempts } = await world.job(jobId);
  assert.deepEqual([state, countedAttempts], ['running', 0]);
  assert.equal(sensor.sent('job.cancel').length, 0);
  await world.advance(62_000);
  assert.equal((await world.job(jobId)).countedAttempts, 1, 'from then on it runs out as ever');
});

test('a clock that is set back by years leaves nothing waiting for them', async (t) => {
  const { world, registryId, key, sensor } = await openAt(t, wrong);
  const running = await world.scan(registryId, 'running');
  await sensor.accept(sensor.offer());
  await sensor.disconnect();
  const queued = await world.scan(registryId, 'queued');

  world.clock.setNow(truth);
  await world.advance(62_000);
  const other = world.sensor(key, { name: 'sensor-b' });
  await other.connect();

  const given = other.sent('job.assign').map(({ jobId }) => jobId);
  assert.deepEqual(given.toSorted(), [running, queued].toSorted());
  const [lost] = await world.unitOfWork.read(defaultOrganisationId, (stores) =>
    world.fleet.sensors.sensorStates(stores, registryId),
  );
  assert.ok((lost?.lastSeenAt ?? Infinity) <= world.clock.now());
  assert.equal(await world.syncCount(registryId), 0, 'the last success is taken as one of now');

  world.clock.setNow(truth + dayMs + 2 * 62_000);
  await tick(world);
  assert.equal(await world.syncCount(registryId), 1);
});

test('the same when it was set back while the control plane was away', async (t) => {
  const { world, registryId, key, sensor } = await openAt(t, wrong);
  await sensor.disconnect();
  await world.restart(truth - world.clock.now());

  await returned(world, sensor, key);
  assert.equal(await world.syncCount(registryId), 0);
  world.clock.setNow(truth + dayMs + 62_000);
  await tick(world);

  assert.equal(await world.syncCount(registryId), 1);
});

test('a small correction moves no plan, so that a time of cron does not come twice', async (t) => {
  const { world, sensor, registryId } = await openAt(t, Date.parse('2026-01-06T02:00:00Z'));
  await world.unitOfWork.write(defaultOrganisationId, (stores) =>
    stores.registries.change(registryId, {
      ...{ schedule: 'cron', cron: { expression: '30 2 * * *', timeZone: 'UTC' } },
      ...{ nextSyncAt: null, updatedAt: 0 },
    }),
  );
  await tick(world);
  world.clock.setNow(Date.parse('2026-01-06T02:29:50Z'));
  await tick(world);
  await finishSync(sensor);
  assert.equal(await world.syncCount(registryId), 1);

  world.clock.setNow(Date.parse('2026-01-06T02:29:40Z'));
  for (let ticks = 0; ticks < 4; ticks += 1) await tick(world);

  assert.equal(await world.syncCount(registryId), 1);
  assert.equal((await rowOf(world, registryId)).nextSyncAt, Date.parse('2026-01-07T02:30:00Z'));
});

test('the window that is open by the new time holds', async (t) => {
  const { world, registryId } = await openAt(t, wrong);
  const blackouts = [{ days: ['mon'], from: '11:00', to: '13:00', timeZone: 'UTC' }] as const;
  await world.unitOfWork.write(defaultOrganisationId, (stores) =>
    stores.registries.change(registryId, {
      ...{ blackouts, blackoutWindow: nextBlackout(blackouts, wrong) ?? null, updatedAt: 0 },
    }),
  );

  world.clock.setNow(truth);
  await world.advance(2_000);

  const { blackoutWindow } = await rowOf(world, registryId);
  assert.deepEqual(blackoutWindow, {
    from: Date.parse('2026-01-05T11:00:00Z'),
    until: Date.parse('2026-01-05T13:00:00Z'),
  });
});

test('times that were missed while the control plane was away are made up for by one sync', async (t) => {
  const { world, registryId, key, sensor } = await openAt(t, truth);
  await sensor.disconnect();
  await world.restart(5 * dayMs);

  const back = await returned(world, sensor, key);
  for (let ticks = 0; ticks < 3; ticks += 1) await tick(world);

  assert.equal(await world.syncCount(registryId), 1);
  await finishSync(back);
  const due = (await rowOf(world, registryId)).nextSyncAt ?? 0;
  assert.equal(due, world.clock.now() + dayMs);
});

test('a sync that was under way when the control plane went is not started a second time', async (t) => {
  const { world, registryId, key, sensor } = await openAt(t, truth);
  world.clock.setNow(truth + dayMs + 60_000);
  await tick(world);
  const offer = sensor.offer();
  await sensor.accept(offer);
  await world.restart(2 * dayMs);

  const back = sensor.over(world.fleet, key);
  await back.connect({ jobsHeld: [{ jobId: offer.jobId, attempt: offer.attempt }] });
  await tick(world);
  assert.equal(await world.syncCount(registryId), 1);
  await back.finish(offer);
  await tick(world);

  assert.equal((await world.job(offer.jobId)).state, 'succeeded');
  assert.equal(await world.syncCount(registryId), 1);
});
