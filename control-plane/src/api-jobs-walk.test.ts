// Work on demand from the request over HTTP to the job a sensor is given: targets, who goes first, who shares, and how
// jobs are stopped and taken up again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherOrganisationId } from './cli/testing/api-world.ts';
import type { JobTrigger } from './domain/jobs/job.ts';
import { fairness } from './domain/jobs/job-policy.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import type { FakeSensor } from './testing/fake-sensor.ts';
import { ScheduleWorld } from './testing/schedule-world.ts';

const monday = '2026-01-05T10:00:00Z';
const host = 'registry.example.com';
const digest = `sha256:${'d'.repeat(64)}`;
const oneAtATime = ['slots.scan=1', 'slots.sync=1'];

test('a registry, repositories, a tag or a digest become the job that says so, once, and within the reach of the key', async (t) => {
  const world = await ScheduleWorld.open(t, monday);
  const { registry } = await world.synced({ schedule: 'manual' });
  const other = await world.register({ url: 'https://other.example.com' });
  const scoped = await world.api.keyOf('admin', { registryIds: [other.id] });
  const stranger = await world.api.keyOf('owner', { orgId: otherOrganisationId });
  const repositories = { repositories: ['shop/web', 'shop/api'] };
  for (const { path, body, job } of [
    { path: `${registry.path}/sync`, body: undefined, job: { kind: 'sync', identify: true } },
    {
      path: `${registry.path}/sync/repositories`,
      body: repositories,
      job: { kind: 'sync', ...repositories },
    },
    {
      path: '/api/scans',
      body: { image: `${host}/shop/web:1.0` },
      job: { kind: 'scan', repository: 'shop/web', reference: '1.0' },
    },
    {
      path: '/api/scans',
      body: { image: `${host}/shop/web@${digest}` },
      job: { kind: 'scan', repository: 'shop/web', reference: digest },
    },
  ]) {
    for (const key of [scoped, stranger]) {
      assert.equal((await world.api.call('POST', path, { body, key })).status, 404, path);
    }
    const before = registry.offered().length;
    const [first, second] = [
      await world.api.call('POST', path, { body }),
      await world.api.call('POST', path, { body }),
    ];
    await world.settled();

    assert.deepEqual([first.status, second.status], [202, 202]);
    if (first.body.data !== undefined) {
      assert.deepEqual([first.body.data.joined, second.body.data.joined], [false, true]);
    }
    assert.equal(registry.offered().length, before + 1, path);
    const { kind, ...target } = registry.sensor.offer().payload;
    const { registry: _, filters: __, ...asked } = { filters: undefined, ...target };
    assert.deepEqual({ kind, ...asked }, job);
    if (kind === 'sync') await registry.finishSync();
  }
});

test('people go before pushes, pushes before the schedule, that before what a sync found', async (t) => {
  const world = await ScheduleWorld.open(t, monday);
  const { id, key } = await world.register({ schedule: 'daily' });
  const order: JobTrigger[] = ['sync', 'schedule', 'push', 'interactive'];
  for (const trigger of order) await askScan(world, id, trigger);
  await askSync(world, id, 'schedule');
  await askSync(world, id, 'push', ['shop/web']);
  await askSync(world, id, 'interactive', ['shop/api']);

  const sensor = await world.sensor(key, oneAtATime);
  const leased = await workOff(world, sensor);

  const triggersOf = (kind: string) =>
    leased.filter((job) => job.kind === kind).map(({ trigger }) => trigger);
  assert.deepEqual(triggersOf('scan'), ['interactive', 'push', 'schedule', 'sync']);
  assert.deepEqual(triggersOf('sync'), ['interactive', 'push', 'schedule']);
});

test('what has waited for an hour gets every eighth turn, so that nothing starves; before it waits', async (t) => {
  const world = await ScheduleWorld.open(t, monday);
  const { registry, key } = await world.synced({ schedule: 'manual' });
  await registry.sensor.disconnect();
  await askScan(world, registry.id, 'sync', 'found');
  const place = async (): Promise<number> => {
    for (let tag = 0; tag < 20; tag += 1)
      await askScan(world, registry.id, 'interactive', `${tag}`);
    const sensor = await world.sensor(key, oneAtATime);
    const leased = await workOff(world, sensor, 20);
    await sensor.disconnect();
    return leased.findIndex(({ reference }) => reference === 'found') + 1;
  };

  assert.equal(await place(), 0, 'twenty people went first');
  await world.jumpTo(Date.parse(monday) + fairness.afterMs);

  assert.equal(await place(), fairness.everyNth);
});

test('a job is cancelled while it waits, is offered or runs, and not once it has ended', async (t) => {
  const world = await ScheduleWorld.open(t, monday);
  const { registry } = await world.synced({ schedule: 'manual' });
  const { sensor } = registry;
  const [running, assigned, queued] = ['running', 'assigned', 'queued'];
  const ids: Record<string, string> = {};
  await registry.post('sync');
  ids[running] = sensor.offer().jobId;
  const held = sensor.offer();
  await sensor.accept(held);
  ids[assigned] = await askScan(world, registry.id, 'interactive', 'tag');
  // Only one sync of a registry runs at a time.
  ids[queued] = await askSync(world, registry.id, 'interactive', ['shop/web']);
  const told = () => sensor.sent('job.cancel').map(({ jobId }) => jobId);

  for (const state of [queued, assigned, running]) {
    const id = ids[state] ?? assert.fail();
    assert.equal((await jobOf(world, id)).state, state);
    assert.equal((await act(world, id, 'redrive')).body.error.code, 'CONFLICT', state);
    const answer = await act(world, id, 'cancel');
    assert.deepEqual(answer.body.data, { jobId: id, state: 'cancelled' });
    assert.equal((await act(world, id, 'cancel')).body.error.code, 'CONFLICT');
    assert.equal(told().includes(id), state !== queued, `the sensor is told of a job ${state}`);
  }

  await sensor.finish(held);
  const job = await jobOf(world, held.jobId);
  assert.deepEqual([job.state, job.code], ['cancelled', 'CANCELLED']);
  assert.equal((await registry.shown()).health, 100, 'a cancelled sync says nothing of health');
  assert.equal((await registry.shown()).nextSyncAt, null);
});

test('a dead job is driven again as a new one, and none of a registry that is gone', async (t) => {
  const world = await ScheduleWorld.open(t, monday);
  const { registry } = await world.synced({ schedule: 'manual' });
  const { sensor } = registry;
  const dead = await askScan(world, registry.id, 'interactive', 'broken');
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const offer = sensor.offer();
    assert.deepEqual([offer.jobId, offer.attempt], [dead, attempt]);
    await sensor.accept(offer);
    await sensor.finish(offer, { outcome: 'failed', code: 'REGISTRY_UNREACHABLE' });
    // Past the wait for the next attempt, and not past the ten seconds of the offer.
    world.api.clock.setNow(world.api.clock.now() + 600_000);
    await world.api.clock.advance(2_000);
    await world.settled();
  }
  const { state, code, firstCheck, details } = await jobOf(world, dead);
  assert.deepEqual([state, code], ['dead', 'ATTEMPTS_EXHAUSTED']);
  assert.ok(firstCheck.length > 0);
  assert.equal(details.lastError, 'REGISTRY_UNREACHABLE');

  const again = await act(world, dead, 'redrive');
  await world.settled();
  assert.notEqual(again.body.data.jobId, dead);
  assert.equal(sensor.offer().jobId, again.body.data.jobId);
  assert.equal((await jobOf(world, dead)).state, 'dead');

  await world.api.call('DELETE', registry.path);
  const gone = await act(world, dead, 'redrive');
  assert.deepEqual([gone.status, gone.body.error.code], [404, 'NOT_FOUND']);
  const { jobs } = world.api.services.api;
  const late = jobs.requestSync(defaultOrganisationId, registry.id, { trigger: 'interactive' });
  await assert.rejects(late, { code: 'NOT_FOUND' });
  const open = await world.api.call('GET', '/api/jobs?state=queued');
  assert.equal(open.body.meta.total, 0, 'nothing waits for ever');
});

test('sensors of one registry share its jobs, its one sync and what may be pulled from it', async (t) => {
  const world = await ScheduleWorld.open(t, monday);
  const { registry, key } = await world.synced({
    schedule: 'manual',
    pullLimits: { pullsPerHour: 11, bytesPerHour: null },
  });
  const second = await world.sensor(key);
  const offers = () => [registry.sensor, second].map((sensor) => sensor.sent('job.assign'));
  const before = registry.sensor.sent('job.assign').length;
  for (let tag = 0; tag < 6; tag += 1) await askScan(world, registry.id, 'interactive', `${tag}`);
  await registry.post('sync');
  await askSync(world, registry.id, 'interactive', ['shop/web']);

  const given = offers().map((sent, index) => sent.slice(index === 0 ? before : 0));
  const jobIds = given.flat().map(({ jobId }) => jobId);
  assert.equal(new Set(jobIds).size, jobIds.length, 'none twice');
  assert.equal(jobIds.length, 7, 'six scans, and one sync at a time');
  assert.ok(given.every((sent) => sent.length > 2));
  const budgets = given.flat().map(({ payload }) => payload.registry.pullBudget);
  assert.ok(budgets.every((budget) => budget?.pullsPerHour === 5));

  await second.disconnect();
  await askScan(world, registry.id, 'interactive', 'alone');
  await world.tick();
  const alone = registry.sensor.sent('job.assign').at(-1)?.payload.registry.pullBudget;
  assert.equal(alone?.pullsPerHour, 11);
});

test('a registry bound to certain sensors is served by those, and work goes back when the binding is taken away', async (t) => {
  const world = await ScheduleWorld.open(t, monday);
  const { registry: one } = await world.synced({ schedule: 'manual' });
  const { registry: two } = await world.synced({
    schedule: 'manual',
    url: 'https://two.example.com',
  });
  const [a, b] = [one.sensor, two.sensor];
  const { id } = await world.register({
    ...{ url: 'https://bound.example.com', schedule: 'manual' },
    sensorId: a.session.link.identity.sensorId,
  });
  await world.settled();
  const first = a.offer();
  assert.equal(first.payload.registry.registryId, id);
  await a.accept(first);

  const path = `/api/registries/${id}/sensors`;
  const sensorIds = [b.session.link.identity.sensorId];
  assert.equal((await world.api.call('PUT', path, { body: { sensorIds } })).status, 200);
  await world.settled();

  assert.equal(a.sent('job.cancel').at(-1)?.jobId, first.jobId);
  assert.deepEqual([b.offer().jobId, b.offer().attempt], [first.jobId, 2]);
  await b.accept(b.offer());
  await a.finish(first, { outcome: 'failed', code: 'REGISTRY_UNREACHABLE' });
  assert.equal((await jobOf(world, first.jobId)).state, 'running', 'the old lease is fenced');
});

test('a sensor that is cut off with its key loses its lease within a minute, uncounted, to another', async (t) => {
  const world = await ScheduleWorld.open(t, monday);
  const { registry, key } = await world.synced({ schedule: 'manual' });
  const minted = await world.api.call('POST', '/api/api-keys', {
    body: { name: 'second', kind: 'sensor', role: 'ci', registryIds: [registry.id] },
  });
  assert.equal(minted.status, 201, minted.text);
  await registry.post('sync');
  const offer = registry.sensor.offer();
  await registry.sensor.accept(offer);
  const keyId = registry.sensor.key.keyId;
  assert.equal((await world.api.call('DELETE', `/api/api-keys/${keyId}`)).status, 204);
  // The gateway closes its links, and it never comes back.
  await registry.sensor.disconnect();
  assert.notEqual((await world.api.services.api.keys.authenticate(key)).kind, 'principal');

  const second = await world.sensor(minted.body.data.key);
  await world.api.clock.advance(62_000);
  await world.settled();

  assert.deepEqual([second.offer().jobId, second.offer().attempt], [offer.jobId, 2]);
});

test('health counts what has ended: nothing, all failed, recovered; an error carries its code and first check', async (t) => {
  const world = await ScheduleWorld.open(t, monday);
  const { id, key } = await world.register({ schedule: 'manual' });
  const shown = async () => (await world.api.call('GET', `/api/registries/${id}`)).body.data;
  assert.deepEqual([(await shown()).health, (await shown()).status], [null, 'DISCONNECTED']);
  const sensor = await world.sensor(key);
  const end = async (changes: Parameters<FakeSensor['finish']>[1] = {}): Promise<void> => {
    await sensor.accept(sensor.offer());
    await sensor.finish(sensor.offer(), changes);
  };
  const syncAgain = async (): Promise<void> => {
    await world.api.call('POST', `/api/registries/${id}/sync`);
    await world.settled();
    await end();
  };

  await end({ outcome: 'failed', code: 'REGISTRY_AUTHENTICATION_FAILED' });
  const failed = await shown();
  assert.deepEqual([failed.health, failed.status], [0, 'ERROR']);
  const [cause] = failed.conditions;
  assert.equal(cause.code, 'REGISTRY_AUTHENTICATION_FAILED');
  assert.ok(cause.firstCheck.length > 0);

  await syncAgain();
  assert.deepEqual([(await shown()).health, (await shown()).status], [50, 'CONNECTED']);
  await syncAgain();
  assert.equal((await shown()).health, 67);
  for (let sync = 0; sync < 18; sync += 1) await syncAgain();
  assert.equal((await shown()).health, 100, 'the failure is no longer among the last 20');
});

async function askScan(
  world: ScheduleWorld,
  registryId: string,
  trigger: JobTrigger,
  reference: string = trigger,
): Promise<string> {
  const scan = { registryId, repository: 'shop/web', reference, trigger };
  const { jobId } = await world.api.services.api.jobs.requestScan(defaultOrganisationId, scan);
  await world.settled();
  return jobId;
}

async function askSync(
  world: ScheduleWorld,
  registryId: string,
  trigger: JobTrigger,
  repositories?: readonly string[],
): Promise<string> {
  const { jobId } = await world.api.services.api.jobs.requestSync(
    defaultOrganisationId,
    registryId,
    {
      trigger,
      ...(repositories === undefined ? {} : { repositories }),
    },
  );
  await world.settled();
  return jobId;
}

interface Leased {
  readonly kind: string;
  readonly trigger: string;
  readonly reference: string | undefined;
}

/** Ends job after job, up to so many; what the sensor was given, in that order. */
async function workOff(
  world: ScheduleWorld,
  sensor: FakeSensor,
  max = 100,
): Promise<readonly Leased[]> {
  const leased: Leased[] = [];
  for (let next = sensor.sent('job.assign')[0]; next !== undefined && leased.length < max; ) {
    const { payload, jobId } = next;
    const { trigger } = (await world.api.services.api.jobs.get(defaultOrganisationId, jobId)) ?? {
      trigger: '',
    };
    const reference = payload.kind === 'scan' ? payload.reference : undefined;
    leased.push({ kind: payload.kind, trigger, reference });
    await sensor.accept(next);
    await sensor.finish(next);
    next = sensor.sent('job.assign')[leased.length];
  }
  return leased;
}

async function jobOf(world: ScheduleWorld, jobId: string) {
  const { status, body, text } = await world.api.call('GET', `/api/jobs/${jobId}`);
  assert.equal(status, 200, text);
  return body.data;
}

function act(world: ScheduleWorld, jobId: string, verb: 'cancel' | 'redrive') {
  return world.api.call('POST', `/api/jobs/${jobId}/${verb}`);
}
