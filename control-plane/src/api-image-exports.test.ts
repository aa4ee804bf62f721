import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { JsonReport } from '@harborguard/shared/report/json-report.ts';
import { missingSchemas, schemaProblems } from '@harborguard/shared/testing/report-schemas.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { buildApp } from './app.ts';
import { type ApiWorld, startApi } from './cli/testing/api-world.ts';
import { createMatchLoop } from './domain/findings/create-match-loop.ts';
import { createFactSink } from './domain/inventory/create-fact-sink.ts';
import type { FactContext } from './domain/inventory/fact-sink.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { debianInventory } from './store/testing/debian-inventory.ts';
import { FakeAdvisories } from './store/testing/fake-advisories.ts';
import { digestOf, job } from './store/testing/inventory-world.ts';

const skip = missingSchemas();
const image = digestOf('image');
const waiting = digestOf('waiting');
const index = digestOf('index');
const publishedAt = '2024-03-05T06:07:08.000Z';

/** An image that is indexed and matched, one that waits for its scan, and an index. */
async function filled(t: TestContext) {
  const world = await startApi(t);
  const created = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'sensor' },
  });
  const registryId: string = created.body.data.id;
  await record(world, registryId);
  await match(world);
  const advisories = new FakeAdvisories().current()?.describe();
  const app = await buildApp({
    ...world.services.api,
    advisories: () => ({ state: 'current', description: advisories }),
  });
  t.after(() => app.close());
  const get = (path: string, key = world.ownerKey) =>
    app.inject({ url: path, headers: { authorization: `Bearer ${key}` } });
  return { world, registryId, get };
}

async function record(world: ApiWorld, registryId: string): Promise<void> {
  const sink = createFactSink({ scans: { enqueueScan: () => Promise.resolve() } });
  const context: FactContext = {
    ...{ orgId: defaultOrganisationId, registryId, jobId: job(1), attempt: 1 },
    ...{ sensorId: 'sensor', analyzerVersion: 'analyzer-1', fenced: true },
    now: world.clock.now(),
  };
  const place = { jobId: job(1), attempt: 1, registryId, repository: 'app' };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const inventory = debianInventory({ word: 'image', packages: ['openssl@1', 'zlib@2'] });
  await world.storage.unitOfWork.write(defaultOrganisationId, async (stores) => {
    await sink.tagsSeen(stores, context, {
      ...place,
      type: 'tags.seen',
      tags: Object.entries({ 'odd"tag': image, next: waiting, multi: index }).map(
        ([name, digest]) => ({ name, digest, mediaType }),
      ),
    });
    await sink.imageIndex(stores, context, {
      ...place,
      ...{ type: 'image.index', digest: index, mediaType, members: [] },
    });
    await sink.imageInventory(stores, context, { ...place, type: 'image.inventory', inventory });
  });
}

async function match({ storage, clock, log }: ApiWorld): Promise<void> {
  const advisories = new FakeAdvisories();
  advisories.replace([
    {
      ...{ id: 'CVE-1-1', packageName: 'openssl', fixed: '3', level: 'critical' },
      publishedAtMs: Date.parse(publishedAt),
    },
  ]);
  const { unitOfWork } = storage;
  const loop = createMatchLoop({ unitOfWork, clock, log, tracer: noTracer, advisories });
  await loop.start();
  await clock.advance(0);
  await loop.stop();
}

for (const [path, type, ending] of [
  ['sbom', 'application/vnd.cyclonedx+json; version=1.6', 'cdx.json'],
  ['sbom?format=cyclonedx', 'application/vnd.cyclonedx+json; version=1.6', 'cdx.json'],
  ['sbom?format=spdx', 'application/spdx+json', 'spdx.json'],
  ['report', 'application/json; charset=utf-8', 'json'],
  ['report?format=sarif', 'application/sarif+json', 'sarif.json'],
] as const) {
  test(`${path} of an image is a file of its type and name`, async (t) => {
    const { get } = await filled(t);

    const answer = await get(`/api/images/${image}/${path}`);

    assert.equal(answer.statusCode, 200, answer.body);
    assert.equal(answer.headers['content-type'], type);
    assert.equal(
      answer.headers['content-disposition'],
      `attachment; filename="${image.replace(':', '-')}.${ending}"`,
    );
    assert.equal(typeof JSON.parse(answer.body), 'object');
  });
}

for (const [format, path] of [
  ['cyclonedx', 'sbom'],
  ['spdx', 'sbom'],
  ['sarif', 'report'],
] as const) {
  test(`${format} from the API follows the published schema and holds the finding`, {
    skip,
  }, async (t) => {
    const { get } = await filled(t);

    const { body } = await get(`/api/images/${image}/${path}?format=${format}`);

    assert.deepEqual(schemaProblems(format, JSON.parse(body)), []);
    assert.match(body, /CVE-1-1/);
  });
}

test('the report says what the console says, with the advisories it comes from', async (t) => {
  const { get } = await filled(t);

  const report = JSON.parse((await get(`/api/images/${image}/report`)).body) as JsonReport;
  const [found] = report.images;

  assert.deepEqual(
    found?.findings?.map((one) => [one.id, one.package.name, one.severity.level, one.fixedIn]),
    [['CVE-1-1', 'openssl', 'critical', '3']],
  );
  assert.equal(found?.findings?.[0]?.publishedAt, publishedAt);
  const listed = JSON.parse((await get(`/api/images/${image}/findings`)).body);
  assert.equal(listed.data[0].publishedAt, publishedAt);
  assert.equal(found?.coverage?.distro, 'covered');
  assert.equal(found?.digest, image);
  assert.equal(report.advisories?.source, 'test');
});

test('SARIF suppresses what an exception accepts in every place, with the reason for whoever may read it', async (t) => {
  const { world, registryId, get } = await filled(t);
  const own = await world.keyOf('viewer', { registryIds: [registryId] });
  const suppressions = async (key?: string) => {
    const { body } = await get(`/api/images/${image}/report?format=sarif`, key);
    const { results } = JSON.parse(body).runs[0];
    return results.find(({ ruleId }: { ruleId: string }) => ruleId === 'CVE-1-1').suppressions;
  };
  const terms = { reason: 'not reachable', expiresAt: '2026-08-01T00:00:00Z' };
  const accept = async (body: object, key = world.ownerKey) => {
    const made = await world.call('POST', '/api/exceptions', { body: { ...terms, ...body }, key });
    assert.equal(made.status, 201, JSON.stringify(made.body));
  };

  await accept({ advisory: 'CVE-1-1' }, await world.keyOf('developer'));
  await accept({ advisory: 'CVE-1-1', scope: { repositories: ['elsewhere'] } });
  assert.equal(await suppressions(), undefined, 'neither a request nor one for another place');
  await accept({ advisory: 'CVE-1-1' });

  const [whole] = await suppressions();
  assert.deepEqual(whole, { kind: 'external', status: 'accepted', justification: terms.reason });
  assert.deepEqual(await suppressions(own), [{ kind: 'external', status: 'accepted' }]);
  const { body } = await get(`/api/images/${image}/sbom`);
  assert.doesNotMatch(body, /not_affected|false_positive/, 'accepted is not unaffected');
  if (skip === false) {
    const sarif = JSON.parse((await get(`/api/images/${image}/report?format=sarif`)).body);
    assert.deepEqual(schemaProblems('sarif', sarif), []);
  }
});

test('an image without an inventory, and an index, have nothing to export', async (t) => {
  const { get } = await filled(t);

  for (const digest of [waiting, index]) {
    for (const path of ['sbom', 'report']) {
      const answer = await get(`/api/images/${digest}/${path}`);
      assert.equal(answer.statusCode, 409);
      assert.equal(JSON.parse(answer.body).error.code, 'IMAGE_NOT_INDEXED');
    }
  }
});

test('what a key may not see is not exported to it, and formats that do not exist are refused', async (t) => {
  const { world, registryId, get } = await filled(t);
  const elsewhere = await world.call('POST', '/api/registries', {
    body: { url: 'other.example.com', scanMethod: 'sensor' },
  });
  const other = await world.keyOf('viewer', { registryIds: [elsewhere.body.data.id] });
  const own = await world.keyOf('viewer', { registryIds: [registryId] });

  assert.equal((await get(`/api/images/${image}/sbom`, other)).statusCode, 404);
  assert.equal((await get(`/api/images/${image}/report`, other)).statusCode, 404);
  assert.equal((await get(`/api/images/${image}/sbom`, own)).statusCode, 200);
  assert.equal((await get(`/api/images/${digestOf('nothing')}/sbom`)).statusCode, 404);
  assert.equal((await get(`/api/images/${image}/sbom?format=sarif`)).statusCode, 400);
  assert.equal((await get(`/api/images/${image}/report?format=table`)).statusCode, 400);
});

test('who takes an image as a file leaves a trace, and who is refused leaves none', async (t) => {
  const { get } = await filled(t);
  await get(`/api/images/${waiting}/sbom`);
  await get(`/api/images/${image}/sbom?format=spdx`);
  await get(`/api/images/${image}/report`);

  const answer = await get('/api/audit?action=image.exported');

  const events: readonly { target: object; after: { format: string } }[] = answer.json().data;
  assert.deepEqual(
    events.map(({ target }) => target),
    [image, image].map((id) => ({ kind: 'image', id })),
  );
  assert.deepEqual(events.map(({ after }) => after.format).toSorted(), ['json', 'spdx']);
});
