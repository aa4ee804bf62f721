// Which changes of the inventory become news, and which do not, over a real database.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refreshExposures } from '../domain/findings/refresh-exposures.ts';
import { debianInventory } from './testing/debian-inventory.ts';
import { type InventoryWorld, inventoryWorld, orgs } from './testing/inventory-world.ts';

const advisory = {
  id: 'CVE-1',
  packageName: 'openssl',
  fixed: '3.0.2',
  level: 'critical',
} as const;
const { orgId, registryId } = orgs.one;

async function syncedWorld(world: InventoryWorld): Promise<void> {
  world.advisories.replace([advisory]);
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  await scan(world, 1, 'first', 'openssl@3.0.1');
  await world.unitOfWork.write(orgId, ({ registries }) =>
    registries.setSyncTimes(registryId, { lastSyncAt: world.clock.now() }),
  );
}

async function scan(world: InventoryWorld, job: number, word: string, name: string): Promise<void> {
  await world.inventory(world.context(job), debianInventory({ word, packages: [name] }));
  await world.matchAll();
}

/** Kinds with tag and newness, oldest first. */
async function news(world: InventoryWorld): Promise<readonly string[]> {
  const events = await world.unitOfWork.read(orgId, ({ notifications }) =>
    notifications.recentEvents(100),
  );
  return events
    .toReversed()
    .map(({ kind, facts, isNew }) => `${kind} ${facts.tag}${isNew ? ' new' : ''}`);
}

test('the first sync of a registry tells findings, but no new images', async (t) => {
  const world = await inventoryWorld(t);
  await syncedWorld(world);
  assert.deepEqual(await news(world), ['finding.opened v1 new']);
});

test('a nightly rebuild with the same findings is a new image and nothing else', async (t) => {
  const world = await inventoryWorld(t);
  await syncedWorld(world);
  await world.clock.advance(1000);
  await world.seen(world.context(2), { tags: { v1: 'second' } });
  await scan(world, 2, 'second', 'openssl@3.0.1');
  assert.deepEqual((await news(world)).slice(1), ['image.new v1 new']);
});

test('a tag of its own for each night has findings that are not new', async (t) => {
  const world = await inventoryWorld(t);
  await syncedWorld(world);
  await world.clock.advance(1000);
  await world.seen(world.context(2), { tags: { nightly: 'second' } });
  await scan(world, 2, 'second', 'openssl@3.0.1');
  assert.deepEqual((await news(world)).slice(1), [
    'image.new nightly new',
    'finding.opened nightly',
  ]);
});

test('a fixed package resolves the finding, and its return is news again', async (t) => {
  const world = await inventoryWorld(t);
  await syncedWorld(world);
  await world.clock.advance(1000);
  await world.seen(world.context(2), { tags: { v1: 'second' } });
  await scan(world, 2, 'second', 'openssl@3.0.2');
  await world.clock.advance(1000);
  await world.seen(world.context(3), { tags: { v1: 'third' } });
  await scan(world, 3, 'third', 'openssl@3.0.1');
  const told = (await news(world)).filter((line) => line.startsWith('finding'));
  assert.deepEqual(
    told.map((line) => line.split(' ')[0]),
    ['finding.opened', 'finding.resolved', 'finding.opened'],
  );
});

test('a finding that becomes fixable is the same news as when it opened', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([
    { id: 'CVE-1', packageName: 'openssl', level: 'critical', fixed: '9.0' },
  ]);
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  await scan(world, 1, 'first', 'openssl@3.0.1');
  world.advisories.replace([advisory]);
  await world.loop.advisoriesChanged('all');
  await world.matchAll();
  const rows = await world.unitOfWork.read(orgId, ({ notifications }) =>
    notifications.recentEvents(10),
  );
  assert.equal(new Set(rows.map(({ newsKey }) => newsKey)).size, 1);
});

test('a tag that is gone resolves its findings', async (t) => {
  const world = await inventoryWorld(t);
  await syncedWorld(world);
  await world.seen(world.context(2), { tags: { v2: 'other', v3: 'other' } });
  await world.clock.advance(1000);
  await world.seen(world.context(3), { tags: { v2: 'other', v3: 'other' } });
  await world.finished(world.context(3));
  assert.ok((await news(world)).includes('finding.resolved v1 new'));
});

test('removing a registry resolves its findings and tells so once', async (t) => {
  const world = await inventoryWorld(t);
  await syncedWorld(world);
  await world.clock.advance(1000);
  await world.unitOfWork.write(orgId, ({ registries }) =>
    registries.remove(registryId, world.clock.now()),
  );
  await world.clearRemoved();

  assert.deepEqual(await news(world), ['finding.opened v1 new', 'finding.resolved v1 new']);
});

test('a finding whose acceptance ends is told again, as is what resolves it after that', async (t) => {
  const world = await inventoryWorld(t);
  await syncedWorld(world);
  const place = { registryId, repository: 'app', tag: 'v1', tagId: 1 };
  const shown = () =>
    world.unitOfWork.write(orgId, (stores) => refreshExposures(stores, [place], world.clock.now()));
  const accept = (expiresAt: number) =>
    world.unitOfWork.write(orgId, ({ policies }) =>
      policies.insertExceptions([
        {
          ...{ id: `exception-${expiresAt}`, advisory: 'CVE-1', packageName: undefined, scope: {} },
          ...{
            reason: 'not reachable',
            author: 'ada',
            authorId: 'ada',
            createdAt: world.clock.now(),
            expiresAt,
          },
          ...{ approvedBy: 'ada', approvedAt: world.clock.now() },
        },
      ]),
    );
  for (let round = 0; round < 2; round += 1) {
    await world.clock.advance(1000);
    await accept(world.clock.now() + 500);
    await shown();
    await world.clock.advance(1000);
    await shown();
  }

  assert.deepEqual(await news(world), [
    'finding.opened v1 new',
    'finding.resolved v1 new',
    'finding.opened v1 new',
    'finding.resolved v1 new',
    'finding.opened v1 new',
  ]);
  const events = await world.unitOfWork.read(orgId, ({ notifications }) =>
    notifications.recentEvents(10),
  );
  assert.equal(new Set(events.map(({ newsKey }) => newsKey)).size, 5);
  assert.equal(new Set(events.map(({ subject }) => subject)).size, 1);
});

test('a less grave finding is looked up, not told', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([{ ...advisory, level: 'low' }]);
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  await scan(world, 1, 'first', 'openssl@3.0.1');
  assert.deepEqual(await news(world), []);
});
