// Digests that a registry lists without their types: the type is unknown until somebody says it, and then it stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debianInventory } from './testing/debian-inventory.ts';
import { digestOf, type InventoryWorld, inventoryWorld, orgs } from './testing/inventory-world.ts';

const manifest = 'application/vnd.oci.image.manifest.v1+json';

async function seen(
  world: InventoryWorld,
  sync: number,
  tags: readonly { readonly name: string; readonly word: string; readonly mediaType?: string }[],
): Promise<void> {
  const context = world.context(sync);
  const { jobId, attempt, registryId } = context;
  await world.write(context, (stores) =>
    world.sink.tagsSeen(stores, context, {
      ...{ type: 'tags.seen' as const, jobId, attempt, registryId, repository: 'app' },
      tags: tags.map(({ word, ...tag }) => ({ ...tag, digest: digestOf(word) })),
    }),
  );
}

async function mediaTypeOf(world: InventoryWorld, word: string): Promise<string | undefined> {
  const detail = await world.images.detail(orgs.one.orgId, digestOf(word));
  assert.ok(detail);
  return detail.mediaType;
}

test('a digest without a type is an image to be scanned, whose type is not told', async (t) => {
  const world = await inventoryWorld(t);

  await seen(world, 1, [{ name: 'v1', word: 'image' }]);

  assert.deepEqual(
    world.scans.map((scan) => scan.digest),
    [digestOf('image')],
  );
  assert.equal(await mediaTypeOf(world, 'image'), undefined);
});

test('a signature listed without a type is told by its tag', async (t) => {
  const world = await inventoryWorld(t);

  const name = `sha256-${'a'.repeat(64)}.sig`;
  await seen(world, 1, [{ name, word: 'signature' }]);

  assert.deepEqual(
    world.scans.map((scan) => scan.attachmentTag),
    [name],
  );
});

test('a later sighting with a type says it, and one without does not take it away', async (t) => {
  const world = await inventoryWorld(t);
  await seen(world, 1, [{ name: 'v1', word: 'image' }]);

  await seen(world, 2, [{ name: 'v1', word: 'image', mediaType: manifest }]);
  assert.equal(await mediaTypeOf(world, 'image'), manifest);
  await seen(world, 3, [{ name: 'v1', word: 'image' }]);

  assert.equal(await mediaTypeOf(world, 'image'), manifest);
});

test('of two tags of one digest the one with a type counts', async (t) => {
  const world = await inventoryWorld(t);

  await seen(world, 1, [
    { name: 'v1', word: 'image', mediaType: manifest },
    { name: 'latest', word: 'image' },
  ]);

  assert.equal(await mediaTypeOf(world, 'image'), manifest);
});

test('a scan says the type of an image and of an index', async (t) => {
  const world = await inventoryWorld(t);
  await seen(world, 1, [
    { name: 'v1', word: 'image' },
    { name: 'v2', word: 'index' },
  ]);

  await world.inventory(world.context(1), debianInventory({ word: 'image', packages: [] }));
  await world.index(world.context(1), 'index', ['one-amd64']);

  assert.match((await mediaTypeOf(world, 'image')) ?? '', /manifest/);
  assert.match((await mediaTypeOf(world, 'index')) ?? '', /index/);
});
