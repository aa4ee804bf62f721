// Which of the scans a sync asks for come first: where a budget makes most of them wait, every repository is known by
// its newest tag before any is known by its second.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf, inventoryWorld } from './testing/inventory-world.ts';

test('the newest tag of every repository comes before the second of any', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  const tags = (name: string) => ({
    '1.0': `${name} old`,
    '1.1': `${name} middle`,
    '1.2': `${name} new`,
  });

  await world.seen(context, { repository: 'a', tags: tags('a') });
  await world.seen(context, { repository: 'b', tags: tags('b') });

  const inLine = world.scans.toSorted((a, b) => b.priority - a.priority);
  assert.deepEqual(
    inLine.map(({ digest }) => digest),
    ['a new', 'b new', 'a middle', 'b middle', 'a old', 'b old'].map(digestOf),
  );
});

test('however many tags there are, found scans stay below everything else and above nothing', async (t) => {
  const world = await inventoryWorld(t);
  const tags = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`1.${index}`, `image ${index}`]),
  );

  await world.seen(world.context(1), { tags });

  const priorities = world.scans.map(({ priority }) => priority);
  assert.equal(Math.max(...priorities), 10);
  assert.equal(Math.min(...priorities), 1);
});
