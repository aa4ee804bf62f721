import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import { problemOf } from '@harborguard/shared/metrics/metric-definition.ts';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { systemRandom } from '@harborguard/shared/runtime/system-random.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { startApi, temporaryFolder, testConfig } from './cli/testing/api-world.ts';
import { collectMetrics } from './collect-metrics.ts';
import { composeControlPlane } from './compose.ts';
import { controlPlaneMetrics } from './domain/operations/control-plane-metrics.ts';
import { serveMetrics } from './serve-metrics.ts';

const process = {
  read: () => ({
    ...{ version: '1.2.3', startedAtMs: 1000, cpuSeconds: 2, residentBytes: 3, heapBytes: 4 },
    ...{ lagMeanSeconds: 0.001, lagMaxSeconds: 0.002 },
  }),
};

async function textOf(world: Awaited<ReturnType<typeof startApi>>): Promise<string> {
  const { api, operationalQueries } = world.services;
  return await collectMetrics({
    meters: api.operations.meters,
    clock: world.clock,
    queries: operationalQueries,
    process,
    advisories: api.advisories,
    linkCount: () => 2,
    isReady: () => true,
  });
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test('every metric keeps the conventions, and has a name of its own', () => {
  const all = Object.values(controlPlaneMetrics);

  for (const metric of all) assert.equal(problemOf(metric), undefined, metric.name);
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
});

test('what the API did and what waits is told, without a name of anything of anybody', async (t) => {
  const world = await startApi(t);
  const made = await world.call('POST', '/api/registries', {
    body: { url: 'canary-registry.example.com', name: 'canary-name', scanMethod: 'sensor' },
  });
  const { id } = made.body.data;
  await world.call('POST', `/api/registries/${id}/sync`);
  await world.call('GET', `/api/registries/${id}?canary=1`);
  await world.call('GET', '/api/canary-nothing');
  await world.clock.advance(90_000);

  const text = await textOf(world);

  assert.match(text, /^harborguard_jobs\{kind="sync",state="queued"\} 1$/m);
  assert.match(text, /^harborguard_job_oldest_queued_age_seconds\{kind="sync"\} 90$/m);
  assert.match(text, /^harborguard_sensors_connected 2$/m);
  assert.match(text, /^harborguard_build_info\{version="1\.2\.3"\} 1$/m);
  assert.match(
    text,
    /^harborguard_http_request_duration_seconds_count\{route="POST \/api\/registries",status="2xx"\} 1$/m,
  );
  assert.match(text, /^harborguard_advisories_records 0$/m);
  assert.doesNotMatch(text, /canary/);
  assert.doesNotMatch(text, /hg_ak_|example\.com/);
  assert.ok(!text.includes(id) && !text.includes(made.body.data.sensorApiKey));
});

test('each line of the exposition is one a scraper reads', async (t) => {
  const world = await startApi(t);
  await world.call('GET', '/api/registries');

  const text = await textOf(world);

  const sample = /^[a-z_]+(?:\{[a-z_]+="[^"\\\n]*"(?:,[a-z_]+="[^"\\\n]*")*\})? -?[0-9.e+-]+$/;
  for (const line of lines(text)) assert.match(line, sample);
  const names = new Set<string>(Object.values(controlPlaneMetrics).map(({ name }) => name));
  for (const line of lines(text)) {
    const [name = ''] = line.split(/[{ ]/, 1);
    assert.ok(names.has(name) || names.has(name.replace(/_(?:bucket|sum|count)$/, '')), name);
  }
});

test('metrics have a port of their own, which answers nothing else', async (t) => {
  const world = await startApi(t);
  const served = await serveMetrics(world.services, world, {
    listen: { host: '127.0.0.1', port: 0 },
    linkCount: () => 0,
  });
  t.after(() => served.close());
  const ask = (path: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${served.port}${path}`, { method });

  const answer = await ask('/metrics');

  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  assert.match(await answer.text(), /^harborguard_process_resident_memory_bytes \d+$/m);
  assert.equal((await ask('/api/registries')).status, 404);
  assert.equal((await ask('/metrics', 'POST')).status, 405);
});

test('a port that is taken is a mistake in the configuration, and nothing stays open', async (t) => {
  const first = await startApi(t);
  const taken = await serveMetrics(first.services, first, {
    listen: { host: '127.0.0.1', port: 0 },
    linkCount: () => 0,
  });
  t.after(() => taken.close());
  const folder = temporaryFolder(t);
  const { operations } = testConfig(folder);
  const config = testConfig(folder, {
    operations: { ...operations, metricsListen: { host: '127.0.0.1', port: taken.port } },
  });
  const controlPlane = await composeControlPlane(config, {
    ...{ clock: systemClock, random: systemRandom, log: new MemoryLog() },
    logThreshold: new LogThreshold('silent'),
    environment: {},
  });
  t.after(() => controlPlane.stop());

  await assert.rejects(controlPlane.start(), { code: 'CONFIGURATION_INVALID' });
});
