// Matching the changed packages only gives what matching everything gives: two databases with the same random history, of
// which one is told what changed and the other matches all, hold the same after each step. And it reads no inventory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Package } from '@harborguard/shared/protocol/inventory.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import { debianInventory } from './testing/debian-inventory.ts';
import { type InventoryWorld, inventoryWorld, openWorld } from './testing/inventory-world.ts';
import { RandomAdvisories, RandomImages } from './testing/random-findings.ts';

const seeds = 10;
const steps = 25;

for (let seed = 1; seed <= seeds; seed += 1) {
  test(`after any history, changed packages only gives what everything gives, seed ${seed}`, async (t) => {
    const worlds = [await openWorld(), await openWorld()] as const;
    t.after(() => Promise.all(worlds.map(({ close }) => close())));
    const [part, whole] = worlds.map(({ world }) => world) as [InventoryWorld, InventoryWorld];
    const random = new SeededRandom(seed);
    const advisories = new RandomAdvisories(random);
    const images = new RandomImages(random);
    for (const world of [part, whole]) advisories.giveTo(world.advisories);
    for (let step = 1; step <= steps; step += 1) {
      const act = random.uniform() < 0.5 ? undefined : images.act(step);
      const changes = Array.from({ length: Math.floor(random.uniform() * 3) }, () =>
        advisories.change(),
      );
      const isStopped = random.uniform() < 0.3;
      for (const [index, world] of [part, whole].entries()) {
        await world.clock.advance(1000);
        if (isStopped) await world.restart(world.unitOfWork);
        await act?.(world);
        for (const { changed, giveTo } of changes) {
          giveTo(world.advisories);
          await world.loop.advisoriesChanged(index === 0 ? changed : 'all');
        }
        await world.matchAll();
      }
      assert.deepEqual(await contents(part), await contents(whole), `step ${step}`);
    }
    assert.deepEqual(
      part.log.lines.filter(({ level }) => level === 'error'),
      [],
    );
  });
}

/** Everything that follows from matching, without the numbers that rows happen to get. */
async function contents(world: InventoryWorld) {
  const images = await world.db
    .selectFrom('image')
    .select(['digest', 'critical', 'high', 'medium', 'low', 'unknown', 'coverage'])
    .select(['uncovered_json', 'matched_with'])
    .orderBy('digest')
    .execute();
  const matches = await world.db.selectFrom('match').selectAll().execute();
  const exposures = await world.db.selectFrom('exposure').selectAll().execute();
  const events = await world.db
    .selectFrom('notification_event')
    .select(['kind', 'body_json'])
    .execute();
  const queued = await world.db.selectFrom('match_queue').select('image_id').execute();
  return {
    ...{ images, queued },
    matches: sorted(matches),
    exposures: sorted(exposures),
    events: sorted(events),
  };
}

function sorted(rows: readonly object[]): readonly string[] {
  const texts = rows.map((row) => JSON.stringify({ ...row, id: undefined }));
  // Which of the tags of a repository comes first, and is the new one, is left to the order of the queue.
  return texts.map((text) => text.replaceAll(/finding:[0-9]+|."isNew.":[a-z]+/g, '')).sort();
}

const openssl = { id: 'CVE-1', packageName: 'openssl', fixed: '3.0.2' } as const;

test('an import is followed without reading an inventory', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([]);
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  const packages = ['openssl@3.0.1', 'bash@5'];
  await world.inventory(world.context(1), debianInventory({ word: 'first', packages }));
  await world.matchAll();
  await world.db
    .updateTable('inventory')
    .set({ body: Buffer.from('unreadable') })
    .execute();

  world.advisories.replace([openssl]);
  await world.loop.advisoriesChanged([{ ecosystem: 'Debian:12', packageName: 'openssl' }]);
  await world.matchAll();

  assert.deepEqual(await world.exposures(), ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open']);
});

test('matching, and matching again after an import, are traces of their own that say how much it was', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([]);
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  const packages = ['openssl@3.0.1'];
  await world.inventory(world.context(1), debianInventory({ word: 'first', packages }));
  await traced(world.tracer, { name: 'somebody' }, () => world.matchAll());
  world.advisories.replace([openssl]);
  await world.loop.advisoriesChanged([{ ecosystem: 'Debian:12', packageName: 'openssl' }]);
  await world.matchAll();

  const said = ['match', 'match again'].flatMap((name) =>
    world.tracer.named(name).map(({ options, attributes }) => [options.parent, name, attributes]),
  );
  assert.deepEqual(
    said.filter((one, index) => index === 0 || one[1] === 'match again'),
    [
      [undefined, 'match', { 'harborguard.match.images': 1, 'harborguard.match.tags': 0 }],
      [undefined, 'match again', { 'harborguard.advisories.changed_packages': 1 }],
    ],
  );
});

test('what an older version stored is matched as a whole once, and by its packages from then on', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([]);
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  const packages = ['openssl@3.0.1', 'zlib@1.2'];
  await world.inventory(world.context(1), debianInventory({ word: 'first', packages }));
  await world.matchAll();
  await world.db.updateTable('image').set({ distro_json: null }).execute();
  await world.db.updateTable('image_package').set({ fact_id: null }).execute();
  await world.db.deleteFrom('package_fact').execute();

  world.advisories.replace([openssl]);
  await world.loop.advisoriesChanged([{ ecosystem: 'Debian:12', packageName: 'openssl' }]);
  await world.matchAll();
  await world.db
    .updateTable('inventory')
    .set({ body: Buffer.from('unreadable') })
    .execute();
  world.advisories.replace([openssl, { id: 'CVE-2', packageName: 'zlib' }]);
  await world.loop.advisoriesChanged([{ ecosystem: 'Debian:12', packageName: 'zlib' }]);
  await world.matchAll();

  assert.deepEqual(await world.exposures(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open',
    'app:v1 linux/amd64 | CVE-2 zlib@1.2 | open',
  ]);
});

test('packages of one name and version that differ in what decides are read from the inventory', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([]);
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  const inventory = debianInventory({ word: 'first', packages: ['libssl@3.0.1', 'libssl@3.0.1'] });
  const [one, other] = inventory.packages as [Package, Package];
  const packages = [one, { ...other, source: { name: 'openssl', version: '3.0.1' } }];
  await world.inventory(world.context(1), { ...inventory, packages });
  await world.matchAll();

  world.advisories.replace([openssl]);
  await world.loop.advisoriesChanged([{ ecosystem: 'Debian:12', packageName: 'openssl' }]);
  await world.matchAll();

  assert.deepEqual(await world.exposures(), ['app:v1 linux/amd64 | CVE-1 libssl@3.0.1 | open']);
});
