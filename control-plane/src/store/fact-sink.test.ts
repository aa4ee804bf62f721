// The fact sink over a real database: what sightings, indexes, inventories and ends of syncs leave behind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { up as placeImages } from './migrations/0074-placed-images.ts';
import { debianInventory } from './testing/debian-inventory.ts';
import { digestOf, inventoryWorld, job, orgs } from './testing/inventory-world.ts';

const manyTags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, `image-${index}`]));

test('every new digest is asked for once, the newest tags first, and a known one is not', async (t) => {
  const world = await inventoryWorld(t);
  const tags = { '1.9': 'nine', '1.10': 'ten', latest: 'ten', old: 'nine' };

  await world.seen(world.context(1), { tags });
  assert.deepEqual(
    world.scans.map((scan) => scan.digest),
    [digestOf('ten'), digestOf('nine')],
  );

  world.scans.length = 0;
  await world.inventory(world.context(1), debianInventory({ word: 'ten', packages: [] }));
  await world.seen(world.context(2), { tags });
  assert.deepEqual(
    world.scans.map((scan) => scan.digest),
    [digestOf('nine')],
  );
});

test('another version of the analyzer asks again', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: { v1: 'image' } });
  await world.inventory(world.context(1), debianInventory({ word: 'image', packages: [] }));
  world.scans.length = 0;

  await world.seen(world.context(2, { analyzerVersion: 'analyzer-2' }), { tags: { v1: 'image' } });

  assert.equal(world.scans.length, 1);
});

const failures = [
  { code: 'MANIFEST_UNSUPPORTED', again: false },
  { code: 'DIFF_ID_MISMATCH', again: false },
  { code: 'REGISTRY_TIMEOUT', again: true },
  { code: 'PULL_DENIED', again: true },
];
for (const { code, again } of failures) {
  test(`after ${code} the next sync ${again ? 'asks again' : 'does not ask again'}`, async (t) => {
    const world = await inventoryWorld(t);
    const context = world.context(1);
    await world.seen(context, { tags: { v1: 'image' } });
    await world.write(context, (stores) =>
      world.sink.scanFailed(stores, context, { repository: 'app', reference: 'v1', code }),
    );
    world.scans.length = 0;

    await world.seen(world.context(2), { tags: { v1: 'image' } });

    assert.equal(world.scans.length, again ? 1 : 0);
    const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 10 });
    assert.deepEqual([rows[0]?.state, rows[0]?.errorCode], ['failed', code]);
  });
}

test('a failure does not overrule an inventory', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  await world.seen(context, { tags: { v1: 'image' } });
  await world.inventory(context, debianInventory({ word: 'image', packages: ['a@1'] }));
  await world.write(context, (stores) =>
    world.sink.scanFailed(stores, context, {
      repository: 'app',
      reference: digestOf('image'),
      code: 'PULL_DENIED',
    }),
  );
  await world.matchAll();

  const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 10 });
  assert.equal(rows[0]?.state, 'indexed');
});

test('signatures are fetched, neither scanned nor listed', async (t) => {
  const world = await inventoryWorld(t);
  const tag = `sha256-${'a'.repeat(64)}.sig`;

  await world.seen(world.context(1), { tags: { [tag]: 'signature', v1: 'image' } });

  assert.deepEqual(
    world.scans.map((scan) => [scan.digest, scan.attachmentTag]),
    [
      [digestOf('image'), undefined],
      [digestOf('signature'), tag],
    ],
  );
  const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 10 });
  assert.deepEqual(
    rows.map((row) => row.tag),
    ['v1'],
  );
});

test('a scan that ended well makes an earlier failure void', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  const failed = { repository: 'app', reference: digestOf('image'), code: 'POISON' };
  await world.seen(context, { tags: { v1: 'image' } });
  await world.write(context, async (stores) => {
    await world.sink.scanFailed(stores, context, failed);
    await world.sink.scanFinished(stores, context, {
      kind: 'scan',
      digest: digestOf('image'),
      state: 'indexed',
      layers: 1,
      bytes: 1,
      durationMs: 1,
    });
  });
  world.scans.length = 0;

  await world.seen(world.context(2), { tags: { v1: 'image' } });

  assert.equal(world.scans.length, 1);
  const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 9 });
  assert.equal(rows[0]?.state, 'waiting');
});

test('an index stands for its images, which are asked for and pullable wherever it is', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: { v1: 'index' } });
  world.scans.length = 0;

  await world.index(world.context(1), 'index', ['one-amd64', 'two-arm64', 'attestation']);
  assert.deepEqual(
    world.scans.map((scan) => scan.digest),
    [digestOf('one-amd64'), digestOf('two-arm64')],
  );

  world.scans.length = 0;
  await world.seen(world.context(2), { repository: 'copy', tags: { v1: 'index' } });
  assert.equal(world.scans.length, 2);
  const detail = await world.images.detail(orgs.one.orgId, digestOf('two-arm64'));
  assert.deepEqual(
    detail?.locations.map((location) => location.repository),
    ['app', 'copy'],
  );
  const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 9 });
  assert.deepEqual(
    rows.map((row) => [row.repository, row.platform, row.indexDigest === digestOf('index')]),
    [
      ['app', 'linux/amd64', true],
      ['app', 'linux/arm64', true],
      ['copy', 'linux/amd64', true],
      ['copy', 'linux/arm64', true],
    ],
  );
});

test('of an index only the chosen platforms are asked for and shown, others as soon as they are chosen', async (t) => {
  const world = await inventoryWorld(t);
  const names = ['one-amd64', 'two-arm64', 'three-s390x', 'attestation'];
  const shown = async () => {
    const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 9 });
    return rows.map((row) => row.platform);
  };
  await world.choosePlatforms(orgs.one, ['linux/arm64']);
  await world.seen(world.context(1), { tags: { v1: 'index' } });
  world.scans.length = 0;

  await world.index(world.context(1), 'index', names);
  const scanned = () => world.scans.map((scan) => scan.digest);
  assert.deepEqual(scanned(), [digestOf('two-arm64')]);
  assert.deepEqual(await shown(), ['linux/arm64']);

  world.scans.length = 0;
  await world.choosePlatforms(orgs.one, ['linux/arm64', 'linux/amd64']);
  await world.seen(world.context(2), { tags: { v1: 'index' } });
  assert.deepEqual(scanned(), [digestOf('one-amd64'), digestOf('two-arm64')]);
  assert.deepEqual(await shown(), ['linux/amd64', 'linux/arm64']);
});

test('a complete sync removes what it did not see, and counts what came', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: { v1: 'one', v2: 'two' } });
  assert.deepEqual(await world.finished(world.context(1)), {
    addedTags: 2,
    removedTags: 0,
    conditions: [],
  });

  await world.seen(world.context(2), { tags: { v2: 'two', v3: 'three' } });
  assert.deepEqual(await world.finished(world.context(2)), {
    addedTags: 1,
    removedTags: 1,
    conditions: [],
  });
  assert.deepEqual(await world.liveTags(), ['app:v2', 'app:v3']);
});

test('a tag that comes back is live again, with its first sighting kept', async (t) => {
  const world = await inventoryWorld(t);
  const firstSeenAt = world.clock.now();
  await world.seen(world.context(1), { tags: { v1: 'one', v2: 'two' } });
  await world.clock.advance(1000);
  await world.seen(world.context(2), { tags: { v2: 'two' } });
  await world.finished(world.context(2));
  await world.seen(world.context(3), { tags: { v1: 'one', v2: 'two' } });
  const effect = await world.finished(world.context(3));

  const { rows } = await world.images.list(orgs.one.orgId, { tag: 'v1' }, { page: 1, pageSize: 9 });
  assert.equal(effect.addedTags, 1);
  assert.equal(rows[0]?.firstSeenAt, firstSeenAt);
});

const withoutRemoval = [
  { name: 'an incomplete sync', result: { complete: false }, context: {} },
  { name: 'a restricted sync', result: { restricted: true }, context: {} },
  { name: 'an attempt that no longer owns the job', result: {}, context: { fenced: false } },
  {
    name: 'a repository that could not be listed',
    result: { failedRepositories: [{ repository: 'app', code: 'REGISTRY_TIMEOUT' }] },
    context: {},
  },
];
for (const { name, result, context } of withoutRemoval) {
  test(`${name} removes nothing`, async (t) => {
    const world = await inventoryWorld(t);
    await world.seen(world.context(1), { tags: { v1: 'one', v2: 'two' } });

    await world.seen(world.context(2), { repository: 'other', tags: { v1: 'one' } });
    const effect = await world.finished(world.context(2, context), result);

    assert.equal(effect.removedTags, 0);
    assert.deepEqual(await world.liveTags(), ['app:v1', 'app:v2', 'other:v1']);
  });
}

test('a targeted sync removes only inside its repositories', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: { v1: 'one', v2: 'two' } });
  await world.seen(world.context(1), { repository: 'other', tags: { v1: 'one' } });

  await world.seen(world.context(2), { tags: { v2: 'two' } });
  await world.finished(world.context(2), {}, ['app']);

  assert.deepEqual(await world.liveTags(), ['app:v2', 'other:v1']);
});

test('a tag that a newer job saw meanwhile stays', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: { v1: 'one' } });
  await world.seen(world.context(3), { tags: { v2: 'two' } });

  await world.finished(world.context(2));

  assert.deepEqual(await world.liveTags(), ['app:v2']);
});

test('a sudden shrink removes nothing until a second sync misses the same tags', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: manyTags(10) });
  await world.finished(world.context(1));

  await world.seen(world.context(2), { tags: manyTags(3) });
  assert.deepEqual(await world.finished(world.context(2)), {
    addedTags: 0,
    removedTags: 0,
    conditions: ['SHRINK_UNCONFIRMED'],
  });
  assert.equal((await world.liveTags()).length, 10);

  await world.seen(world.context(3), { tags: manyTags(3) });
  assert.deepEqual(await world.finished(world.context(3)), {
    addedTags: 0,
    removedTags: 7,
    conditions: [],
  });
});

test('a shrink that does not come again is forgotten', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: manyTags(10) });
  await world.seen(world.context(2), { tags: {} });
  await world.finished(world.context(2));

  await world.seen(world.context(3), { tags: manyTags(10) });
  assert.deepEqual((await world.finished(world.context(3))).conditions, []);
  const emptyAgain = await world.finished(world.context(4));

  assert.deepEqual([emptyAgain.removedTags, emptyAgain.conditions], [0, ['SHRINK_UNCONFIRMED']]);
  assert.equal((await world.liveTags()).length, 10);
});

test('a deeper shrink removes only what two syncs missed', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: manyTags(20) });
  await world.seen(world.context(2), { tags: manyTags(8) });
  await world.finished(world.context(2));

  const deeper = await world.finished(world.context(3));

  assert.equal(deeper.removedTags, 12);
  assert.equal((await world.liveTags()).length, 8);
});

test('the condition stays while an unconfirmed removal is open, also after an incomplete sync', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: manyTags(10) });
  await world.finished(world.context(2));

  const incomplete = await world.finished(world.context(3), { complete: false });

  assert.deepEqual(incomplete.conditions, ['SHRINK_UNCONFIRMED']);
});

test('a late sighting by an older job does not move a tag back, nor bring it back', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1), { tags: { v1: 'old', v2: 'two' } });
  await world.seen(world.context(3), { tags: { v1: 'new' } });
  await world.finished(world.context(3));

  await world.seen(world.context(2, { fenced: false }), { tags: { v1: 'old', v2: 'two' } });

  const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 9 });
  assert.deepEqual(
    rows.map((row) => [row.tag, row.digest]),
    [['v1', digestOf('new')]],
  );
});

test('an older attempt of the same job does not overrule a newer one', async (t) => {
  const world = await inventoryWorld(t);
  await world.seen(world.context(1, { attempt: 2 }), { tags: { v1: 'new' } });
  await world.seen(world.context(1, { attempt: 1, fenced: false }), { tags: { v1: 'old' } });

  const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 9 });
  assert.equal(rows[0]?.digest, digestOf('new'));
});

test('a late sighting of a tag that a newer sync did not find leaves it gone', async (t) => {
  const world = await inventoryWorld(t);
  const at = world.clock.now();
  await world.db
    .insertInto('sync_run')
    .values({
      org_id: orgs.one.orgId,
      registry_id: orgs.one.registryId,
      job_id: job(5),
      outcome: 'succeeded',
      started_at: at,
      finished_at: at,
      duration_ms: 1,
      repositories: 0,
      tags: 0,
      digests: 0,
      added_tags: 0,
      removed_tags: 0,
      restricted: 0,
      conditions_json: '[]',
    })
    .execute();

  await world.seen(world.context(4, { fenced: false }), { tags: { v1: 'one' } });

  assert.deepEqual(await world.liveTags(), []);
});

test('the same message twice changes nothing', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  const inventory = debianInventory({ word: 'image', packages: ['a@1', 'b@2'] });
  for (let time = 0; time < 2; time += 1) {
    await world.seen(context, { tags: { v1: 'image' } });
    await world.inventory(context, inventory);
  }

  const packages = await world.images.packages(
    orgs.one.orgId,
    digestOf('image'),
    {},
    { page: 1, pageSize: 9 },
  );
  assert.equal(packages?.total, 2);
  assert.equal((await world.db.selectFrom('image_package').selectAll().execute()).length, 2);
});

test('a partial inventory does not replace a whole one of the same analyzer', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  await world.seen(context, { tags: { v1: 'image' } });
  await world.inventory(context, debianInventory({ word: 'image', packages: ['a@1', 'b@2'] }));
  const partial = { word: 'image', packages: ['a@1'], state: 'partial' } as const;
  await world.inventory(context, debianInventory(partial));

  const detail = await world.images.detail(orgs.one.orgId, digestOf('image'));
  assert.equal(detail?.packages, 2);
});

test('a late inventory of another analyzer does not replace the present one', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(2);
  await world.seen(context, { tags: { v1: 'image' } });
  await world.inventory(context, debianInventory({ word: 'image', packages: ['a@1', 'b@2'] }));
  const other = { word: 'image', packages: ['a@1'], analyzerVersion: 'analyzer-0' };
  await world.inventory(world.context(1, { fenced: false }), debianInventory(other));

  const detail = await world.images.detail(orgs.one.orgId, digestOf('image'));
  assert.equal(detail?.analyzerVersion, 'analyzer-1');
});

test('what was only ever scanned by its digest lies in a repository, so that retention reaches it', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  const { registryId } = context;
  const forgetRepositories = () => world.db.deleteFrom('repository').execute();
  const reached = () =>
    world.write(context, async ({ retention }) => {
      const repositories = await retention.repositories(registryId, { after: 0, limit: 10 });
      const question = { kind: 'untagged-images', repositories, keepNewest: 0 } as const;
      const found = await retention.candidates({ ...question, cutoff: context.now + 1 }, 10);
      return found.map(({ repository, label }) => `${repository} ${label}`).toSorted();
    });

  const all = ['alone', 'several', 'one', 'two'].map((word) => `app ${digestOf(word)}`).toSorted();
  await world.inventory(context, debianInventory({ word: 'alone', packages: ['zlib@1'] }));
  assert.deepEqual(await reached(), [`app ${digestOf('alone')}`]);
  await forgetRepositories();
  await world.index(context, 'several', ['one', 'two']);
  assert.deepEqual(await reached(), all);
  // As versions before left it.
  await forgetRepositories();
  assert.deepEqual(await reached(), []);
  await placeImages(world.db);
  await placeImages(world.db);
  assert.deepEqual(await reached(), all);
});

test('facts about a deleted registry are let go', async (t) => {
  const world = await inventoryWorld(t);
  const context = world.context(1);
  await world.seen(context, { tags: { v1: 'image' } });
  await world.unitOfWork.write(orgs.one.orgId, ({ registries }) =>
    registries.remove(context.registryId, context.now),
  );
  await world.seen(world.context(2), { tags: { v1: 'image', v2: 'other' } });
  assert.equal(await world.images.detail(orgs.one.orgId, digestOf('image')), undefined);
  await world.clearRemoved();

  await world.seen(world.context(3), { tags: { v1: 'image', v2: 'other' } });

  assert.deepEqual(await world.liveTags(), []);
  assert.equal(await world.images.detail(orgs.one.orgId, digestOf('image')), undefined);
});
