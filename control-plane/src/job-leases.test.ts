import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { type FakeSensor, finished } from './testing/fake-sensor.ts';
import { FleetWorld } from './testing/fleet-world.ts';

test('a sync waits for a sensor, is offered when one comes, and runs once it is accepted', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry();
  const jobId = await world.sync(registryId);
  assert.equal((await world.job(jobId)).state, 'queued');

  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect();
  const offer = sensor.offer();
  assert.equal((await world.job(jobId)).state, 'assigned');
  await sensor.accept(offer);

  const job = await world.job(jobId);
  assert.equal(job.state, 'running');
  assert.deepEqual([offer.jobId, offer.attempt, offer.payload.kind], [jobId, 1, 'sync']);
  assert.equal(job.leaseUntil, world.clock.now() + 60_000);
  assert.equal(job.budgetUntil, world.clock.now() + offer.budgetMs);
});

test('the jobs of a sensor are found by it, those of others are not', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  await sensor.accept(sensor.offer());
  const listed = async (sensorId: string) => {
    const page = { page: 1, pageSize: 10 };
    const { jobs } = await world.fleet.jobs.list(defaultOrganisationId, { sensorId }, page);
    return jobs.map(({ id }) => id);
  };

  assert.deepEqual(await listed(sensor.hello.sensorId), [jobId]);
  assert.deepEqual(await listed(registryId), []);
});

test('a second request for the same sync joins the first', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry();
  const jobs = world.fleet.jobs;

  const first = await jobs.requestSync(defaultOrganisationId, registryId, { trigger: 'schedule' });
  const second = await jobs.requestSync(defaultOrganisationId, registryId, {
    trigger: 'interactive',
  });

  assert.deepEqual(second, { kind: 'joined', jobId: first.jobId });
  assert.equal((await world.job(first.jobId)).priority, 100);
});

test('a finished sync is written into the history and the plan of its registry', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  await world.unitOfWork.write(defaultOrganisationId, (stores) =>
    stores.registries.change(registryId, { schedule: 'daily', updatedAt: 0 }),
  );
  const jobId = await world.sync(registryId);
  await sensor.accept(sensor.offer());
  await world.advance(5_000);

  await sensor.finish(sensor.offer());

  const { registry, runs } = await world.unitOfWork.read(defaultOrganisationId, async (stores) => ({
    registry: await stores.registries.find(registryId),
    runs: await stores.registries.syncRuns(registryId, { offset: 0, limit: 10 }),
  }));
  assert.equal((await world.job(jobId)).state, 'succeeded');
  assert.equal(registry?.lastSyncAt, world.clock.now());
  assert.equal(registry?.nextSyncAt, world.clock.now() + 24 * 3_600_000);
  assert.equal(runs.runs[0]?.outcome, 'succeeded');
  assert.deepEqual(runs.runs[0]?.conditions, ['SHRINK_UNCONFIRMED']);
  assert.equal(runs.runs[0]?.durationMs, 5_000);
});

test('a lease that runs out while the link is open counts as an attempt', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  await sensor.accept(sensor.offer());

  await world.advance(62_000);

  const job = await world.job(jobId);
  assert.deepEqual([job.state, job.countedAttempts, job.errorCode], ['queued', 1, 'LEASE_EXPIRED']);
  assert.equal(sensor.sent('job.cancel').length, 1);
});

test('a lease lost to a cut link goes back to the queue and does not count', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  await sensor.accept(sensor.offer());
  await sensor.disconnect();
  assert.equal((await world.job(jobId)).state, 'running');

  await world.advance(62_000);

  const job = await world.job(jobId);
  assert.deepEqual([job.state, job.countedAttempts], ['queued', 0]);
});

test('a lease that is renewed does not run out', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  const offer = sensor.offer();
  await sensor.accept(offer);

  for (let renewal = 0; renewal < 6; renewal += 1) {
    await world.advance(20_000);
    assert.deepEqual(await sensor.renew([offer]), []);
  }

  assert.equal((await world.job(jobId)).state, 'running');
});

test('after three counted attempts a job is dead, with the error it died of', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);

  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const offer = sensor.offer();
    assert.equal(offer.attempt, attempt);
    await sensor.accept(offer);
    await sensor.finish(offer, failure('REGISTRY_TIMEOUT'));
    if (attempt < 3) await untilOffered(world, sensor, attempt + 1);
  }

  const job = await world.job(jobId);
  assert.deepEqual([job.state, job.errorCode], ['dead', 'ATTEMPTS_EXHAUSTED']);
  assert.equal(job.errorDetails?.['lastError'], 'REGISTRY_TIMEOUT');
  const { runs } = await world.unitOfWork.read(defaultOrganisationId, (stores) =>
    stores.registries.syncRuns(registryId, { offset: 0, limit: 10 }),
  );
  assert.deepEqual(
    runs.map((run) => [run.outcome, run.errorCode]),
    [['failed', 'REGISTRY_TIMEOUT']],
  );
});

test('wrong credentials are not tried again', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  await sensor.accept(sensor.offer());

  await sensor.finish(sensor.offer(), failure('REGISTRY_AUTHENTICATION_FAILED'));

  assert.equal((await world.job(jobId)).state, 'failed');
});

test('a dead job is driven again as a new job', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.scan(registryId, 'latest');
  await sensor.accept(sensor.offer());
  await sensor.finish(sensor.offer(), failure('MANIFEST_INVALID'));

  const outcome = await world.fleet.jobs.redrive(defaultOrganisationId, jobId);
  await world.fleet.settled();

  assert.ok(outcome.kind === 'started');
  assert.notEqual(outcome.jobId, jobId);
  assert.equal(sensor.offer().jobId, outcome.jobId);
  assert.equal((await world.job(jobId)).state, 'failed');
});

test('a scan that failed for good is told to the inventory, one that is retried is not', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  await world.scan(registryId, 'latest');
  await sensor.accept(sensor.offer());
  await sensor.finish(sensor.offer(), failure('REGISTRY_TIMEOUT'));
  assert.deepEqual(world.facts.kinds(), []);

  await world.advance(20_000);
  await sensor.accept(sensor.offer());
  await sensor.finish(sensor.offer(), failure('PULL_DENIED'));

  assert.deepEqual(
    world.facts.facts.map((fact) => [fact.kind, fact.about]),
    [['scanFailed', 'PULL_DENIED']],
  );
});

test('an offer that is not accepted within ten seconds goes to the queue without counting', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  const first = sensor.offer();

  await world.advance(12_000);

  const second = sensor.offer();
  assert.deepEqual([first.attempt, second.attempt], [1, 2]);
  assert.equal((await world.job(jobId)).countedAttempts, 0);
  assert.equal(await sensor.accept(first), false);
  assert.equal(await sensor.accept(second), true);
});

test('a refused job waits until the sensor is asked again, and another may take it at once', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  const offer = sensor.offer();

  world.fleet.links.pause(sensor.session);
  await world.fleet.links.leases.refuse(sensor.hello.sensorId, offer);
  const other = world.sensor(key, { name: 'sensor-b' });
  await other.connect();

  assert.equal(other.offer().jobId, jobId);
  assert.equal(sensor.sent('job.assign').length, 1);
  assert.equal((await world.job(jobId)).countedAttempts, 0);
});

test('a job that overruns its budget is taken away though its lease is renewed', async (t) => {
  const world = await FleetWorld.open(t, { budgets: { scan: 100_000 } });
  const { registryId, sensor } = await world.connected();
  const jobId = await world.scan(registryId, 'latest');
  const offer = sensor.offer();
  await sensor.accept(offer);

  for (let passed = 0; passed < 160_000; passed += 20_000) {
    await world.advance(20_000);
    await sensor.renew([offer]);
  }

  const job = await world.job(jobId);
  assert.deepEqual([job.countedAttempts, job.errorCode], [1, 'TIME_LIMIT']);
});

test('the absence of the control plane costs no lease', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  const offer = sensor.offer();
  await sensor.accept(offer);

  await world.restart(3_600_000);
  await world.advance(40_000);
  assert.equal((await world.job(jobId)).state, 'running');

  const again = world.sensor(key, sensor.hello);
  const welcome = await again.connect({ jobsHeld: [{ jobId, attempt: 1 }] });
  assert.deepEqual(welcome.jobs, [{ jobId, attempt: 1, decision: 'keep' }]);
  await again.finish(offer);
  assert.equal((await world.job(jobId)).state, 'succeeded');
});

test('a sensor that comes back keeps the job nobody else has taken, also after its lease ran out', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  await sensor.accept(sensor.offer());
  await sensor.disconnect();
  await world.advance(90_000);
  assert.equal((await world.job(jobId)).state, 'queued');

  const welcome = await sensor.connect({ jobsHeld: [{ jobId, attempt: 1 }] });

  assert.equal(welcome.jobs[0]?.decision, 'keep');
  const job = await world.job(jobId);
  assert.deepEqual([job.state, job.attempt], ['running', 1]);
});

test('a sensor that comes back drops the job another has taken, and its end is superseded', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  const lost = sensor.offer();
  await sensor.accept(lost);
  await sensor.disconnect();
  await world.advance(70_000);
  const other = world.sensor(key, { name: 'sensor-b' });
  await other.connect();
  await other.accept(other.offer());

  const welcome = await sensor.connect({ jobsHeld: [{ jobId, attempt: 1 }] });
  const late = await sensor.finish(lost);

  assert.equal(welcome.jobs[0]?.decision, 'drop');
  assert.deepEqual(late.verdicts, [{ seq: 1, verdict: 'superseded' }]);
  assert.deepEqual([(await world.job(jobId)).state, other.offer().attempt], ['running', 2]);
});

test('a job whose end may still be in the outbox is not handed out before that was read', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  const offer = sensor.offer();
  await sensor.accept(offer);
  await sensor.disconnect();

  await sensor.connect({ jobsHeld: [], lastSeq: 1 });
  assert.equal(sensor.sent('job.assign').length, 0);
  await sensor.report(finished(offer, 'sync'));

  assert.equal((await world.job(jobId)).state, 'succeeded');
  assert.equal(sensor.sent('job.assign').length, 0);
});

test('a job the sensor has lost goes back to the queue once its outbox was read', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  await sensor.accept(sensor.offer());
  await sensor.disconnect();

  await sensor.connect({ jobsHeld: [], lastSeq: 1 });
  await sensor.report({ type: 'outbox.lost', messages: 4, bytes: 9, reason: 'age' });

  assert.deepEqual([sensor.offer().jobId, sensor.offer().attempt], [jobId, 2]);
  assert.equal((await world.job(jobId)).countedAttempts, 0);
});

test('an attempt that failed is not taken up again by the sensor that still lists it', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  const offer = sensor.offer();
  await sensor.accept(offer);
  await sensor.finish(offer, failure('REGISTRY_TIMEOUT'));

  assert.equal((await sensor.renew([offer])).length, 1);

  assert.equal((await world.job(jobId)).state, 'queued');
});

test('a job of a registry that was taken from the sensor while it was away is dropped', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor } = await world.connected();
  const registryId = await world.addSyncedRegistry();
  const bind = (sensorIds: readonly string[]) =>
    world.unitOfWork.write(defaultOrganisationId, (stores) =>
      world.fleet.sensors.bindSensors(stores, registryId, sensorIds),
    );
  await bind([sensor.hello.sensorId]);
  const jobId = await world.sync(registryId);
  await sensor.accept(sensor.offer());
  await sensor.disconnect();
  await bind([]);

  const welcome = await sensor.connect({ jobsHeld: [{ jobId, attempt: 1 }] });

  assert.equal(welcome.jobs[0]?.decision, 'drop');
  assert.equal((await world.job(jobId)).state, 'queued');
});

test('cancelling reaches the sensor at once and the job never runs again', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  const offer = sensor.offer();
  await sensor.accept(offer);

  const outcome = await world.fleet.jobs.cancel(defaultOrganisationId, jobId);

  assert.deepEqual(outcome, { kind: 'cancelled' });
  assert.deepEqual(sensor.sent('job.cancel'), [{ kind: 'job.cancel', jobId, attempt: 1 }]);
  const late = await sensor.finish(offer);
  assert.deepEqual(late.verdicts, [{ seq: 1, verdict: 'superseded' }]);
  assert.equal((await world.job(jobId)).state, 'cancelled');
  const again = await world.fleet.jobs.cancel(defaultOrganisationId, jobId);
  assert.deepEqual(again, { kind: 'already-finished', state: 'cancelled' });
});

test('another organisation can neither see nor cancel a job', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry();
  const jobId = await world.sync(registryId);
  const other = await world.addOrganisation('other');

  assert.equal(await world.fleet.jobs.get(other, jobId), undefined);
  assert.deepEqual(await world.fleet.jobs.cancel(other, jobId), { kind: 'not-found' });
  assert.deepEqual(await world.fleet.jobs.redrive(other, jobId), { kind: 'not-found' });
});

/** The wait after a failure is random within bounds; an offer must be answered within seconds. */
async function untilOffered(world: FleetWorld, sensor: FakeSensor, offers: number): Promise<void> {
  for (let step = 0; step < 60 && sensor.sent('job.assign').length < offers; step += 1) {
    await world.advance(1_000);
  }
}

function failure(code: string) {
  return { outcome: 'failed' as const, code };
}
