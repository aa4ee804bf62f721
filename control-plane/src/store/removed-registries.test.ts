// A registry that was removed is cleared to the last row, wherever the process dies meanwhile; nothing else loses anything.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { type Kysely, sql } from 'kysely';
import { RegistryClearing } from '../domain/registries/registry-clearing.ts';
import { registryRemains } from '../domain/registries/removed-registry-store.ts';
import type { UnitOfWork } from '../domain/unit-of-work.ts';
import { createUnitOfWork } from './create-unit-of-work.ts';
import { openDatabase } from './database.ts';
import type { Tables } from './tables.ts';
import { debianInventory } from './testing/debian-inventory.ts';
import { DyingUnitOfWork } from './testing/dying-unit-of-work.ts';
import { digestOf, inventoryWorld, orgs } from './testing/inventory-world.ts';
import { keptCounts, recounted } from './testing/recount-findings.ts';
import { benchOrganisation as org, seedInventory } from './testing/seed-inventory.ts';

const removedId = 'registry-1';
const images = 300;
const imagesOfRegistry = images / 3;
const findingsPerImage = 5;

async function seeded(t: TestContext): Promise<Kysely<Tables>> {
  const { db, close } = await openDatabase(':memory:');
  t.after(close);
  await seedInventory(db, { images, findingsPerImage });
  return db;
}

/** One life of the process: until nothing is left to do, or until it dies. */
async function live(unitOfWork: UnitOfWork): Promise<'cleared' | 'died'> {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const jobs = { cancelJobsOf: () => Promise.resolve([]), committed: () => undefined };
  const clearing = new RegistryClearing({ unitOfWork, clock, log, jobs });
  clearing.start();
  let isOver = false;
  const over = clearing.idle().finally(() => {
    isOver = true;
  });
  while (!isOver) await clock.advance(1);
  await over;
  await clearing.stop();
  return log.linesOf('removed registry not cleared').length > 0 ? 'died' : 'cleared';
}

/** As a sync does, which the seed leaves out. */
async function placeIndexes(db: Kysely<Tables>): Promise<void> {
  await sql`insert into image_location (org_id, image_id, registry_id, repository, last_seen_at)
    select tag.org_id, image.id, repository.registry_id, repository.name, 1 from image
    join tag on tag.digest = image.digest
    join repository on repository.id = tag.repository_id where image.kind = 'index'`.execute(db);
}

const byRegistry = [
  ...(['exposure', 'finding_count', 'finding_day', 'finding_tag', 'repository'] as const),
  ...(['image_location', 'signature', 'attachment', 'attachment_source'] as const),
];
const byTag = ['tag', 'tag_digest', 'verdict', 'verdict_queue', 'exposure_queue'] as const;
const byImage = ['image', 'image_package', 'match'] as const;

async function countOf(db: Kysely<Tables>, text: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ count: number | string }>`select count(*) as count
    from ${text}`.execute(db);
  return Number(rows[0]?.count);
}

/** Rows that belong to the registry, and rows that do not. */
async function rowsLeft(db: Kysely<Tables>) {
  const ofRegistry: Record<string, number> = {};
  const ofOthers: Record<string, number> = {};
  for (const table of byRegistry) {
    const from = sql.table(table);
    ofRegistry[table] = await countOf(db, sql`${from} where registry_id = ${removedId}`);
    ofOthers[table] = await countOf(db, sql`${from} where registry_id <> ${removedId}`);
  }
  for (const table of [...byTag, ...byImage]) {
    ofOthers[table] = await countOf(db, sql.table(table));
  }
  return { ofRegistry, ofOthers };
}

test('wherever the process dies, it goes on where it was, and the counts are those of a recount', async (t) => {
  const db = await seeded(t);
  await placeIndexes(db);
  const unitOfWork = createUnitOfWork(db);
  const before = await rowsLeft(db);
  const told = await countOf(
    db,
    sql`exposure where registry_id = ${removedId} and resolved_at is null
      and severity in ('critical', 'high')`,
  );
  assert.ok(before.ofRegistry['exposure'] === ((imagesOfRegistry * findingsPerImage) / 10) * 11);
  await unitOfWork.write(org, ({ registries }) => registries.remove(removedId, 1));

  // Each life dies right after the commit of its first step or right before that of its second.
  let lives = 1;
  for (; ; lives += 1) {
    const dying = new DyingUnitOfWork(unitOfWork, lives % 2 === 0 ? 4 : 5);
    const end = await live(dying.unitOfWork);
    assert.deepEqual(await keptCounts(db), await recounted(db), `life ${lives}`);
    if (end === 'cleared') break;
  }

  assert.ok(lives > 10, `${lives} lives`);
  const after = await rowsLeft(db);
  for (const [table, count] of Object.entries(after.ofRegistry)) assert.equal(count, 0, table);
  for (const table of byRegistry) {
    assert.equal(after.ofOthers[table], before.ofOthers[table], table);
  }
  assert.equal(after.ofOthers['tag'], images - imagesOfRegistry);
  assert.equal(after.ofOthers['verdict'], images - imagesOfRegistry);
  // Each index goes with the image it names.
  assert.equal(after.ofOthers['image'], ((images - imagesOfRegistry) / 10) * 11);
  assert.equal(after.ofOthers['match'], (images - imagesOfRegistry) * findingsPerImage);
  const events = await db.selectFrom('notification_event').select('kind').execute();
  assert.equal(events.length, told);
  assert.ok(events.every(({ kind }) => kind === 'finding.resolved'));
  const registry = await db
    .selectFrom('registry')
    .select(['cleared_at', 'deleted_at'])
    .where('id', '=', removedId)
    .executeTakeFirstOrThrow();
  assert.ok(registry.cleared_at !== null);
  assert.equal(await live(new DyingUnitOfWork(unitOfWork, 1).unitOfWork), 'cleared');
});

test('nothing is taken from a registry that is there, nor by another organisation', async (t) => {
  const db = await seeded(t);
  const unitOfWork = createUnitOfWork(db);
  const before = await rowsLeft(db);
  const takeAll = (orgId: string) =>
    unitOfWork.write(orgId, async ({ removedRegistries: removed }) => {
      assert.deepEqual(await removed.findings(removedId, 10), []);
      for (const remains of registryRemains) {
        assert.equal(await removed.remove(removedId, remains, 10), 0, remains);
      }
      await removed.noteCleared(removedId, 1);
    });

  await takeAll(org);
  await unitOfWork.write(org, ({ registries }) => registries.remove(removedId, 1));
  await takeAll('another');

  assert.deepEqual(await rowsLeft(db), before);
  const uncleared = await unitOfWork.readSystem(({ removedRegistries }) =>
    removedRegistries.uncleared(),
  );
  assert.deepEqual(uncleared, [{ orgId: org, registryId: removedId }]);
});

test('what another registry shows stays, with its findings, and so does what only its index names', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([{ id: 'CVE-1', packageName: 'openssl', fixed: '3.0.2' }]);
  const second = { orgId: orgs.one.orgId, registryId: 'registry-again' };
  await world.addRegistry(second);
  for (const place of [orgs.one, second, orgs.two]) {
    const context = world.context(1, {}, place);
    await world.seen(context, { tags: { v1: 'shared', v2: 'index' } });
    await world.index(context, 'index', ['member-amd64']);
    await world.inventory(
      context,
      debianInventory({ word: 'shared', packages: ['openssl@3.0.1'] }),
    );
  }
  const context = world.context(1);
  await world.seen(context, { tags: { v3: 'own', v4: 'own-index' } });
  await world.index(context, 'own-index', ['own-member-amd64', 'own-member-arm64']);
  for (const word of ['own', 'member-amd64', 'own-member-amd64']) {
    await world.inventory(context, debianInventory({ word, packages: ['openssl@3.0.1'] }));
  }
  await world.matchAll();
  const ofOther = (lines: readonly string[]) => lines.filter((line) => /app:v[12] /.test(line));
  const shown = ofOther(await world.exposures());
  assert.ok(shown.length > 0);

  await world.unitOfWork.write(orgs.one.orgId, ({ registries }) =>
    registries.remove(orgs.one.registryId, world.clock.now()),
  );
  const atOnce = await world.exposures();
  await world.clearRemoved();

  assert.deepEqual(await world.exposures(), atOnce);
  assert.ok(atOnce.length > 0 && atOnce.length < shown.length);
  const left = await world.db.selectFrom('image').select(['org_id', 'digest']).execute();
  const digests = (orgId: string) =>
    left
      .filter((row) => row.org_id === orgId)
      .map(({ digest }) => digest)
      .toSorted();
  const others = ['shared', 'index', 'member-amd64'].map(digestOf).toSorted();
  assert.deepEqual(digests(orgs.one.orgId), others);
  assert.deepEqual(digests(orgs.two.orgId), others);
});
