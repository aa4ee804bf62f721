import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { debianInventory } from './testing/debian-inventory.ts';
import { digestOf, type InventoryWorld, inventoryWorld, orgs } from './testing/inventory-world.ts';

const app = { registryId: orgs.one.registryId, repository: 'app' };
const page = { page: 1, pageSize: 50 };

async function history(world: InventoryWorld, tag: string, asked = page) {
  return await world.images.tagHistory(orgs.one.orgId, { ...app, tag }, asked);
}

/** `next 0..1000, next 2000..` */
async function spans(world: InventoryWorld, tag: string): Promise<readonly string[]> {
  const { rows } = await history(world, tag);
  const start = rows.at(-1)?.seenFrom ?? 0;
  return rows.map(({ digest, seenFrom, seenUntil }) => {
    const word = Buffer.from(digest.slice(7), 'hex').toString().replaceAll('\0', '');
    return `${word} ${seenFrom - start}..${seenUntil === undefined ? '' : seenUntil - start}`;
  });
}

async function syncs(t: TestContext, found: readonly Record<string, string>[]) {
  const world = await inventoryWorld(t);
  for (const [at, tags] of found.entries()) {
    await world.seen(world.context(at + 1), { tags });
    await world.finished(world.context(at + 1));
    await world.clock.advance(1000);
  }
  return world;
}

test('each digest a tag named stands there with its time, the newest first', async (t) => {
  const world = await syncs(t, [
    { latest: 'one', v1: 'one' },
    { latest: 'two', v1: 'one' },
    { latest: 'one', v1: 'one' },
  ]);

  assert.deepEqual(await spans(world, 'latest'), ['one 2000..', 'two 1000..2000', 'one 0..1000']);
  assert.deepEqual(await spans(world, 'v1'), ['one 0..']);
  assert.equal((await history(world, 'latest', { page: 2, pageSize: 2 })).rows.length, 1);
  assert.equal((await history(world, 'latest', { page: 2, pageSize: 2 })).total, 3);
});

test('a tag that is gone names nothing until it is back', async (t) => {
  const world = await syncs(t, [{ latest: 'one', v1: 'one' }, { v1: 'one' }, { v1: 'one' }]);

  const [gone] = (await history(world, 'latest')).rows;
  await world.seen(world.context(9), { tags: { latest: 'one' } });

  assert.notEqual(gone?.seenUntil, undefined);
  const { rows } = await history(world, 'latest');
  assert.deepEqual(
    rows.map(({ seenUntil }) => seenUntil === undefined),
    [true, false],
  );
});

test('a digest tells what is known of its images, of an index those of its platforms', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: { latest: 'index' } });
  await world.index(world.context(1), 'index', ['one-amd64', 'attestation-1']);
  await world.inventory(
    world.context(1),
    debianInventory({ word: 'one-amd64', packages: ['openssl@1'] }),
  );

  const [row] = (await history(world, 'latest')).rows;

  assert.deepEqual(
    row?.images.map(({ digest, platform, packages }) => ({ digest, platform, packages })),
    [{ digest: digestOf('one-amd64'), platform: 'linux/amd64', packages: 1 }],
  );
});

test('signatures that look like tags have no history, and a tag of elsewhere has none here', async (t) => {
  const signature = `${digestOf('one').replace(':', '-')}.sig`;
  const world = await syncs(t, [{ latest: 'one', [signature]: 'signature' }]);

  assert.equal((await history(world, signature)).total, 0);
  assert.equal((await history(world, 'nothing')).total, 0);
  const elsewhere = await world.images.tagHistory(orgs.two.orgId, { ...app, tag: 'latest' }, page);
  assert.equal(elsewhere.total, 0);
});

test('a tag keeps the newest 500', async (t) => {
  const world = await inventoryWorld(t);
  const repositoryId = await repositoryOf(world);
  for (let moved = 2; moved <= 503; moved += 1) {
    await world.db
      .updateTable('tag')
      .set({ digest: `${moved}` })
      .execute();
    await world.write(world.context(1), ({ inventory }) =>
      inventory.rememberDigests(repositoryId, ['latest'], moved),
    );
  }

  const { rows, total } = await history(world, 'latest');

  assert.equal(total, 500);
  assert.equal(rows[0]?.digest, '503');
});

async function repositoryOf(world: InventoryWorld): Promise<number> {
  await world.seen(world.context(1), { tags: { latest: 'one' } });
  const tag = await world.db.selectFrom('tag').select('repository_id').executeTakeFirstOrThrow();
  return tag.repository_id;
}
