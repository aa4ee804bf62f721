import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { someOf } from '@harborguard/shared/testing/some-of.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { type ApiWorld, otherOrganisationId, startApi } from './cli/testing/api-world.ts';
import { createMatchLoop } from './domain/findings/create-match-loop.ts';
import { createFactSink } from './domain/inventory/create-fact-sink.ts';
import type { FactContext } from './domain/inventory/fact-sink.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { debianInventory } from './store/testing/debian-inventory.ts';
import { FakeAdvisories } from './store/testing/fake-advisories.ts';
import { digestOf, job } from './store/testing/inventory-world.ts';

const jar = 'org.apache.logging.log4j:log4j-core';

/** Tags of three builds: what they hold is what is searched for. */
const builds = {
  old: { packages: ['openssl@3.0.1-1', 'zlib@1'], jars: ['2.14.1'], labels: { team: 'shop' } },
  mid: {
    packages: ['openssl@3.0.5-1', 'zlib@1'],
    jars: ['2.16.0'],
    labels: { team: 'lab', 'a=b': 'c=d' },
  },
  new: { packages: ['openssl@3.0.9-1', 'curl@8'], jars: ['2.17.1'], labels: {} },
} as const;

async function filled(t: TestContext) {
  const world = await startApi(t);
  const created = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'sensor', name: '=registry' },
  });
  const registryId: string = created.body.data.id;
  await record(world, registryId);
  await match(world);
  const get = async (path: string, key = world.ownerKey) => await world.call('GET', path, { key });
  const tagsOf = async (query: string) => {
    const { body, text } = await get(`/api/images?${query}`);
    assert.ok(body.data, text);
    return body.data.map((row: { tag: string }) => row.tag).toSorted();
  };
  return { world, registryId, get, tagsOf };
}

type Filled = Awaited<ReturnType<typeof filled>>;

async function record(world: ApiWorld, registryId: string): Promise<void> {
  const sink = createFactSink({ scans: { enqueueScan: () => Promise.resolve() } });
  for (const [tag, { packages, jars, labels }] of Object.entries(builds)) {
    const context: FactContext = {
      ...{ orgId: defaultOrganisationId, registryId, jobId: job(1), attempt: 1 },
      ...{ sensorId: 'sensor', analyzerVersion: 'analyzer-1', fenced: true },
      now: world.clock.now(),
    };
    const place = { jobId: job(1), attempt: 1, registryId, repository: 'app' };
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const inventory = debianInventory({ word: tag, packages });
    const maven = jars.map((version) => ({
      ...{ type: 'maven' as const, name: jar, version, purl: `pkg:maven/log4j-core@${version}` },
      ...{ locations: ['app.jar'], layer: 0, detector: 'java' },
    }));
    await world.storage.unitOfWork.write(defaultOrganisationId, async (stores) => {
      await sink.tagsSeen(stores, context, {
        ...place,
        type: 'tags.seen',
        tags: [{ name: tag, digest: digestOf(tag), mediaType }],
      });
      await sink.imageInventory(stores, context, {
        ...place,
        type: 'image.inventory',
        inventory: {
          ...inventory,
          facts: { ...inventory.facts, labels },
          packages: [...inventory.packages, ...maven],
        },
      });
    });
    await world.clock.advance(1000);
  }
}

/** What one image of several ecosystems holds. */
const mixed = [
  ['pypi', 'Django', '3.2rc1'],
  ['pypi', 'jinja2', '3.0.0'],
  ['pypi', 'ruamel_yaml', '0.17.4'],
  ['nuget', 'Newtonsoft.Json', '12.0.1'],
  ['npm', 'lodash', '4.17.9'],
  ['npm', 'lodash', '4.17.20'],
  ['npm', 'lodash', '4.17.20-rc.1'],
  ['npm', 'lodash', 'latest'],
] as const;

async function recordMixed(world: ApiWorld, registryId: string): Promise<void> {
  const sink = createFactSink({ scans: { enqueueScan: () => Promise.resolve() } });
  const context: FactContext = {
    ...{ orgId: defaultOrganisationId, registryId, jobId: job(2), attempt: 1 },
    ...{ sensorId: 'sensor', analyzerVersion: 'analyzer-1', fenced: true },
    now: world.clock.now(),
  };
  const place = { jobId: job(2), attempt: 1, registryId, repository: 'mixed' };
  const inventory = debianInventory({ word: 'mixed', packages: [] });
  const packages = mixed.map(([type, name, version]) => ({
    ...{ type, name, version, purl: `pkg:${type}/${name}@${version}` },
    ...{ locations: ['app'], layer: 0, detector: type },
  }));
  const ssl = {
    type: 'deb' as const,
    name: 'libssl3',
    version: '3.0.1-1',
    purl: 'pkg:deb/libssl3',
  };
  const source = { name: 'openssl', version: '3.0.1-1' };
  const libssl = { ...ssl, source, locations: ['status'], layer: 0, detector: 'dpkg' };
  await world.storage.unitOfWork.write(defaultOrganisationId, async (stores) => {
    await sink.tagsSeen(stores, context, {
      ...{ ...place, type: 'tags.seen' },
      tags: [{ name: 'mixed', digest: digestOf('mixed'), mediaType: inventory.mediaType }],
    });
    await sink.imageInventory(stores, context, {
      ...{ ...place, type: 'image.inventory' },
      inventory: { ...inventory, packages: [...packages, libssl] },
    });
  });
}

async function match({ storage, clock, log }: ApiWorld): Promise<void> {
  const advisories = new FakeAdvisories();
  advisories.replace(
    [
      { id: 'CVE-1-1', packageName: 'openssl', fixed: '3.0.7', level: 'critical' },
      { id: 'CVE-1-2', aliases: ['GHSA-x'], packageName: 'zlib', level: 'low' },
      { id: 'CVE-1-3', packageName: jar, fixed: '2.17.0', level: 'high', ecosystem: 'Maven' },
      { id: 'CVE-1-4', packageName: 'django', fixed: '3.2.19', level: 'high', ecosystem: 'PyPI' },
    ],
    ['Debian:12', 'Maven', 'PyPI'],
  );
  const loop = createMatchLoop({
    ...{ unitOfWork: storage.unitOfWork, clock, log, tracer: noTracer },
    advisories,
  });
  await loop.start();
  await clock.advance(0);
  await loop.stop();
}

const encode = encodeURIComponent;

test('images are found by a package and its versions, in the order of its ecosystem', async (t) => {
  const { tagsOf } = await filled(t);

  for (const [text, want] of [
    ['log4j-core < 2.17', ['mid', 'old']],
    [`${jar} < 2.15`, ['old']],
    ['other.group:log4j-core < 9', []],
    ['log4j-core@2.17.1', ['new']],
    ['openssl >= 3.0.5, < 3.0.10', ['mid', 'new']],
    ['openssl < 3.0.10', ['mid', 'new', 'old']],
    ['log4j-core', ['mid', 'new', 'old']],
    ['curl', ['new']],
    ['nothing > 1', []],
  ] as const) {
    assert.deepEqual(await tagsOf(`package=${encode(text)}`), want, text);
  }
});

test('images and findings are found by any spelling their registry takes, and by the source package', async (t) => {
  const { world, registryId, tagsOf, get } = await filled(t);
  await recordMixed(world, registryId);
  await match(world);

  for (const text of ['django', 'DJANGO < 4', 'Jinja2', 'ruamel.yaml', 'newtonsoft.json < 13']) {
    assert.deepEqual(await tagsOf(`package=${encode(text)}`), ['mixed'], text);
  }
  assert.deepEqual(await tagsOf('package=LODASH'), [], 'npm tells capitals apart');
  const found = async (text: string) => {
    const { body } = await get(`/api/findings?tag=mixed&package=${encode(text)}`);
    return body.data.map((row: { packageName: string }) => row.packageName);
  };
  for (const text of ['django', 'Django', 'dJango < 3.2', 'Dj*']) {
    assert.deepEqual(await found(text), ['Django'], text);
  }
  assert.deepEqual(await found('django > 3.2'), []);
  assert.deepEqual(await found('openssl < 3.0.7'), ['libssl3']);
  assert.deepEqual(await found('openssl'), ['libssl3']);
  assert.deepEqual(await found('openssl > 3.0.7'), []);
});

test('the versions of a package are sorted in the order of its ecosystem, on every page', async (t) => {
  const { world, registryId, get } = await filled(t);
  await recordMixed(world, registryId);
  const versions = async (sort: string) => {
    const seen: string[] = [];
    let path = `/api/packages?package=lodash&limit=1&sort=${sort}`;
    for (;;) {
      const { body, text } = await get(path);
      assert.ok(body.data, text);
      seen.push(...body.data.map((row: { version: string }) => row.version));
      if (body.links.next === undefined) return seen;
      path = body.links.next;
    }
  };
  const rising = ['4.17.9', '4.17.20-rc.1', '4.17.20', 'latest'];

  assert.deepEqual(await versions('version:asc'), rising);
  assert.deepEqual(await versions('version:desc'), rising.toReversed());
});

test('images are found by label, by fixable findings, by first sight and by any name of a CVE', async (t) => {
  const { tagsOf, world } = await filled(t);
  const since = new Date(world.clock.now() - 1500).toISOString();

  assert.deepEqual(await tagsOf('label=team'), ['mid', 'old']);
  assert.deepEqual(await tagsOf(`label=${encode('team=lab')}`), ['mid']);
  for (const asked of ['a=b', 'a=b=c=d']) {
    assert.deepEqual(await tagsOf(`label=${encode(asked)}`), ['mid'], asked);
  }
  assert.deepEqual(await tagsOf(`label=${encode('a=b=c')}`), []);
  assert.deepEqual(await tagsOf('fixable=true'), ['mid', 'old']);
  assert.deepEqual(await tagsOf('fixable=false'), ['new']);
  assert.deepEqual(await tagsOf('cve=ghsa-x'), ['mid', 'old']);
  assert.deepEqual(await tagsOf('signed=none&tag=m*'), ['mid']);
  assert.deepEqual(await tagsOf(`firstSeenFrom=${since}`), ['new']);
  assert.deepEqual(await tagsOf(`firstSeenTo=${since}`), ['mid', 'old']);
});

test('findings are found by a package and its versions, and by what signs their images', async (t) => {
  const { get } = await filled(t);
  const tags = async (query: string) => {
    const { body, text } = await get(`/api/findings?${query}`);
    assert.ok(body.data, text);
    return body.data.map((row: { tag: string }) => row.tag).toSorted();
  };

  assert.deepEqual(await tags(`package=${encode('openssl < 3.0.3')}`), ['old']);
  assert.deepEqual(await tags(`package=${encode('log4j-core < 2.17')}`), ['mid', 'old']);
  assert.deepEqual(await tags(`package=${encode('log4j-core > 2.14.1')}`), ['mid']);
  assert.deepEqual(await tags('package=zlib&signed=none'), ['mid', 'old']);
  assert.deepEqual(await tags('package=zlib&signed=verified'), []);
});

test('findings are found by what the policies say of the image that shows them', async (t) => {
  const { world, get } = await filled(t);
  const { db } = world.storage;
  const [old] = await db
    .selectFrom('tag')
    .innerJoin('image', 'image.digest', 'tag.digest')
    .select(['tag.org_id', 'tag.id as tag_id', 'image.id as image_id'])
    .where('tag.name', '=', 'old')
    .execute();
  assert.ok(old);
  await db
    .insertInto('verdict')
    .values({
      ...{ ...old, platform: 'linux/amd64', kind: 'block', known_kind: null, sentence: 'No.' },
      ...{ reasons_json: '[]', accepted_findings: 0, changes_at: null, judged_at: 1 },
    })
    .execute();
  const tags = async (verdict: string) => {
    const { body } = await get(`/api/findings?verdict=${verdict}&sort=repository:asc`);
    return [...new Set(body.data.map((row: { tag: string }) => row.tag))];
  };
  const headers = { authorization: `Bearer ${world.ownerKey}` };
  const csv = await world.app.inject({
    ...{ url: '/api/images/export?format=csv&verdict=block', headers },
  });

  assert.deepEqual(await tags('block'), ['old']);
  assert.deepEqual(await tags('unknown'), ['mid']);
  assert.deepEqual(await tags('pass'), []);
  assert.match(csv.body, /signed,verdict,/);
  assert.match(csv.body, /,none,block,/);
});

test('a range that cannot be read is refused by its field', async (t) => {
  const { get } = await filled(t);
  for (const path of ['images', 'findings', 'findings/by-advisory', 'images/export']) {
    const { body, text } = await get(`/api/${path}?package=${encode('two words < 1')}`);
    assert.equal(body.error.code, 'VALIDATION_FAILED', text);
    assert.match(text, /package/);
  }
});

test('findings are grouped by advisory across images, the worst first', async (t) => {
  const { get } = await filled(t);

  const { body } = await get('/api/findings/by-advisory');

  const rows = body.data.map((row: Record<string, unknown>) => [
    ...[row['advisoryId'], row['severity'], row['images'], row['findings'], row['fixable']],
  ]);
  assert.deepEqual(rows, [
    ['CVE-1-1', 'critical', 2, 2, 2],
    ['CVE-1-3', 'high', 2, 2, 2],
    ['CVE-1-2', 'low', 2, 2, 0],
  ]);
  assert.deepEqual(body.data[0].packages, [{ type: 'deb', name: 'openssl', fixedIn: '3.0.7' }]);
  assert.ok(body.data[2].ids.includes('GHSA-x'));
  assert.equal(body.meta.total, 3);
  const page = await get('/api/findings/by-advisory?limit=1&page=2&sort=advisory:asc');
  assert.deepEqual(
    page.body.data.map((row: { advisoryId: string }) => row.advisoryId),
    ['CVE-1-2'],
  );
});

test('exports hold every row the filter lets through, as CSV no spreadsheet runs, and leave events', async (t) => {
  const { get, world } = await filled(t);
  const csv = async (path: string) =>
    (
      await world.app.inject({ url: path, headers: { authorization: `Bearer ${world.ownerKey}` } })
    ).body.split('\r\n');

  const images = await csv('/api/images/export?format=csv&tag=old');
  const findings = await csv('/api/findings/export?format=csv');
  const json = await get('/api/findings/export?severity=critical');
  const nothing = await get('/api/images/export?tag=nothing');

  assert.match(images[0] ?? '', /^registryName,repository,tag,platform,digest/);
  assert.match(images[1] ?? '', /^'=registry,app,old,linux\/amd64,sha256:/);
  assert.equal(images.length, 3);
  assert.equal(findings.length, 6 + 2);
  assert.equal(json.body.length, 2);
  assert.deepEqual(nothing.body, []);
  const { body } = await world.call('GET', '/api/audit?action=exported');
  assert.equal(body.meta.total, 4);
});

test('an export goes on behind its last row, also within the platforms of one tag', async (t) => {
  const { world, registryId } = await filled(t);
  await addManyTags(world, registryId, 2500);
  const { images } = world.services.api;
  const steps: number[] = [];
  const seen = new Set<string>();
  for await (const rows of images.exportImages(defaultOrganisationId, {})) {
    steps.push(rows.length);
    for (const { tag, digest } of rows) seen.add(`${tag} ${digest}`);
  }

  assert.deepEqual(steps, [1000, 1000, 503 + 1]);
  assert.equal(seen.size, 2504);
});

async function addManyTags(world: ApiWorld, registryId: string, count: number): Promise<void> {
  await world.storage.unitOfWork.write(defaultOrganisationId, async ({ inventory }) => {
    const repositoryId = await inventory.ensureRepository({ registryId, repository: 'many' }, 1);
    const tag = { attachment: false, firstSeenAt: 1, lastSeenAt: 1, movedAt: 1 };
    const judged = { addedJobId: 'x', judgedJobId: 'x', judgedAttempt: 1 };
    await inventory.saveTags(
      repositoryId,
      Array.from({ length: count - 1 }, (_, index) => ({
        ...{ name: `t${index}`, digest: digestOf('old'), ...tag, ...judged },
      })),
    );
    const [index] = await inventory.ensureImages([{ digest: digestOf('multi'), mediaType: '' }], 1);
    assert.ok(index);
    await inventory.markIndex(index.id, 'analyzer-1');
    await inventory.replaceMembers(
      index.id,
      (['old', 'new'] as const).map((word) => ({
        ...{ indexImageId: index.id, digest: digestOf(word), role: 'image' as const },
      })),
    );
    const multi = { name: 'multi', digest: digestOf('multi'), ...tag, ...judged };
    await inventory.saveTags(repositoryId, [multi]);
  });
}

test('two images are compared by tag or digest: findings, packages and size', async (t) => {
  const { get, world } = await filled(t);

  const { body, text } = await get(`/api/images/compare?from=app:old&to=${digestOf('new')}`);

  assert.ok(body.data, text);
  const { findings, packages, sizeBytesChange } = body.data;
  const ids = (list: { rows: { advisoryId: string }[] }) =>
    list.rows.map(({ advisoryId }) => advisoryId).toSorted();
  assert.deepEqual(ids(findings.fixed), ['CVE-1-1', 'CVE-1-2', 'CVE-1-3']);
  assert.deepEqual([findings.added.total, findings.kept.total, sizeBytesChange], [0, 0, 0]);
  assert.deepEqual(
    [body.data.to.tags, findings.fixed.severities],
    [['app:new'], { critical: 1, high: 1, medium: 0, low: 1, unknown: 0 }],
  );
  const names = (list: { rows: { name: string }[] }) => list.rows.map(({ name }) => name);
  assert.deepEqual(names(packages.added), ['curl']);
  assert.deepEqual(names(packages.removed), ['zlib']);
  assert.deepEqual(names(packages.changed), ['openssl', jar]);
  const stranger = await world.keyOf('owner', { orgId: otherOrganisationId });
  for (const from of ['app:nothing', digestOf('nothing'), 'x']) {
    const missing = await get(`/api/images/compare?from=${from}&to=app:new`);
    assert.equal(missing.status, from === 'x' ? 400 : 404, from);
  }
  const slip = await get('/api/images/compare?from=app:old&to=app:slip');
  assert.equal(slip.body.error.issues[0].path, '/to');
  assert.match(
    slip.body.error.issues[0].message,
    /no image here has this digest or repository:tag/,
  );
  const hidden = await get('/api/images/compare?from=app:old&to=app:new', stranger);
  assert.equal(hidden.status, 404);
});

interface Listed {
  readonly path: string;
  readonly name: string;
}

/** Every parameter of every query, of what the owner may read; what a list does not answer without comes with it. */
async function everyParameter({ get, registryId }: Filled): Promise<readonly Listed[]> {
  const needed = ['package=zlib', 'from=app:old', 'to=app:new', 'repository=app', 'tag=old'];
  const { paths } = (await get('/api/openapi.json')).body;
  const routes = Object.entries<Document>(paths).filter(
    ([path, { get: route }]) => route?.['x-required-role'] && !path.endsWith('/events'),
  );
  return routes.flatMap(([route, { get: { parameters = [] } = {} }]) => {
    const inQuery = parameters.filter(({ in: place }) => place === 'query');
    const path = route.replace('{id}', registryId).replace('{digest}', digestOf('old'));
    return inQuery.map(({ name }) => {
      const others = inQuery.filter((one) => one.required && one.name !== name);
      const asked = needed.filter((text) => others.some((one) => text.startsWith(`${one.name}=`)));
      return { path: [path, asked.join('&')].join('?'), name };
    });
  });
}

interface Document {
  readonly get?: {
    readonly 'x-required-role'?: string;
    readonly parameters?: readonly { name: string; in: string; required?: boolean }[];
  };
}

test('text that nothing is named by is refused by the name of its parameter, or finds nothing', async (t) => {
  const found = await filled(t);
  const parameters = await everyParameter(found);
  const ask = async (path: string) =>
    await found.world.app.inject({
      ...{ method: 'GET', url: path },
      headers: { authorization: `Bearer ${found.world.ownerKey}` },
    });

  assert.ok(parameters.length > 150, `${parameters.length} parameters`);
  for (const { path, name } of parameters) {
    for (const text of ['%00', 'a%00*']) {
      const { statusCode, body } = await ask(`${path}&${name}=${text}`);
      assert.equal(statusCode, 400, `${path} ${name}: ${body}`);
      const { code, issues } = JSON.parse(body).error;
      assert.equal(code, 'VALIDATION_FAILED', body);
      assert.equal(issues[0].path, `/querystring/${name}`);
    }
  }
  for (const { path, name } of someOf(t, parameters, 40)) {
    // Half of a pair, a byte of no text, the beginning of one, nothing at all, and what rings a bell.
    for (const text of ['%ED%A0%80', '%FF', '%E0%A4', '%', '%07']) {
      const { statusCode, body } = await ask(`${path}&${name}=${text}`);
      assert.ok(statusCode < 500, `${path} ${name}=${text}: ${body}`);
      if (statusCode !== 200 || !body.startsWith('{"data":[')) continue;
      assert.deepEqual(JSON.parse(body).data, [], `${path} ${name}=${text}`);
    }
  }
  assert.equal((await ask('/api/registries/%00')).statusCode, 400);
  assert.deepEqual(await found.tagsOf(`search=${encodeURIComponent('app:m')}`), ['mid']);
});

test('searches, groups and exports show nothing of other organisations and registries', async (t) => {
  const { get, world } = await filled(t);
  const elsewhere = await world.call('POST', '/api/registries', {
    body: { url: 'other.example.com', scanMethod: 'cloud' },
  });
  const keys = [
    await world.keyOf('owner', { orgId: otherOrganisationId }),
    await world.keyOf('viewer', { registryIds: [elsewhere.body.data.id] }),
  ];
  for (const key of keys) {
    for (const path of ['images?package=openssl', 'findings', 'findings/by-advisory']) {
      assert.deepEqual((await get(`/api/${path}`, key)).body.data, [], path);
    }
    assert.deepEqual((await get('/api/images/export', key)).body, []);
    assert.deepEqual((await get('/api/findings/export', key)).body, []);
  }
});

test('a view is its owner’s until it is shared, and changed by its owner or an admin', async (t) => {
  const world = await startApi(t);
  const [one, two] = [await world.keyOf('viewer'), await world.keyOf('viewer')];
  const stranger = await world.keyOf('owner', { orgId: otherOrganisationId });
  const body = { kind: 'images', name: 'old', query: { package: 'log4j-core < 2.17' } };
  const created = await world.call('POST', '/api/views', { key: one, body });
  const path = `/api/views/${created.body.data.id}`;
  const list = async (key: string) => (await world.call('GET', '/api/views', { key })).body.data;
  const edit = { name: 'new', query: {}, isShared: true };

  assert.equal(created.status, 201, created.text);
  assert.deepEqual(created.body.data.query, body.query);
  assert.equal((await list(one)).length, 1);
  assert.deepEqual(await list(two), []);
  assert.equal((await world.call('PUT', path, { key: two, body: edit })).status, 404);
  assert.equal((await world.call('PUT', path, { key: one, body: edit })).status, 200);
  assert.deepEqual(
    (await list(two)).map((view: { name: string; isOwn: boolean }) => [view.name, view.isOwn]),
    [['new', false]],
  );
  assert.equal((await world.call('DELETE', path, { key: two })).status, 403);
  assert.deepEqual(await list(stranger), []);
  assert.equal((await world.call('DELETE', path, { key: stranger })).status, 404);
  assert.equal((await world.call('DELETE', path)).status, 204);
  assert.deepEqual(await list(one), []);
});

test('the versions of a package are counted in images, tags and repositories', async (t) => {
  const { get, world } = await filled(t);
  const versions = async (query: string, key?: string) => {
    const { body, text } = await get(`/api/packages?${query}`, key);
    assert.ok(body.data, text);
    return body.data.map(
      (row: { version: string; images: number; tags: number }) =>
        `${row.version} ${row.images} ${row.tags}`,
    );
  };

  assert.deepEqual(await versions('package=zlib'), ['1 2 2']);
  assert.deepEqual(await versions('package=openssl&sort=version:asc'), [
    '3.0.1-1 1 1',
    '3.0.5-1 1 1',
    '3.0.9-1 1 1',
  ]);
  assert.deepEqual(await versions('package=log4j-core%20%3C%202.17'), ['2.14.1 1 1', '2.16.0 1 1']);
  assert.deepEqual(await versions('package=zlib&repository=other'), []);
  assert.equal((await get('/api/packages')).status, 400);
  const stranger = await world.keyOf('owner', { orgId: otherOrganisationId });
  assert.deepEqual(await versions('package=zlib', stranger), []);
});

test('the history of a tag is told, and none of another organisation', async (t) => {
  const { get, registryId, world } = await filled(t);
  const path = `/api/registries/${registryId}/tag-history?repository=app&tag=old`;

  const { body, text } = await get(path);
  const stranger = await world.keyOf('owner', { orgId: otherOrganisationId });

  assert.ok(body.data, text);
  const [row] = body.data;
  assert.equal(body.meta.total, 1);
  assert.equal(row.digest, digestOf('old'));
  assert.equal(row.seenUntil, undefined);
  assert.deepEqual(row.images[0].findings, { critical: 1, high: 1, medium: 0, low: 1, unknown: 0 });
  assert.equal((await get(path, stranger)).status, 404);
});
