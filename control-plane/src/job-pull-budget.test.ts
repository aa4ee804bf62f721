// Scans that wait for the budget of a registry: not failed, not counted, and not handed out one by one to find out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FakeSensor } from './testing/fake-sensor.ts';
import { FleetWorld } from './testing/fleet-world.ts';

const digest = (fill: string) => `sha256:${fill.repeat(64)}`;

function spent(retryAfterSeconds: string) {
  return {
    outcome: 'failed' as const,
    code: 'PULL_BUDGET_SPENT',
    details: { retryAfterSeconds },
  };
}

async function refusedScan(world: FleetWorld, sensor: FakeSensor, jobId: string, seconds: string) {
  const offer = sensor.sent('job.assign').findLast((sent) => sent.jobId === jobId);
  assert.ok(offer);
  await sensor.accept(offer);
  await sensor.finish(offer, spent(seconds));
  await world.fleet.settled();
}

test('a scan beyond the budget waits as long as the sensor says, and the attempt does not count', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.scan(registryId, digest('a'));

  await refusedScan(world, sensor, jobId, '600');

  const job = await world.job(jobId);
  assert.deepEqual([job.state, job.countedAttempts, job.errorCode], ['queued', 0, null]);
  assert.equal(job.notBefore, world.clock.now() + 600_000);
});

test('the other scans of the registry wait with it, those of another go on', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const first = await world.scan(registryId, digest('a'));
  // More than a sensor is given at once.
  const others: string[] = [];
  for (const fill of 'bcdef') others.push(await world.scan(registryId, digest(fill)));
  const elsewhere = await world.scan(await world.addSyncedRegistry(), digest('a'));

  await refusedScan(world, sensor, first, '600');

  const waiting = await Promise.all(others.map((id) => world.job(id)));
  const queued = waiting.filter((job) => job.state === 'queued');
  assert.ok(queued.length > 0);
  assert.ok(queued.every((job) => job.notBefore === world.clock.now() + 600_000));
  assert.ok((await world.job(elsewhere)).notBefore <= world.clock.now());
});

test('a nonsensical wait is bounded on both sides', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const waits: number[] = [];
  for (const [index, seconds] of ['-5', 'NaN', '99999999'].entries()) {
    const jobId = await world.scan(registryId, digest(String(index)));
    if (sensor.sent('job.assign').every((sent) => sent.jobId !== jobId)) break;
    await refusedScan(world, sensor, jobId, seconds);
    waits.push((await world.job(jobId)).notBefore - world.clock.now());
  }

  assert.equal(waits.length, 3);
  assert.ok(waits.every((waitMs) => waitMs >= 1000 && waitMs <= 2 * 3_600_000));
});
