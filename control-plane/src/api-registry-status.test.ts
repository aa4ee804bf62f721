import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ApiWorld, startApi } from './cli/testing/api-world.ts';
import { connectSensor, systemKey } from './cli/testing/stand-in-sensor.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';

interface Run {
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly restricted?: 0 | 1;
  readonly conditions?: readonly string[];
  readonly code?: string;
}

interface Case {
  readonly name: string;
  /** Oldest first. */
  readonly runs: readonly Run[];
  readonly status: string;
  readonly health: number | null;
  readonly conditions: readonly string[];
}

const cases: readonly Case[] = [
  { name: 'no sync yet', runs: [], status: 'DISCONNECTED', health: null, conditions: [] },
  {
    name: 'a success after a failure',
    runs: [{ outcome: 'failed', code: 'REGISTRY_TIMEOUT' }, { outcome: 'succeeded' }],
    status: 'CONNECTED',
    health: 50,
    conditions: [],
  },
  {
    name: 'a failure last',
    runs: [{ outcome: 'succeeded' }, { outcome: 'failed', code: 'REGISTRY_AUTHENTICATION_FAILED' }],
    status: 'ERROR',
    health: 50,
    conditions: ['REGISTRY_AUTHENTICATION_FAILED'],
  },
  {
    name: 'a restricted catalog, a success with its condition',
    runs: [{ outcome: 'succeeded', restricted: 1, conditions: ['CATALOG_RESTRICTED'] }],
    status: 'CONNECTED',
    health: 100,
    conditions: ['CATALOG_RESTRICTED'],
  },
  {
    name: 'an unconfirmed shrink and a truncated list',
    runs: [{ outcome: 'succeeded', conditions: ['SHRINK_UNCONFIRMED', 'CATALOG_TRUNCATED'] }],
    status: 'CONNECTED',
    health: 100,
    conditions: ['SHRINK_UNCONFIRMED', 'CATALOG_TRUNCATED'],
  },
  {
    name: 'a cancelled sync, which says nothing',
    runs: [{ outcome: 'succeeded' }, { outcome: 'cancelled' }],
    status: 'CONNECTED',
    health: 100,
    conditions: [],
  },
  {
    name: 'a failure and more cancelled syncs than health looks back',
    runs: [
      { outcome: 'failed', code: 'REGISTRY_TIMEOUT' },
      ...Array.from({ length: 21 }, (): Run => ({ outcome: 'cancelled' })),
    ],
    status: 'ERROR',
    health: 0,
    conditions: ['REGISTRY_TIMEOUT'],
  },
  {
    name: 'twenty finished syncs with cancelled ones among them',
    runs: [
      { outcome: 'failed', code: 'REGISTRY_TIMEOUT' },
      ...Array.from({ length: 19 }, (): Run[] => [
        { outcome: 'succeeded' },
        { outcome: 'cancelled' },
      ]).flat(),
    ],
    status: 'CONNECTED',
    health: 95,
    conditions: [],
  },
];

for (const { name, runs, status, health, conditions } of cases) {
  test(`a registry after ${name} is ${status}`, async (t) => {
    const world = await startApi(t);
    await connectSensor(world, await systemKey(world));
    const id = await registryWith(world, runs);

    const { data } = (await world.call('GET', `/api/registries/${id}`)).body;

    assert.equal(data.status, status);
    assert.equal(data.health, health);
    const codes = data.conditions.map((condition: { code: string }) => condition.code);
    assert.deepEqual(codes, [...insertAdvisories(conditions)]);
    const syncs = await world.call('GET', `/api/registries/${id}/syncs`);
    assert.equal(syncs.body.meta.total, runs.length);
    assert.equal(syncs.body.data[0]?.outcome, runs.at(-1)?.outcome);
  });
}

test('a lost sensor turns the registry into an error that names it', async (t) => {
  const world = await startApi(t);
  const sensor = await connectSensor(world, await systemKey(world));
  const id = await registryWith(world, [{ outcome: 'succeeded' }]);
  await world.storage.db
    .updateTable('sensor')
    .set({ last_seen_at: world.clock.now() - 10 * 60_000, connected_at: null })
    .where('id', '=', sensor.sensorId)
    .execute();
  await sensor.disconnect();
  await world.clock.advance(10 * 60_000);

  const { data } = (await world.call('GET', `/api/registries/${id}`)).body;
  const overview = (await world.call('GET', '/api/overview')).body.data;

  assert.equal(data.status, 'ERROR');
  assert.equal(data.conditions[0].code, 'SENSOR_OFFLINE');
  assert.ok(data.conditions[0].firstCheck.length > 0);
  assert.equal(overview.registries.ERROR, 1);
  assert.equal(overview.attention[0].condition.code, 'SENSOR_OFFLINE');
  assert.deepEqual(overview.sensors, { total: 1, online: 0, offline: 1 });
});

/** Nothing is imported in these tests, and that shows too: after the sync's own condition, before its further ones. */
function insertAdvisories(conditions: readonly string[]): readonly string[] {
  const [first, ...rest] = conditions;
  return [...(first === undefined ? [] : [first]), 'ADVISORIES_MISSING', ...rest];
}

async function registryWith(world: ApiWorld, runs: readonly Run[]): Promise<string> {
  const created = await world.call('POST', '/api/registries', {
    body: { url: 'r.example.com', scanMethod: 'cloud', schedule: 'manual' },
  });
  const { id } = created.body.data;
  for (const [index, run] of runs.entries()) {
    const at = world.clock.now() + index;
    await world.storage.db
      .insertInto('sync_run')
      .values({
        org_id: defaultOrganisationId,
        registry_id: id,
        job_id: `job-${index}`,
        outcome: run.outcome,
        started_at: at,
        finished_at: at,
        duration_ms: 1,
        repositories: 1,
        tags: 1,
        digests: 1,
        added_tags: 0,
        removed_tags: 0,
        restricted: run.restricted ?? 0,
        conditions_json: JSON.stringify(run.conditions ?? []),
        error_code: run.code ?? null,
      })
      .execute();
  }
  // The first sync that started by itself is not what these tests are about.
  const jobs = (await world.call('GET', '/api/jobs?kind=sync')).body.data;
  await world.storage.db.deleteFrom('job').where('registry_id', '=', id).execute();
  assert.ok(jobs.length <= 1);
  return id;
}
