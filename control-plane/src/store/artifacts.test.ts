// Charts, modules and other things of a registry that are no images: shown as what they are, neither failed nor counted
// among what is to be scanned.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debianInventory } from './testing/debian-inventory.ts';
import { digestOf, inventoryWorld, orgs } from './testing/inventory-world.ts';

const artifactType = 'application/vnd.cncf.helm.config.v1+json';
const page = { page: 1, pageSize: 10 };

function scanned(word: string) {
  return {
    ...({ kind: 'scan', state: 'artifact' } as const),
    ...{ digest: digestOf(word), artifactType, layers: 0, bytes: 0, durationMs: 1 },
  };
}

test('an artifact is shown with its type, is not in the coverage and is not scanned again', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  await world.seen(context, { tags: { chart: 'chart', app: 'app' } });

  await world.write(context, (stores) =>
    world.sink.scanFinished(stores, context, scanned('chart')),
  );
  world.scans.length = 0;
  await world.seen(world.context(2, { analyzerVersion: 'analyzer-2' }), {
    tags: { chart: 'chart', app: 'app' },
  });

  const { rows } = await world.images.list(orgs.one.orgId, { state: 'artifact' }, page);
  assert.deepEqual(
    rows.map(({ tag, state, errorCode }) => [tag, state, errorCode]),
    [['chart', 'artifact', undefined]],
  );
  const detail = await world.images.detail(orgs.one.orgId, digestOf('chart'));
  assert.deepEqual([detail?.kind, detail?.artifactType], ['artifact', artifactType]);
  const { known, waiting, failed, scanned: done } = await world.images.coverage(orgs.one.orgId);
  assert.deepEqual([known, waiting, failed, done], [1, 1, 0, 0]);
  assert.deepEqual(
    world.scans.map(({ digest }) => digest),
    [digestOf('app')],
  );
});

test('what failed as an unsupported manifest before becomes an artifact when it is looked at again', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  await world.seen(context, { tags: { chart: 'chart' } });
  await world.write(context, async (stores) => {
    const failed = { repository: 'app', reference: 'chart', code: 'MANIFEST_UNSUPPORTED' };
    await world.sink.scanFailed(stores, context, failed);
    await world.sink.scanFinished(stores, context, scanned('chart'));
  });

  const { rows } = await world.images.list(orgs.one.orgId, {}, page);
  assert.deepEqual([rows[0]?.state, rows[0]?.errorCode], ['artifact', undefined]);
});

test('an inventory that is there is not lost to a claim that it is no image', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  await world.seen(context, { tags: { v1: 'image' } });
  await world.inventory(context, debianInventory({ word: 'image', packages: ['a@1'] }));

  await world.write(context, (stores) =>
    world.sink.scanFinished(stores, context, scanned('image')),
  );

  const detail = await world.images.detail(orgs.one.orgId, digestOf('image'));
  assert.deepEqual([detail?.kind, detail?.packages], ['image', 1]);
});
