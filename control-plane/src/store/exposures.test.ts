// From inventories to exposures over a real database: what opens, what stays, what is resolved and why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debianInventory } from './testing/debian-inventory.ts';
import { digestOf, type InventoryWorld, inventoryWorld, orgs } from './testing/inventory-world.ts';

const opensslAdvisory = {
  id: 'CVE-1',
  packageName: 'openssl',
  fixed: '3.0.2',
  level: 'critical',
} as const;
const zlibAdvisory = { id: 'CVE-2', packageName: 'zlib', fixed: '1.3' };

/** Tag v1 shows an image with openssl 3.0.1, which is vulnerable. */
async function vulnerableWorld(world: InventoryWorld): Promise<void> {
  world.advisories.replace([opensslAdvisory, zlibAdvisory]);
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  const packages = ['openssl@3.0.1', 'bash@5'];
  await world.inventory(world.context(1), debianInventory({ word: 'first', packages }));
  await world.matchAll();
}

async function move(world: InventoryWorld, packages: readonly string[]): Promise<void> {
  await world.clock.advance(1000);
  await world.seen(world.context(2), { tags: { v1: 'second' } });
  await world.inventory(world.context(2), debianInventory({ word: 'second', packages }));
  await world.matchAll();
}

test('a vulnerable package opens one exposure in its place', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);

  assert.deepEqual(await world.exposures(), ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open']);
  const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 9 });
  assert.equal(rows[0]?.state, 'indexed');
  assert.deepEqual(rows[0]?.findings, { critical: 1, high: 0, medium: 0, low: 0, unknown: 0 });
});

const moves = [
  {
    name: 'rebuilding a tag with the same packages changes nothing',
    packages: ['openssl@3.0.1', 'bash@5'],
    expected: ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open'],
  },
  {
    name: 'another vulnerable version keeps the exposure and shows the version',
    packages: ['openssl@3.0.1+later'],
    expected: ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1+later | open'],
  },
  {
    name: 'a fixed version resolves it as upgraded',
    packages: ['openssl@3.0.2'],
    expected: ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | upgraded'],
  },
  {
    name: 'an image without the package resolves it as package gone',
    packages: ['bash@5'],
    expected: ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | package gone'],
  },
];
for (const { name, packages, expected } of moves) {
  test(`moving a tag: ${name}`, async (t) => {
    const world = await inventoryWorld(t);
    await vulnerableWorld(world);
    const firstSeenAt = await world.db.selectFrom('exposure').select('first_seen_at').execute();

    await move(world, packages);

    assert.deepEqual(await world.exposures(), expected);
    const after = await world.db.selectFrom('exposure').select('first_seen_at').execute();
    assert.deepEqual(after, firstSeenAt);
  });
}

test('a tag that moves keeps its exposures until the new image is matched', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);

  await world.seen(world.context(2), { tags: { v1: 'second' } });
  await world.matchAll();
  assert.deepEqual(await world.exposures(), ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open']);

  await world.write(world.context(2), (stores) =>
    world.sink.scanFailed(stores, world.context(2), {
      repository: 'app',
      reference: digestOf('second'),
      code: 'PULL_DENIED',
    }),
  );
  await world.matchAll();
  assert.deepEqual(await world.exposures(), ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open']);
});

test('a tag that moves to an image matched before takes its findings over at once', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);

  await world.seen(world.context(2), { tags: { v2: 'first' } });
  await world.matchAll();

  assert.deepEqual(await world.exposures(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open',
    'app:v2 linux/amd64 | CVE-1 openssl@3.0.1 | open',
  ]);
});

test('a tag that is gone resolves its exposures', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);

  await world.finished(world.context(2));

  assert.deepEqual(await world.exposures(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | tag gone',
  ]);
});

test('an exposure that comes back is a new one', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);
  await move(world, ['openssl@3.0.2']);
  await world.clock.advance(1000);

  await world.seen(world.context(3), { tags: { v1: 'first' } });
  await world.matchAll();

  assert.deepEqual(await world.exposures(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | upgraded',
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open',
  ]);
});

test('an advisory that no longer applies is withdrawn', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);
  world.advisories.replace([zlibAdvisory]);

  await world.loop.advisoriesChanged([{ ecosystem: 'Debian:12', packageName: 'openssl' }]);
  await world.matchAll();

  assert.deepEqual(await world.exposures(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | advisory withdrawn',
  ]);
});

test('advisories that vanish for a whole release resolve nothing and are never clean', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);
  world.advisories.replace([], ['npm']);

  await world.loop.advisoriesChanged([]);
  await world.matchAll();

  assert.deepEqual(await world.exposures(), ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open']);
  const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 9 });
  assert.equal(rows[0]?.state, 'no-advisory-data');
});

test('moving to a release without advisories does not count as an upgrade', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);

  await world.seen(world.context(2), { tags: { v1: 'second' } });
  const packages = ['openssl@3.5.0'];
  const unknown = debianInventory({ word: 'second', packages, release: '13' });
  await world.inventory(world.context(2), unknown);
  await world.matchAll();
  assert.deepEqual(await world.exposures(), ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open']);

  world.advisories.replace(
    [{ ...opensslAdvisory, ecosystem: 'Debian:13' }],
    ['Debian:12', 'Debian:13', 'npm'],
  );
  await world.loop.advisoriesChanged([{ ecosystem: 'Debian:13', packageName: 'other' }]);
  await world.matchAll();
  assert.deepEqual(await world.exposures(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | upgraded',
  ]);
});

test('without any advisories an image says so, and is matched when they appear', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.advisories = undefined;
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  const inventory = debianInventory({ word: 'first', packages: ['openssl@3.0.1'] });
  await world.inventory(world.context(1), inventory);
  const state = async () => {
    const { rows } = await world.images.list(orgs.one.orgId, {}, { page: 1, pageSize: 9 });
    return rows[0]?.state;
  };
  assert.equal(await state(), 'waiting');
  await world.matchAll();
  assert.equal(await state(), 'no-advisory-data');

  world.advisories.replace([opensslAdvisory]);
  await world.loop.advisoriesChanged([{ ecosystem: 'Debian:12', packageName: 'unrelated' }]);
  await world.matchAll();

  assert.equal(await state(), 'indexed');
  assert.equal((await world.exposures()).length, 1);
});

test('an import queues only images that hold a changed package', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);
  await world.seen(world.context(1), { tags: { other: 'other' } });
  const inventory = debianInventory({ word: 'other', packages: ['zlib@1.2'] });
  await world.inventory(world.context(1), inventory);
  await world.matchAll();
  await world.loop.stop();

  world.advisories.replace([opensslAdvisory, zlibAdvisory]);
  await world.loop.advisoriesChanged([{ ecosystem: 'Debian:12', packageName: 'zlib' }]);

  const queued = await world.db
    .selectFrom('match_queue')
    .innerJoin('image', 'image.id', 'match_queue.image_id')
    .select('digest')
    .execute();
  assert.deepEqual(queued, [{ digest: digestOf('other') }]);
});

test('advisories replaced beside a stopped server are applied at its start', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);
  world.advisories.replace([]);

  await world.restart(world.unitOfWork);
  await world.matchAll();

  assert.deepEqual(await world.exposures(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | advisory withdrawn',
  ]);
});

test('each platform of an index has exposures of its own', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([opensslAdvisory]);
  const context = world.context(1);
  await world.seen(context, { tags: { v1: 'index' } });
  await world.index(context, 'index', ['one-amd64', 'two-arm64', 'attestation']);
  for (const [word, architecture] of [
    ['one-amd64', 'amd64'],
    ['two-arm64', 'arm64'],
  ] as const) {
    const image = { word, architecture, packages: ['openssl@3.0.1'] };
    await world.inventory(context, debianInventory(image));
  }
  await world.matchAll();
  assert.deepEqual((await world.exposures()).toSorted(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open',
    'app:v1 linux/arm64 | CVE-1 openssl@3.0.1 | open',
  ]);

  await world.seen(world.context(2), { tags: { v1: 'one-amd64' } });
  await world.matchAll();
  assert.deepEqual((await world.exposures()).toSorted(), [
    'app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open',
    'app:v1 linux/arm64 | CVE-1 openssl@3.0.1 | tag gone',
  ]);
});

test('an image that very many tags show reaches all of them', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([opensslAdvisory]);
  const names = Array.from({ length: 120 }, (_, index) => `v${index}`);
  const tags = Object.fromEntries(names.map((name) => [name, 'first']));
  await world.seen(world.context(1), { tags });
  const inventory = debianInventory({ word: 'first', packages: ['openssl@3.0.1'] });
  await world.inventory(world.context(1), inventory);
  await world.matchAll();

  assert.equal((await world.exposures()).length, 120);
});

test('removing a registry hides what was found in it at once, and takes it away afterwards', async (t) => {
  const world = await inventoryWorld(t);
  await vulnerableWorld(world);
  const { registryId, now } = world.context(2);
  await world.unitOfWork.write(orgs.one.orgId, ({ registries }) =>
    registries.remove(registryId, now),
  );
  await world.matchAll();
  assert.deepEqual(await world.exposures(), []);

  await world.clearRemoved();
  assert.deepEqual(await world.db.selectFrom('exposure').select('id').execute(), []);
});

test('a match that fails is logged, tried again later, and holds nothing else up', async (t) => {
  const world = await inventoryWorld(t);
  world.advisories.replace([opensslAdvisory]);
  for (const word of ['broken', 'whole']) {
    await world.seen(world.context(1), { tags: { [word]: word } });
    const inventory = debianInventory({ word, packages: ['openssl@3.0.1'] });
    await world.inventory(world.context(1), inventory);
  }
  const first = await world.db.selectFrom('inventory').select(['image_id', 'body']).execute();
  const broken = first[0];
  assert.ok(broken);
  const setBody = (body: Uint8Array) =>
    world.db.updateTable('inventory').set({ body }).where('image_id', '=', broken.image_id);
  await setBody(new Uint8Array([1, 2, 3])).execute();
  await world.matchAll();
  assert.equal((await world.exposures()).length, 1);
  assert.equal(world.log.linesOf('match failed').length, 1);

  await setBody(broken.body).execute();
  await world.clock.advance(60_000);

  assert.equal((await world.exposures()).length, 2);
});

test('the trend counts what was open at the end of each day, and another organisation sees none of it', async (t) => {
  const world = await inventoryWorld(t);
  const day = 24 * 60 * 60 * 1000;
  await vulnerableWorld(world);
  await world.clock.advance(2 * day);
  await move(world, ['openssl@3.0.2']);
  await world.clock.advance(day);
  const request = { now: world.clock.now(), days: 6 };

  const points = await world.findings.trend(orgs.one.orgId, request);
  const narrowed = await world.findings.trend(orgs.one.orgId, {
    ...request,
    filter: { registryIds: [] },
  });
  const others = await world.findings.trend(orgs.two.orgId, request);

  assert.deepEqual(
    points.map(({ open }) => open.critical),
    [0, 0, 1, 1, 0, 0],
  );
  for (const { open } of [...narrowed, ...others]) assert.equal(open.critical, 0);
});
