// Every kind of schedule from its settings over HTTP to the job a sensor is given: what the API shows as the next sync
// is what happens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScheduleWorld, Walked } from './testing/schedule-world.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const berlin = (expression: string) => ({ cron: { expression, timeZone: 'Europe/Berlin' } });

test('each kind of schedule starts its syncs at the times the API shows, and each once', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-01-05T10:00:00Z');
  for (const { settings, from, starts } of [
    {
      settings: { schedule: 'daily' },
      from: '2026-01-05T10:00:00Z',
      starts: ['2026-01-06T10:00:00.000Z', '2026-01-07T10:00:14.999Z'],
    },
    {
      settings: { schedule: 'weekly' },
      from: '2026-01-19T08:00:00Z',
      starts: ['2026-01-26T08:00:00.000Z'],
    },
    // 29 March: clocks go from 02:00 to 03:00. 25 October: from 03:00 to 02:00.
    {
      settings: berlin('30 2 * * *'),
      from: '2026-03-27T12:00:00Z',
      starts: ['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
    },
    {
      settings: { cron: { expression: '0 1 * * 1', timeZone: 'Pacific/Auckland' } },
      from: '2026-06-05T00:00:00Z',
      starts: ['2026-06-07T13:00:00.000Z', '2026-06-14T13:00:00.000Z'],
    },
    {
      settings: berlin('30 2 * * *'),
      from: '2026-10-24T12:00:00Z',
      starts: ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    },
  ]) {
    world.api.clock.setNow(Date.parse(from));
    const { registry } = await world.synced(settings);
    for (const start of starts) assert.equal(await registry.nextStart(), start);
    assert.equal(await registry.syncs(), 1 + starts.length);
    await world.api.call('DELETE', registry.path);
  }
});

test('by hand and on push nothing ever starts by time, and no time is shown', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-01-05T10:00:00Z');
  for (const schedule of ['manual', 'on_push']) {
    const { registry } = await world.synced({ schedule });
    assert.equal((await registry.shown()).nextSyncAt, null);

    await world.jumpTo(world.api.clock.now() + 400 * dayMs);

    assert.equal(await registry.syncs(), 1);
    await registry.post('sync');
    assert.equal(await registry.syncs(), 2);
  }
});

test('on push a sync of the whole that failed is tried again until one succeeds', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-01-05T10:00:00Z');
  const { id, key } = await world.register({ schedule: 'on_push' });
  const registry = new Walked(world, id, await world.sensor(key));
  await registry.finishSync({ outcome: 'failed', code: 'REGISTRY_AUTHENTICATION_FAILED' });
  const { status, nextSyncAt } = await registry.shown();
  assert.deepEqual([status, nextSyncAt], ['ERROR', '2026-01-05T10:05:00.000Z']);

  assert.equal(await registry.nextStart(), nextSyncAt);

  const after = await registry.shown();
  assert.deepEqual([after.status, after.nextSyncAt], ['CONNECTED', null]);
  await world.jumpTo(world.api.clock.now() + 400 * dayMs);
  assert.equal(await registry.syncs(), 2);
});

test('a schedule that is changed is planned anew from the last success, also where there was none', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-01-05T10:00:00Z');
  const { id, key } = await world.register({ schedule: 'daily' });
  const sensor = await world.sensor(key);
  const offer = sensor.offer();
  await sensor.accept(offer);
  await sensor.finish(offer, { outcome: 'failed', code: 'REGISTRY_AUTHENTICATION_FAILED' });
  const show = async () => (await world.api.call('GET', `/api/registries/${id}`)).body.data;
  assert.equal((await show()).nextSyncAt, '2026-01-05T10:05:00.000Z');

  const put = async (body: object) =>
    (await world.api.call('PUT', `/api/registries/${id}`, { body })).body.data.nextSyncAt;

  assert.equal(await put({ schedule: 'manual' }), null);
  assert.equal(await put(berlin('30 2 * * *')), '2026-01-06T01:30:00.000Z');
  await put({ schedule: 'weekly' });
  await world.settled();
  assert.equal(sensor.sent('job.assign').length, 2, 'what has never succeeded is due');
});

test('a plan that is said again moves nothing: a failure is tried again when it was to be', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-01-05T10:00:00Z');
  const weekly = berlin('0 3 * * 0');
  const { registry } = await world.synced(weekly);
  await registry.post('sync');
  await registry.finishSync({ outcome: 'failed', code: 'REGISTRY_AUTHENTICATION_FAILED' });
  const retry = '2026-01-05T10:05:00.000Z';
  assert.equal((await registry.shown()).nextSyncAt, retry);

  await registry.change({ name: 'renamed', schedule: 'cron', ...weekly });

  assert.equal(await registry.nextStart(), retry);
  await registry.change(berlin('0 3 * * 1'));
  assert.equal((await registry.shown()).nextSyncAt, '2026-01-12T02:00:00.000Z');
});

test('what falls due within a blackout over midnight starts at its end, once; what a person asks for does not wait', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-01-08T22:30:00Z');
  // From Friday 23:00 to Saturday 05:00 in Berlin.
  const { registry } = await world.synced({
    schedule: 'daily',
    blackouts: [{ days: ['fri'], from: '23:00', to: '05:00', timeZone: 'Europe/Berlin' }],
  });
  const end = '2026-01-10T04:00:00.000Z';
  assert.equal((await registry.shown()).nextSyncAt, end);

  await world.jumpTo(Date.parse('2026-01-09T23:00:00Z'));
  const { nextSyncAt, conditions } = await registry.shown();
  assert.equal(nextSyncAt, end);
  assert.ok(conditions.some(({ code }: { code: string }) => code === 'BLACKOUT_OPEN'));
  const image = { image: 'registry.example.com/shop/web:1.0' };
  assert.equal((await world.api.call('POST', '/api/scans', { body: image })).status, 202);
  await world.settled();
  assert.deepEqual(registry.offered().length, 2);

  assert.equal(await registry.nextStart(), end);
  assert.equal((await registry.shown()).nextSyncAt, '2026-01-11T04:00:14.999Z');
});

test('what was due before a window and found no sensor waits for the end of the window that is open', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-01-05T10:00:00Z');
  const { registry, key } = await world.synced({
    schedule: 'daily',
    blackouts: [{ days: ['tue'], from: '12:00', to: '14:00', timeZone: 'UTC' }],
  });
  await registry.sensor.disconnect();
  await world.jumpTo(Date.parse('2026-01-06T11:00:00Z'));
  assert.equal((await registry.shown()).nextSyncAt, '2026-01-06T10:00:00.000Z');

  await world.jumpTo(Date.parse('2026-01-06T12:30:00Z'));
  const back = await world.sensor(key);

  assert.equal((await registry.shown()).nextSyncAt, '2026-01-06T14:00:00.000Z');
  assert.equal(back.sent('job.assign').length, 0);
  await world.jumpTo(Date.parse('2026-01-06T14:00:10Z'));
  assert.equal(back.sent('job.assign').length, 1);
});

test('a pause holds what would start by itself, lets go on what runs and what a person asks for, and loses nothing', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-01-05T10:00:00Z');
  const { registry } = await world.synced({ schedule: 'daily' });
  await registry.post('sync');
  await registry.post('pause');
  assert.equal((await registry.shown()).nextSyncAt, null);
  await registry.finishSync();
  assert.equal((await registry.shown()).recentSyncs.length, 2, 'a sync that ran has ended well');

  await world.jumpTo(Date.parse('2026-01-09T10:00:00Z'));
  assert.equal(await registry.syncs(), 2);
  await registry.post('sync');
  await registry.finishSync();
  await world.jumpTo(Date.parse('2026-01-13T10:00:00Z'));
  await registry.post('resume');
  await world.tick();

  assert.equal(await registry.syncs(), 4, 'four days of syncs are made up for by one');
});

test('what a person asks for starts although the same waits for the end of a pause', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-01-05T10:00:00Z');
  const { registry } = await world.synced({ schedule: 'daily' });
  await registry.post('pause');
  const { jobs } = world.api.services.api;
  const digest = `sha256:${'d'.repeat(64)}`;
  const scan = { registryId: registry.id, repository: 'shop/web', reference: digest };
  const [orgId = ''] = await world.api.storage.unitOfWork.readSystem((stores) =>
    stores.organisations.ids(),
  );
  const waiting = await jobs.requestScan(orgId, { ...scan, trigger: 'push' });
  await world.tick();
  assert.deepEqual(registry.offered().length, 1);

  const asked = await world.api.call('POST', '/api/scans', {
    body: { image: `registry.example.com/shop/web@${digest}` },
  });
  await world.settled();

  assert.equal(asked.body.data.joined, true);
  assert.equal(asked.body.data.scanId, waiting.jobId);
  assert.equal(registry.offered().at(-1), waiting.jobId);
});

test('images tell when their tags were pushed, and null where the registry does not say', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-03-01T10:00:00Z');
  const { id, key } = await world.register({ schedule: 'manual' });
  const sensor = await world.sensor(key);
  const offer = sensor.offer();
  await sensor.accept(offer);
  const digest = `sha256:${'a'.repeat(64)}`;
  const { jobId, attempt } = offer;
  await sensor.report({
    ...{ type: 'tags.seen', jobId, attempt, registryId: id, repository: 'shop/web' },
    tags: [
      { name: '1.0', digest, pushedAt: Date.parse('2026-02-20T08:00:00Z') },
      { name: '1.1', digest },
    ],
  });
  await sensor.finish(offer);
  const pushed = (rows: readonly { tag: string; pushedAt: string | null }[]) =>
    rows.map((row) => [row.tag, row.pushedAt]);
  const want = [
    ['1.0', '2026-02-20T08:00:00.000Z'],
    ['1.1', null],
  ];

  const list = await world.api.call('GET', '/api/images');
  const detail = await world.api.call('GET', `/api/images/${digest}`);
  const csv = await world.api.app.inject({
    url: '/api/images/export?format=csv',
    headers: { authorization: `Bearer ${world.api.ownerKey}` },
  });
  assert.deepEqual(pushed(list.body.data), want);
  assert.deepEqual(pushed(detail.body.data.places), want);
  const [head, ...lines] = csv.payload.trim().split(/\r?\n/);
  assert.match(head ?? '', /,pushedAt$/);
  assert.deepEqual(
    lines.map((line) => line.split(',').at(-1)),
    ['2026-02-20T08:00:00.000Z', ''],
  );
});

test('a preview knows the age of tags by what the registry told the sensor, and how many it told nothing of', async (t) => {
  const world = await ScheduleWorld.open(t, '2026-03-01T10:00:00Z');
  const { id, key } = await world.register({ schedule: 'manual' });
  const sensor = await world.sensor(key);
  const offer = sensor.offer();
  await sensor.accept(offer);
  const digest = `sha256:${'a'.repeat(64)}`;
  const daysAgo = (days: number) => world.api.clock.now() - days * dayMs;
  const { jobId, attempt } = offer;
  const seen = { type: 'tags.seen', jobId, attempt, registryId: id, repository: 'shop/web' };
  await sensor.report({
    ...seen,
    tags: [
      { name: '1.0', digest, pushedAt: daysAgo(40) },
      { name: '1.1', digest, pushedAt: daysAgo(3) },
      { name: '1.2', digest },
    ],
  });
  await sensor.finish(offer);
  // A scan sees the tag without its time; the digest is the same, and so is the time.
  await sensor.report({ ...seen, tags: [{ name: '1.0', digest }] });
  const preview = async (filters: object) => {
    const all = { repositories: { include: [], exclude: [] }, tags: { include: [], exclude: [] } };
    const body = { registryId: id, filters: { ...all, ...filters } };
    return (await world.api.call('POST', '/api/registries/preview-filters', { body })).body.data;
  };

  const { keeps, drops, undated } = await preview({ maxAgeDays: 30 });
  assert.deepEqual(keeps.names, ['shop/web:1.1', 'shop/web:1.2']);
  assert.deepEqual(drops.names, ['shop/web:1.0']);
  assert.equal(undated, 1);
  assert.equal((await preview({})).undated, 0);
  assert.deepEqual((await preview({ maxAgeDays: 30, newestTags: 1 })).keeps.names, [
    'shop/web:1.2',
  ]);
});
