// What images say of themselves ends up in columns and indexes, and may be anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { debianInventory } from './testing/debian-inventory.ts';
import { inventoryWorld } from './testing/inventory-world.ts';

test('names and labels of any length and content are kept, and the image is matched by its others', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([{ id: 'CVE-2024-1000', packageName: 'openssl', fixed: '3.0.2' }]);
  const random = new SeededRandom('outside');
  // Nothing that compresses.
  const long = Array.from({ length: 3000 }, () =>
    String.fromCodePoint(0x4e00 + Math.floor(random.uniform() * 20_000)),
  ).join('');
  const inventory = debianInventory({
    word: 'first',
    packages: ['openssl@3.0.1', `${long}@1`, `short@${long}`, 'nul\u0000byte@1\u0000'],
  });
  const labels = { [long]: long, [`${long}2`]: long, 'with\u0000nul': 'a\u0000b' };

  await world.seen(world.context(1), { tags: { v1: 'first' } });
  await world.inventory(world.context(1), { ...inventory, facts: { ...inventory.facts, labels } });
  await world.matchAll();

  assert.deepEqual(await world.exposures(), [
    'app:v1 linux/amd64 | CVE-2024-1000 openssl@3.0.1 | open',
  ]);
  const { total } = await world.db
    .selectFrom('image_package')
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  assert.equal(total, inventory.packages.length);
});
