// The read side over a real database: lists, filters, details, and that no organisation sees another's rows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageFilter } from '../domain/inventory/image-queries.ts';
import { debianInventory } from './testing/debian-inventory.ts';
import { digestOf, type InventoryWorld, inventoryWorld, orgs } from './testing/inventory-world.ts';

const firstPage = { page: 1, pageSize: 50 };

async function filledWorld(
  world: InventoryWorld,
  org: (typeof orgs)[keyof typeof orgs] = orgs.one,
) {
  world.advisories.ecosystems = ['Debian:12'];
  world.advisories.advisories = [
    {
      id: 'DSA-1',
      aliases: ['CVE-2024-1'],
      packageName: 'openssl',
      fixed: '3.0.2',
      level: 'critical',
    },
    { id: 'CVE-2024-2', packageName: 'zlib', level: 'negligible' },
  ];
  const context = world.context(1, {}, org);
  await world.seen(context, { tags: { v1: 'vulnerable', v2: 'clean', v3: 'unknown', v4: 'new' } });
  await world.seen(context, { repository: 'team/app_x', tags: { v1: 'partial', bad: 'bad' } });
  for (const image of [
    { word: 'vulnerable', packages: ['openssl@3.0.1', 'zlib@1.2', 'bash@5'] },
    { word: 'clean', packages: ['bash@5'] },
    { word: 'unknown', packages: ['openssl@1'], release: '13' },
    { word: 'partial', packages: ['zlib@1.2'], state: 'partial' as const },
  ]) {
    await world.inventory(context, debianInventory(image));
  }
  await world.write(context, (stores) =>
    world.sink.scanFailed(stores, context, {
      repository: 'team/app_x',
      reference: 'bad',
      code: 'PULL_DENIED',
    }),
  );
  await world.matchAll();
}

test('the list says of each image what is known, and never calls the unknown clean', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world);

  const { rows, total } = await world.images.list(orgs.one.orgId, {}, firstPage);

  assert.equal(total, 6);
  assert.deepEqual(
    rows.map((row) => [row.repository, row.tag, row.state, row.packages, row.findings.critical]),
    [
      ['app', 'v1', 'indexed', 3, 1],
      ['app', 'v2', 'indexed', 1, 0],
      ['app', 'v3', 'no-advisory-data', 1, 0],
      ['app', 'v4', 'waiting', 0, 0],
      ['team/app_x', 'bad', 'failed', 0, 0],
      ['team/app_x', 'v1', 'partial', 1, 0],
    ],
  );
  assert.equal(rows[4]?.errorCode, 'PULL_DENIED');
  assert.equal(rows[3] && 'platform' in rows[3], false);
});

const filters: readonly (readonly [string, ImageFilter, readonly string[]])[] = [
  ['a repository', { repository: 'app' }, ['app:v1', 'app:v2', 'app:v3', 'app:v4']],
  ['a repository pattern', { repository: 'team/*' }, ['team/app_x:bad', 'team/app_x:v1']],
  [
    'a pattern whose underscore is meant',
    { repository: 'team/app_*', tag: 'v*' },
    ['team/app_x:v1'],
  ],
  ['an underscore that is no wildcard', { search: 'app_x:v' }, ['team/app_x:v1']],
  ['a state', { state: 'no-advisory-data' }, ['app:v3']],
  ['a severity', { severity: 'critical' }, ['app:v1']],
  ['a digest', { digest: digestOf('clean') }, ['app:v2']],
  ['a package', { packageName: 'bash' }, ['app:v1', 'app:v2']],
  ['an advisory by its own id', { advisoryId: 'DSA-1' }, ['app:v1']],
  ['an advisory by an alias in lower case', { advisoryId: 'cve-2024-1' }, ['app:v1']],
  ['a platform', { platform: 'linux/amd64', repository: 'team/*' }, ['team/app_x:v1']],
  ['no registry at all', { registryIds: [] }, []],
];
for (const [name, filter, expected] of filters) {
  test(`images are found by ${name}`, async (t) => {
    const world = await inventoryWorld(t);
    await filledWorld(world);

    const { rows, total } = await world.images.list(orgs.one.orgId, filter, firstPage);

    assert.deepEqual(
      rows.map((row) => `${row.repository}:${row.tag}`),
      expected,
    );
    assert.equal(total, expected.length);
  });
}

test('the repositories of a registry say what their tags show', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world);
  const { orgId, registryId } = orgs.one;

  const all = await world.images.repositories(orgId, { registryId }, firstPage);
  const found = await world.images.repositories(orgId, { registryId, search: 'app_x' }, firstPage);
  const foreign = await world.images.repositories(orgs.two.orgId, { registryId }, firstPage);

  assert.deepEqual(
    all.rows.map((row) => [
      row.repository,
      row.tags,
      row.images,
      row.waiting,
      row.findings.critical,
    ]),
    [
      ['app', 4, 4, 1, 1],
      ['team/app_x', 2, 2, 0, 0],
    ],
  );
  assert.deepEqual([found.total, found.rows[0]?.repository], [1, 'team/app_x']);
  assert.deepEqual(foreign, { rows: [], total: 0 });
});

test('pages are cut from one order, the worst first when asked', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world);
  const tags = [];
  for (const page of [1, 2, 3]) {
    const request = { page, pageSize: 2 };
    const sort = { column: 'severity', direction: 'descending' } as const;
    const { rows } = await world.images.list(orgs.one.orgId, {}, request, sort);
    tags.push(...rows.map((row) => `${row.repository}:${row.tag}`));
  }

  assert.deepEqual(tags.slice(0, 2), ['app:v1', 'team/app_x:v1']);
  assert.equal(new Set(tags).size, 6);
});

test('the detail tells places, layers and facts, and counts per layer', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world);

  const detail = await world.images.detail(orgs.one.orgId, digestOf('vulnerable'));

  assert.deepEqual(detail?.layers, [
    {
      digest: digestOf('layer'),
      sizeBytes: 900,
      createdBy: 'RUN install',
      packages: 3,
      findings: { critical: 1, high: 0, medium: 0, low: 1, unknown: 0 },
    },
  ]);
  assert.deepEqual(
    detail.places.map((place) => `${place.repository}:${place.tag}`),
    ['app:v1'],
  );
  assert.deepEqual(detail.facts, { exposedPorts: [], labels: {} });
  assert.deepEqual(
    (await world.images.detail(orgs.one.orgId, digestOf('unknown')))?.uncoveredTypes,
    ['deb'],
  );
});

test('packages of an image come with their findings', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world);
  const list = async (filter = {}) => {
    const digest = digestOf('vulnerable');
    const sort = { column: 'findings', direction: 'descending' } as const;
    const page = await world.images.packages(orgs.one.orgId, digest, filter, firstPage, sort);
    return page?.rows.map((row) => `${row.name} ${row.findings.critical + row.findings.low}`);
  };

  assert.deepEqual(await list(), ['openssl 1', 'zlib 1', 'bash 0']);
  assert.deepEqual(await list({ affected: false }), ['bash 0']);
  assert.deepEqual(await list({ search: 'SSL' }), ['openssl 1']);
});

test('findings of an image and exposures carry every name of the advisory', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world);
  const { orgId } = orgs.one;

  const ofImage = await world.findings.ofImage(orgId, digestOf('vulnerable'), {}, firstPage);
  assert.deepEqual(
    ofImage?.rows.map((row) => [row.advisoryId, row.severity, row.fixedIn]),
    [
      ['CVE-2024-1', 'critical', '3.0.2'],
      ['CVE-2024-2', 'low', undefined],
    ],
  );
  const byAlias = await world.findings.exposures(orgId, { advisoryId: 'dsa-1' }, firstPage);
  assert.deepEqual(byAlias.rows[0]?.ids.toSorted(), ['CVE-2024-1', 'DSA-1']);
  const firstSeenAt = byAlias.rows[0]?.firstSeenAt ?? 0;
  const since = async (time: number) =>
    (await world.findings.exposures(orgId, { firstSeenFrom: time }, firstPage)).total;
  assert.deepEqual([await since(firstSeenAt), await since(firstSeenAt + 1)], [3, 0]);
  const unfixable = await world.findings.exposures(orgId, { fixable: false }, firstPage);
  assert.deepEqual(
    unfixable.rows.map((row) => `${row.repository}:${row.tag} ${row.packageName}`),
    ['app:v1 zlib', 'team/app_x:v1 zlib'],
  );
});

test('findings of an image say where the package lies, and since when a tag of theirs shows them', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world);
  const { orgId } = orgs.one;
  const digest = digestOf('vulnerable');
  const rows = (await world.findings.ofImage(orgId, digest, {}, firstPage))?.rows ?? [];
  const { rows: open } = await world.findings.exposures(orgId, {}, firstPage);
  const firstSeenAt = Math.min(...open.map((exposure) => exposure.firstSeenAt));

  const places = await world.findings.whereabouts(orgId, digest, rows);
  const elsewhere = await world.findings.whereabouts(orgId, digest, rows, ['another registry']);

  assert.deepEqual(places, [
    { locations: ['var/lib/dpkg/status'], firstSeenAt, fixKnownAt: world.clock.now() },
    { locations: ['var/lib/dpkg/status'], firstSeenAt },
  ]);
  assert.ok(elsewhere.every((place) => place.firstSeenAt === undefined));
  assert.ok(elsewhere.every((place) => place.fixKnownAt === undefined));
});

test('summary and coverage count what is open and what was looked into', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world);
  const { orgId } = orgs.one;

  assert.deepEqual(await world.findings.summary(orgId), {
    open: { critical: 1, high: 0, medium: 0, low: 2, unknown: 0 },
    total: 3,
    fixable: 1,
    knownExploited: 0,
    advisories: 2,
    affectedTags: 2,
  });
  assert.deepEqual(await world.images.coverage(orgId), {
    known: 6,
    scanned: 4,
    partial: 1,
    failed: 1,
    waiting: 1,
    noAdvisoryData: 1,
    tags: 6,
    repositories: 2,
  });
});

test('no organisation sees or changes rows of another, though the digests are the same', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world, orgs.one);
  const { orgId } = orgs.two;

  assert.equal((await world.images.list(orgId, {}, firstPage)).total, 0);
  assert.equal(await world.images.detail(orgId, digestOf('vulnerable')), undefined);
  assert.equal(
    await world.findings.ofImage(orgId, digestOf('vulnerable'), {}, firstPage),
    undefined,
  );
  assert.equal((await world.findings.exposures(orgId, { state: 'all' }, firstPage)).total, 0);
  assert.equal((await world.findings.summary(orgId)).total, 0);

  await filledWorld(world, orgs.two);
  await world.finished(world.context(2, {}, orgs.two));
  const all = { page: 1, pageSize: 100 };
  assert.equal((await world.findings.exposures(orgs.one.orgId, {}, all)).total, 3);
  assert.equal((await world.images.list(orgs.one.orgId, {}, all)).total, 6);
});

test('a context that names the registry of another organisation changes nothing', async (t) => {
  const world = await inventoryWorld(t);
  await filledWorld(world);
  const stray = world.context(2, {}, { ...orgs.two, registryId: orgs.one.registryId } as never);

  await world.seen(stray, { tags: { v1: 'stolen' } });
  await world.finished(stray);

  assert.equal((await world.liveTags()).length, 6);
  assert.equal((await world.images.list(orgs.two.orgId, {}, firstPage)).total, 0);
});
