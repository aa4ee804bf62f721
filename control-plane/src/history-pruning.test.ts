import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ApiWorld, startApi } from './cli/testing/api-world.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';

const dayMs = 24 * 60 * 60 * 1000;

async function connected(world: ApiWorld): Promise<string> {
  const made = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'sensor' },
  });
  return made.body.data.id;
}

/** Jobs as the API makes them, ended long ago or not at all. */
async function addJobs(world: ApiWorld, registryId: string, count: number, finishedAt: number) {
  await world.call('POST', `/api/registries/${registryId}/sync`);
  const { db } = world.storage;
  const job = await db.selectFrom('job').selectAll().limit(1).executeTakeFirstOrThrow();
  for (let index = 0; index < count; index += 1) {
    const id = `old-job-${index}`;
    await db
      .insertInto('job')
      .values({ ...job, id, dedupe_key: id, state: 'succeeded', finished_at: finishedAt })
      .execute();
    await db
      .insertInto('sync_run')
      .values({
        ...{ org_id: defaultOrganisationId, registry_id: registryId, job_id: id },
        ...{ outcome: 'succeeded', started_at: finishedAt, finished_at: finishedAt },
        ...{ duration_ms: 0, repositories: 0, tags: 0, digests: 0, added_tags: 0, removed_tags: 0 },
        ...{ restricted: 0, conditions_json: '[]', error_code: null },
      })
      .execute();
  }
}

test('of old runs those that health is made of stay, however many were cancelled since', async (t) => {
  const world = await startApi(t);
  const registryId = await connected(world);
  await addJobs(world, registryId, 75, world.clock.now() - 31 * dayMs);
  await world.storage.db
    .updateTable('sync_run')
    .set({ outcome: 'cancelled' })
    .where('id', '>', 25)
    .execute();

  await world.services.historyPruner.run();

  const left = await world.storage.db.selectFrom('sync_run').select(['id', 'outcome']).execute();
  const judged = left.filter(({ outcome }) => outcome === 'succeeded').map(({ id }) => Number(id));
  const twentyFrom = (first: number) => [...Array(20).keys()].map((index) => index + first);
  assert.deepEqual(judged, twentyFrom(6));
  const cancelled = left
    .filter(({ outcome }) => outcome === 'cancelled')
    .map(({ id }) => Number(id));
  assert.deepEqual(cancelled, twentyFrom(56), 'also where nothing was finished after them');
});

async function rows(world: ApiWorld, table: 'job' | 'sync_run' | 'idempotent_answer') {
  return (await world.storage.db.selectFrom(table).select('org_id').execute()).length;
}

test('finished jobs go with age in batches, open ones and the last runs of a registry stay', async (t) => {
  const world = await startApi(t);
  const registryId = await connected(world);
  await addJobs(world, registryId, 1100, world.clock.now() - 31 * dayMs);

  const pruned = world.services.historyPruner.run();
  for (let step = 0; step < 200; step += 1) {
    await world.clock.advance(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await pruned;

  assert.equal(await rows(world, 'job'), 1);
  assert.equal(await rows(world, 'sync_run'), 20);
  assert.match(world.services.api.operations.meters.rowsPruned.text(), / 2180\n/);
});

test('what is younger than its time stays', async (t) => {
  const world = await startApi(t);
  const registryId = await connected(world);
  await addJobs(world, registryId, 30, world.clock.now() - 29 * dayMs);
  await world.call('POST', '/api/api-keys', {
    body: { name: 'x', role: 'viewer' },
    headers: { 'idempotency-key': 'once' },
  });

  await world.services.historyPruner.run();
  assert.equal(await rows(world, 'job'), 31);
  assert.equal(await rows(world, 'sync_run'), 30);
  assert.equal(await rows(world, 'idempotent_answer'), 1);

  await world.clock.advance(dayMs + 1);
  await world.services.historyPruner.run();
  assert.equal(await rows(world, 'idempotent_answer'), 0);
});

test('what was told goes after 90 days in batches; what waits and that findings were told stays', async (t) => {
  const world = await startApi(t);
  const { db } = world.storage;
  const now = world.clock.now();
  const channel = await world.call('POST', '/api/notification-channels', {
    body: { name: 'hook', target: { kind: 'webhook', url: 'https://127.0.0.1:1/' } },
  });
  const place = { org_id: defaultOrganisationId, channel_id: channel.body.data.id };
  const tell = async (index: number, state: 'sent' | 'pending', age: number, key: string) => {
    const at = now - age;
    await db
      .insertInto('notification_event')
      .values({
        ...{ id: index, org_id: place.org_id, key: `${index}`, kind: 'sensor.offline' },
        ...{ body_json: '{}', occurred_at: at, expanded_at: at },
      })
      .execute();
    await db
      .insertInto('delivery')
      .values({
        ...{ ...place, id: `delivery-${index}`, rule_id: 'rule', slot: null, state, title: 'x' },
        ...{ event_count: 1, created_at: at, due_at: at, attempts: 1, next_attempt_at: at },
        ...{ last_error_code: null, last_status: null },
        finished_at: state === 'sent' ? at : null,
      })
      .execute();
    await db
      .insertInto('notification_news')
      .values({
        ...{ ...place, news_key: `${key}:${index}`, event_id: index },
        ...{ delivery_id: `delivery-${index}`, told_at: at },
      })
      .execute();
  };
  for (let index = 1; index <= 700; index += 1) await tell(index, 'sent', 91 * dayMs, 'sensor');
  await tell(701, 'pending', 91 * dayMs, 'finding');
  await tell(702, 'sent', 91 * dayMs, 'finding');
  await tell(703, 'sent', 89 * dayMs, 'sensor');

  const pruned = world.services.historyPruner.run();
  for (let step = 0; step < 200; step += 1) {
    await world.clock.advance(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await pruned;

  const left = async (table: 'delivery' | 'notification_news' | 'notification_event') =>
    (await db.selectFrom(table).select('org_id').execute()).length;
  assert.deepEqual(
    [await left('delivery'), await left('notification_news'), await left('notification_event')],
    [2, 3, 2],
  );
});
