// The advisories over HTTP: an update now, all of them as one file, and how old they are beside every result.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { startApi } from './cli/testing/api-world.ts';
import { collectMetrics } from './collect-metrics.ts';
import type { ExportedAdvisories } from './domain/advisories/advisory-export.ts';
import type { UpdateResult } from './domain/advisories/advisory-updates.ts';
import { FakeAdvisories } from './store/testing/fake-advisories.ts';

const hourMs = 3_600_000;
const bytes = Buffer.from('advisories of all the world');
const etag = '"0123456789abcdef"';
const exported: ExportedAdvisories = {
  ...{ bytes: bytes.byteLength, etag },
  read: (from) => Promise.resolve(Readable.from([bytes.subarray(from)])),
};
const result: UpdateResult = {
  ...{ kind: 'imported', records: 7, changedPackages: 2, skipped: { git: 1 } },
  ...{ failedFeeds: ['kev'], failedFeedReasons: { kev: 'dated-ahead' } },
};

async function advisoryWorld(t: TestContext) {
  const advisories = new FakeAdvisories();
  const world = await startApi(
    t,
    {},
    {
      advisoryFile: {
        current: () => advisories.current(),
        watch: () => undefined,
        close: () => Promise.resolve(),
      },
      advisoryExport: { open: () => Promise.resolve(exported), close: () => Promise.resolve() },
      runAdvisoryUpdate: () => Promise.resolve(result),
    },
  );
  const isHoursOld = (hours: number) => {
    advisories.builtAtMs = world.clock.now() - hours * hourMs;
  };
  /** Bytes, not JSON. */
  const download = async (headers: Record<string, string> = {}) => {
    const authorization = `Bearer ${await world.keyOf('viewer')}`;
    const url = '/api/advisories/file';
    const answer = await world.app.inject({
      method: 'GET',
      url,
      headers: { authorization, ...headers },
    });
    return { status: answer.statusCode, text: answer.payload, headers: answer.headers };
  };
  return { ...world, advisories, isHoursOld, download };
}

test('an admin asks for an update; the answer comes at once and the outcome shows later', async (t) => {
  const world = await advisoryWorld(t);
  const key = await world.keyOf('admin');

  const asked = await world.call('POST', '/api/advisories/update', { key });
  assert.equal(asked.status, 202);
  assert.equal(asked.body.data.running, true);
  await world.clock.advance(0);
  const { updates } = (await world.call('GET', '/api/advisories', { key })).body.data;

  assert.equal(updates.running, false);
  assert.equal(updates.lastAttempt.outcome, 'imported');
  assert.equal(updates.lastAttempt.records, 7);
  assert.equal(updates.lastAttempt.changedPackages, 2);
  assert.deepEqual(updates.lastAttempt.failedFeeds, ['kev']);
  assert.deepEqual(updates.lastAttempt.failedFeedReasons, { kev: 'dated-ahead' });
});

test('nobody below an admin asks for an update, and no key of some registries only', async (t) => {
  const world = await advisoryWorld(t);
  for (const role of ['developer', 'ci', 'viewer'] as const) {
    const answer = await world.call('POST', '/api/advisories/update', {
      key: await world.keyOf(role),
    });
    assert.equal(answer.status, 403, role);
  }
  assert.equal((await world.call('POST', '/api/advisories/update', { key: null })).status, 401);
});

test('without a source an update is refused with what to set', async (t) => {
  const world = await startApi(t);
  const answer = await world.call('POST', '/api/advisories/update');

  assert.equal(answer.body.error.code, 'ADVISORIES_NO_SOURCE');
  assert.match(answer.body.error.firstCheck, /HARBORGUARD_ADVISORIES_SOURCE/);
});

test('the file comes whole, with its name and its hash', async (t) => {
  const world = await advisoryWorld(t);
  const answer = await world.download();

  assert.equal(answer.status, 200);
  assert.equal(answer.text, bytes.toString());
  assert.equal(answer.headers['etag'], etag);
  assert.equal(answer.headers['accept-ranges'], 'bytes');
  assert.equal(answer.headers['content-length'], String(bytes.byteLength));
  assert.match(String(answer.headers['content-disposition']), /advisories\.hgad/);
});

test('who has the file already is told so without it', async (t) => {
  const world = await advisoryWorld(t);
  const answer = await world.download({ 'if-none-match': etag });

  assert.equal(answer.status, 304);
  assert.equal(answer.text, '');
});

test('a download that was cut goes on where it ended, as long as the file is the same', async (t) => {
  const world = await advisoryWorld(t);
  const rest = await world.download({ range: 'bytes=14-', 'if-range': etag });
  assert.equal(rest.status, 206);
  assert.equal(rest.text, bytes.subarray(14).toString());
  assert.equal(
    rest.headers['content-range'],
    `bytes 14-${bytes.byteLength - 1}/${bytes.byteLength}`,
  );

  const other = await world.download({ range: 'bytes=14-', 'if-range': '"another"' });
  assert.equal(other.status, 200);
  assert.equal(other.text, bytes.toString());
});

test('a range that makes no sense gets the whole file', async (t) => {
  const world = await advisoryWorld(t);
  for (const range of ['bytes=99999-', 'bytes=-5', 'bytes=1-2', 'bytes=x-', 'lines=3-']) {
    const answer = await world.download({ range });
    assert.equal(answer.status, 200, range);
    assert.equal(answer.text.length, bytes.byteLength, range);
  }
});

test('the file needs a key, and says so when there is none yet', async (t) => {
  const world = await advisoryWorld(t);
  assert.equal((await world.call('GET', '/api/advisories/file', { key: null })).status, 401);
  const empty = await startApi(t);
  const answer = await empty.call('GET', '/api/advisories/file');

  assert.equal(answer.body.error.code, 'ADVISORIES_MISSING');
});

const lists = [
  '/api/findings',
  '/api/findings/by-advisory',
  '/api/findings/summary',
  '/api/images',
];

test('the age of the advisories stands beside every list of findings and images', async (t) => {
  const world = await advisoryWorld(t);
  world.isHoursOld(5);
  for (const path of lists) {
    const { advisories } = (await world.call('GET', path)).body;
    assert.equal(advisories.state, 'current', path);
    assert.equal(advisories.ageHours, 5, path);
    assert.equal(advisories.warning, undefined, path);
  }
});

test('from 72 hours on they are stale: a warning in every list, in the overview and in the metrics', async (t) => {
  const world = await advisoryWorld(t);
  world.isHoursOld(72);
  assert.equal((await world.call('GET', '/api/findings')).body.advisories.state, 'current');
  world.isHoursOld(73);

  for (const path of lists) {
    const { advisories } = (await world.call('GET', path)).body;
    assert.equal(advisories.state, 'stale', path);
    assert.equal(advisories.warning.code, 'ADVISORIES_STALE', path);
    assert.match(advisories.warning.message, /73 hours/, path);
  }
  const { data } = (await world.call('GET', '/api/advisories')).body;
  assert.equal(data.stale, true);
  assert.equal(data.ageHours, 73);
  const overview = (await world.call('GET', '/api/overview')).body.data;
  assert.equal(overview.advisories.state, 'stale');
  assert.match(
    await metricsOf(world),
    new RegExp(`harborguard_advisories_age_seconds ${73 * 3600}`),
  );
});

test('scores and the catalog grow old on their own, however fresh the advisories: told in the answer and the metrics', async (t) => {
  const world = await advisoryWorld(t);
  world.isHoursOld(1);
  const areHoursOld = (epssHours: number, kevHours: number) => {
    const now = world.clock.now();
    world.advisories.feeds = {
      epss: { model: 'v1', scoredAtMs: now - epssHours * hourMs, records: 3 },
      kev: { version: '1', releasedAtMs: now - kevHours * hourMs, records: 2 },
    };
  };
  const told = async () => {
    const { data } = (await world.call('GET', '/api/advisories')).body;
    assert.equal(data.state, 'current');
    const { epss, kev } = data.feeds;
    return [epss.ageHours, epss.stale, kev.ageHours, kev.stale];
  };

  areHoursOld(72, 14 * 24);
  assert.deepEqual(await told(), [72, false, 336, false]);
  areHoursOld(73, 14 * 24);
  assert.deepEqual(await told(), [73, true, 336, false]);
  areHoursOld(-5, 14 * 24 + 1);
  assert.deepEqual(await told(), [0, false, 337, true]);

  const text = await metricsOf(world);
  assert.match(text, /^harborguard_advisory_feed_age_seconds\{feed="epss"\} 0$/m);
  assert.match(text, /^harborguard_advisory_feed_age_seconds\{feed="kev"\} 1213200$/m);
  // A feed that is no longer there has no age.
  world.advisories.feeds = undefined;
  assert.doesNotMatch(await metricsOf(world), /^harborguard_advisory_feed_age_seconds\{/m);
});

test('without advisories every list says that nothing was looked up', async (t) => {
  const world = await advisoryWorld(t);
  world.advisories.advisories = undefined;
  for (const path of lists) {
    const { advisories } = (await world.call('GET', path)).body;
    assert.equal(advisories.state, 'missing', path);
    assert.equal(advisories.warning.code, 'ADVISORIES_MISSING', path);
  }
});

async function metricsOf(world: Awaited<ReturnType<typeof advisoryWorld>>): Promise<string> {
  const { api, operationalQueries } = world.services;
  return await collectMetrics({
    ...{ meters: api.operations.meters, clock: world.clock, queries: operationalQueries },
    process: {
      read: () => ({
        ...{ version: '1', startedAtMs: 1, cpuSeconds: 1, residentBytes: 1, heapBytes: 1 },
        ...{ lagMeanSeconds: 0, lagMaxSeconds: 0 },
      }),
    },
    ...{ advisories: api.advisories, linkCount: () => 0, isReady: () => true },
  });
}
