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
