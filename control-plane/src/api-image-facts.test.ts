import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { observe } from '@harborguard/shared/observations/observation-rules.ts';
import type { Observation } from '@harborguard/shared/protocol/observation.ts';
import { type ApiWorld, startApi } from './cli/testing/api-world.ts';
import { createFactSink } from './domain/inventory/create-fact-sink.ts';
import type { FactContext } from './domain/inventory/fact-sink.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { debianInventory } from './store/testing/debian-inventory.ts';
import { digestOf, job } from './store/testing/inventory-world.ts';

const first = digestOf('first');
const second = digestOf('second');
const mediaType = 'application/vnd.oci.image.manifest.v1+json';

const leaking: readonly Observation[] = [
  observe('runs-as-root', { place: 'no user is set' }),
  observe('github-token', { layer: 0, path: 'app/.env', line: 3, fingerprint: '0123456789ab' }),
  observe('setuid-file', { layer: 0, path: 'usr/bin/su', mode: '4755', owner: '0:0' }),
];

interface Found {
  readonly word: string;
  readonly observations: readonly Observation[];
}

async function record(
  world: ApiWorld,
  registryId: string,
  images: readonly Found[],
): Promise<void> {
  const sink = createFactSink({ scans: { enqueueScan: () => Promise.resolve() } });
  const context: FactContext = {
    ...{ orgId: defaultOrganisationId, registryId, jobId: job(1), attempt: 1 },
    ...{ sensorId: 'sensor', analyzerVersion: 'analyzer-1', fenced: true },
    now: world.clock.now(),
  };
  const place = { jobId: job(1), attempt: 1, registryId, repository: 'app' };
  await world.storage.unitOfWork.write(defaultOrganisationId, async (stores) => {
    await sink.tagsSeen(stores, context, {
      ...place,
      type: 'tags.seen',
      tags: images.map(({ word }) => ({ name: word, digest: digestOf(word), mediaType })),
    });
    for (const { word, observations } of images) {
      const inventory = {
        ...debianInventory({ word, packages: ['openssl@1'] }),
        observations: [...observations],
      };
      await sink.imageInventory(stores, context, { ...place, type: 'image.inventory', inventory });
    }
  });
}

async function registry(world: ApiWorld, url: string): Promise<string> {
  const created = await world.call('POST', '/api/registries', {
    body: { url, scanMethod: 'sensor' },
  });
  return created.body.data.id;
}

async function filled(t: TestContext) {
  const world = await startApi(t);
  const registryId = await registry(world, 'registry.example.com');
  await record(world, registryId, [
    { word: 'first', observations: leaking },
    { word: 'second', observations: leaking.slice(0, 1) },
  ]);
  return { world, registryId };
}

const rules = (body: { data: { rule: string }[] }) => body.data.map(({ rule }) => rule);

test('what was seen in an image comes with its meaning, the gravest first', async (t) => {
  const { world } = await filled(t);

  const { status, body } = await world.call('GET', `/api/images/${first}/facts`);

  assert.equal(status, 200);
  assert.deepEqual(rules(body), ['github-token', 'runs-as-root', 'setuid-file']);
  assert.deepEqual(body.data[0], {
    ...{ kind: 'secret', rule: 'github-token', severity: 'critical' },
    ...{ layer: 0, path: 'app/.env', line: 3, fingerprint: '0123456789ab' },
    ...{ title: 'A GitHub token', remedy: body.data[0].remedy, cis: '4.10' },
  });
  const secrets = await world.call('GET', `/api/images/${first}/facts?kind=secret`);
  assert.deepEqual(rules(secrets.body), ['github-token']);
});

test('the list across images filters, pages and names the tags', async (t) => {
  const { world } = await filled(t);

  const all = await world.call('GET', '/api/facts');
  const medium = await world.call('GET', '/api/facts?severity=medium&tag=second');
  const page = await world.call('GET', '/api/facts?limit=1&page=2');

  assert.deepEqual(rules(all.body), [
    'github-token',
    'runs-as-root',
    'runs-as-root',
    'setuid-file',
  ]);
  assert.deepEqual(
    medium.body.data.map((one: { rule: string; digest: string }) => [one.rule, one.digest]),
    [['runs-as-root', second]],
  );
  assert.deepEqual(
    all.body.data[0].places.map((one: { repository: string; tag: string }) => [
      one.repository,
      one.tag,
    ]),
    [['app', 'first']],
  );
  assert.deepEqual(rules(page.body), ['runs-as-root']);
  assert.equal(page.body.meta.total, 4);
});

test('they count among no findings', async (t) => {
  const { world } = await filled(t);

  const image = await world.call('GET', `/api/images/${first}`);
  const summary = await world.call('GET', '/api/findings/summary');

  assert.equal(image.body.data.findings.critical, 0);
  assert.equal(summary.body.data.total, 0);
});

test('a new inventory replaces them', async (t) => {
  const { world, registryId } = await filled(t);

  await record(world, registryId, [{ word: 'first', observations: [] }]);

  assert.deepEqual(rules((await world.call('GET', `/api/images/${first}/facts`)).body), []);
});

test('a key sees only those of its registries, and an image out of reach does not exist', async (t) => {
  const { world, registryId } = await filled(t);
  const elsewhere = await registry(world, 'other.example.com');
  const other = await world.keyOf('viewer', { registryIds: [elsewhere] });
  const own = await world.keyOf('viewer', { registryIds: [registryId] });

  const hidden = await world.call('GET', '/api/facts', { key: other });
  const nobody = await world.call('GET', `/api/images/${first}/facts`, { key: other });
  const shown = await world.call('GET', '/api/facts', { key: own });
  const absent = await world.call('GET', `/api/images/${digestOf('nothing')}/facts`);

  assert.deepEqual(hidden.body.data, []);
  assert.equal(nobody.status, 404);
  assert.deepEqual(nobody.body, { ...absent.body, ...nobody.body });
  assert.equal(absent.status, 404);
  assert.equal(shown.body.meta.total, 4);
});

test('filters that do not exist are refused', async (t) => {
  const { world } = await filled(t);

  for (const query of ['kind=vulnerability', 'severity=unknown', 'digest=x']) {
    assert.equal((await world.call('GET', `/api/facts?${query}`)).status, 400, query);
  }
});
