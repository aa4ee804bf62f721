import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ApiWorld, otherOrganisationId, startApi } from './cli/testing/api-world.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';

const cron = { expression: '30 2 * * 1-5', timeZone: 'Europe/Berlin' };
const office = { days: ['mon'], from: '08:00', to: '18:00', timeZone: 'Europe/Berlin' };
const all = { include: [], exclude: [] };

async function connect(world: ApiWorld, body: object = {}): Promise<string> {
  const answer = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'cloud', ...body },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data.id;
}

test('a registry is planned by cron and shows when it is due next', async (t) => {
  const world = await startApi(t);
  const id = await connect(world, { cron });
  await world.storage.unitOfWork.write(defaultOrganisationId, (stores) =>
    stores.registries.setSyncTimes(id, { lastSyncAt: world.clock.now() }),
  );

  const changed = await world.call('PUT', `/api/registries/${id}`, {
    body: { cron: { ...cron, expression: '0 4 * * *' }, blackouts: [office] },
  });

  assert.equal(changed.status, 200, changed.text);
  const { schedule, blackouts, nextSyncAt } = changed.body.data;
  assert.deepEqual([schedule, blackouts], ['cron', [office]]);
  assert.equal(new Date(nextSyncAt).toISOString(), nextSyncAt);
  assert.ok(Date.parse(nextSyncAt) > world.clock.now());
});

test('the next time that is shown is never within a blackout', async (t) => {
  const world = await startApi(t);
  const always = { days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], timeZone: 'UTC' };
  const id = await connect(world, {
    schedule: 'daily',
    blackouts: [{ ...always, from: '01:00', to: '23:00' }],
  });
  const due = Date.parse('2026-05-05T12:00:00Z');
  await world.storage.unitOfWork.write(defaultOrganisationId, (stores) =>
    stores.registries.setSyncTimes(id, { nextSyncAt: due }),
  );

  const { body } = await world.call('GET', `/api/registries/${id}`);

  assert.equal(body.data.nextSyncAt, '2026-05-05T23:00:00.000Z');
});

const filters = { repositories: all, tags: all };

for (const [name, body, rule] of [
  ['the schedule cron without an expression', { schedule: 'cron' }, /cron/],
  ['a broken expression', { cron: { ...cron, expression: '99 2 * * *' } }, /cron/],
  ['every minute', { cron: { ...cron, expression: '* * * * *' } }, /cron/],
  ['an unknown time zone', { cron: { ...cron, timeZone: 'Mars/Base' } }, /cron/],
  ['a blackout in an unknown zone', { blackouts: [{ ...office, timeZone: 'X' }] }, /blackouts/],
  [
    'blackouts that leave no time of the week',
    {
      blackouts: [
        { ...office, days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri'], from: '12:00', to: '12:00' },
        { ...office, days: ['sat'], from: '12:00', to: '12:00' },
      ],
    },
    /blackouts.*pause the registry/,
  ],
  ['a blackout at no time of day', { blackouts: [{ ...office, from: '25:00' }] }, /from/],
  [
    'a glob with an open bracket',
    { filters: { ...filters, tags: { include: ['v*', 'v[0-9'], exclude: [] } } },
    /filters\/tags\/include\/1.*needs its/,
  ],
  [
    'a glob with a space',
    { filters: { ...filters, repositories: { include: [], exclude: ['shop/a, shop/b'] } } },
    /filters\/repositories\/exclude\/0.*no spaces/,
  ],
  ['a filter nobody knows', { filters: { ...filters, newest: 3 } }, /filters/],
] as const) {
  test(`${name} is refused by its field`, async (t) => {
    const world = await startApi(t);
    const answer = await world.call('POST', '/api/registries', {
      body: { url: 'registry.example.com', scanMethod: 'cloud', ...body },
    });

    assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
    assert.match(answer.text, rule);
  });
}

test('a slip in a glob is told by a preview and an edit as it is when a registry is made', async (t) => {
  const world = await startApi(t);
  const registryId = await connect(world);
  const slip = { ...filters, tags: { include: ['{a,b'], exclude: [] } };
  for (const [method, path, body] of [
    ['POST', '/api/registries/preview-filters', { registryId, filters: slip }],
    ['PUT', `/api/registries/${registryId}`, { filters: slip }],
  ] as const) {
    const { body: answer } = await world.call(method, path, { body });
    assert.equal(answer.error.code, 'VALIDATION_FAILED', path);
    assert.equal(answer.error.issues[0].path, '/filters/tags/include/0');
  }
});

test('paused is a condition with its first check, and no time is shown', async (t) => {
  const world = await startApi(t);
  const id = await connect(world);
  await world.storage.unitOfWork.write(defaultOrganisationId, (stores) =>
    stores.registries.setSyncTimes(id, { nextSyncAt: world.clock.now() + 1000 }),
  );

  const paused = await world.call('POST', `/api/registries/${id}/pause`);
  const again = await world.call('POST', `/api/registries/${id}/pause`);
  const resumed = await world.call('POST', `/api/registries/${id}/resume`);

  const codes = (answer: typeof paused) =>
    answer.body.data.conditions.map((condition: { code: string }) => condition.code);
  assert.ok(codes(paused).includes('REGISTRY_PAUSED'));
  assert.equal(paused.body.data.nextSyncAt, null);
  assert.equal(again.body.data.pausedAt, paused.body.data.pausedAt);
  assert.ok(!codes(resumed).includes('REGISTRY_PAUSED'));
  assert.notEqual(resumed.body.data.nextSyncAt, null);
});

test('who may pause, sync a part and preview: by role, scope and organisation', async (t) => {
  const world = await startApi(t);
  const id = await connect(world);
  const elsewhere = await connect(world, { url: 'other.example.com' });
  const stranger = await world.keyOf('owner', { orgId: otherOrganisationId });
  const scoped = await world.keyOf('admin', { registryIds: [elsewhere] });
  const preview = { registryId: id, filters: { repositories: all, tags: all } };
  const calls = [
    { least: 'admin', below: 'developer', path: `/api/registries/${id}/pause` },
    { least: 'admin', below: 'developer', path: `/api/registries/${id}/resume` },
    {
      least: 'developer',
      below: 'ci',
      path: `/api/registries/${id}/sync/repositories`,
      body: { repositories: ['shop/web'] },
    },
    { least: 'viewer', below: undefined, path: '/api/registries/preview-filters', body: preview },
  ] as const;
  for (const { path, least, below, ...rest } of calls) {
    const status = async (key: string | null) =>
      (await world.call('POST', path, { key, ...rest })).status;
    assert.ok((await status(await world.keyOf(least))) < 300, `${path} by ${least}`);
    if (below !== undefined) assert.equal(await status(await world.keyOf(below)), 403, path);
    assert.equal(await status(stranger), 404, path);
    assert.equal(await status(scoped), 404, path);
    assert.equal(await status(null), 401, path);
  }
});

test('a sync of a registry wants developer', async (t) => {
  const world = await startApi(t);
  const path = `/api/registries/${await connect(world)}/sync`;

  assert.equal((await world.call('POST', path, { key: await world.keyOf('ci') })).status, 403);
  assert.equal(
    (await world.call('POST', path, { key: await world.keyOf('developer') })).status,
    202,
  );
});

test('a preview tells what a draft keeps and drops of the tags that are there', async (t) => {
  const world = await startApi(t);
  const id = await connect(world);
  await addTags(world, id, { 'shop/web': ['1.9', '1.10', 'latest'], 'lab/toy': ['1.0'] });

  const { body } = await world.call('POST', '/api/registries/preview-filters', {
    body: {
      registryId: id,
      filters: {
        repositories: { include: ['shop/*'], exclude: [] },
        ...{ tags: all, newestTags: 1 },
      },
    },
  });

  assert.deepEqual(body.data, {
    undated: 0,
    keeps: { repositories: 1, tags: 2, names: ['shop/web:1.10', 'shop/web:latest'] },
    drops: { repositories: 1, tags: 2, names: ['lab/toy:1.0', 'shop/web:1.9'] },
  });
});

test('jobs are cancelled and taken up again in bulk, each once, within the reach of the key', async (t) => {
  const world = await startApi(t);
  const [one, two] = [await connect(world), await connect(world, { url: 'two.example.com' })];
  for (const registryId of [one, two]) {
    for (const tag of ['1', '2']) {
      await world.services.api.jobs.requestScan(defaultOrganisationId, {
        ...{ registryId, repository: 'app', reference: tag, trigger: 'interactive' },
      });
    }
  }
  await world.storage.db
    .updateTable('job')
    .set({ state: 'dead', finished_at: 1 })
    .where('kind', '=', 'scan')
    .execute();
  await world.clock.advance(1000);
  const key = await world.keyOf('developer', { registryIds: [one] });
  const bulk = async (path: string, options: object) =>
    (await world.call('POST', path, { body: {}, ...options })).body.data?.jobs;

  assert.equal(await bulk('/api/jobs/redrive', { key, body: { state: 'dead' } }), 2);
  assert.equal(await bulk('/api/jobs/redrive', { body: { state: 'failed' } }), 0);
  assert.equal(await bulk('/api/jobs/redrive', {}), 2);
  assert.equal(await bulk('/api/jobs/redrive', {}), 0);
  assert.equal(await bulk('/api/jobs/cancel', { key, body: { kind: 'scan' } }), 2);
  assert.equal(await bulk('/api/jobs/cancel', { body: { kind: 'scan', registryId: two } }), 2);
  assert.equal(await bulk('/api/jobs/cancel', { body: { kind: 'scan' } }), 0);
  const hidden = await world.call('POST', '/api/jobs/cancel', { key, body: { registryId: two } });
  assert.equal(hidden.status, 404);
});

async function addTags(
  world: ApiWorld,
  registryId: string,
  content: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  await world.storage.unitOfWork.write(defaultOrganisationId, async (stores) => {
    for (const [repository, names] of Object.entries(content)) {
      const id = await stores.inventory.ensureRepository({ registryId, repository }, 1);
      await stores.inventory.saveTags(
        id,
        names.map((name) => ({
          ...{ name, digest: `sha256:${'a'.repeat(64)}`, attachment: false },
          ...{ firstSeenAt: 1, lastSeenAt: 1, movedAt: 1 },
          ...{ addedJobId: 'x', judgedJobId: 'x', judgedAttempt: 1 },
        })),
      );
    }
  });
}
