import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { problemOf } from '@harborguard/shared/metrics/metric-definition.ts';
import { DiagnosticsBodySchema } from '@harborguard/shared/protocol/diagnostics.ts';
import { decodeSensorFrame, encodeFrame } from '@harborguard/shared/protocol/frame-codec.ts';
import { startMetricsServer } from '@harborguard/shared/runtime/metrics-server.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { parseConfig } from './config.ts';
import { RecentErrors } from './recent-errors.ts';
import { SelfWatch } from './self-watch.ts';
import { sensorMetrics } from './sensor-metrics.ts';

const process = {
  read: () => ({
    ...{ version: '1.2.3', startedAtMs: 1000, cpuSeconds: 2, residentBytes: 3, heapBytes: 4 },
    ...{ lagMeanSeconds: 0.001, lagMaxSeconds: 0.002 },
  }),
};

function watched() {
  const clock = new FakeClock();
  const errors = new RecentErrors(clock);
  const log = errors.watch(new MemoryLog());
  const { local } = parseConfig(
    {
      HARBORGUARD_URL: 'https://canary-host.example',
      HARBORGUARD_API_KEY: 'canary-key',
      HARBORGUARD_SENSOR_NAME: 'canary-name',
      HTTPS_PROXY: 'http://user:canary-password@proxy.example',
    },
    () => undefined,
  );
  const selfWatch = new SelfWatch({
    ...{ clock, errors, analyzerVersion: 'analyzer-1', variables: local.variables },
    figures: () => ({
      outbox: { messages: 2, bytes: 10, oldestAgeMs: 3000, lastSeq: 5, ackedUpTo: 3, lost: 1 },
      ...{ runningJobs: 1, layerCacheBytes: 99, freeDiskBytes: undefined },
    }),
  });
  return { clock, log, selfWatch };
}

test('diagnostics are codes, counts and names, and fit their frame whatever happened', () => {
  const { log, selfWatch } = watched();
  for (let count = 0; count < 500; count += 1) {
    selfWatch.noteLink({ state: 'waiting', code: 'LINK_UNREACHABLE' });
    log.child({ jobId: 'j' }).warn('job failed', { code: 'POISON', host: 'canary-registry' });
  }
  log.error('broken', { error: new HarborError('DISK_FULL', { details: { path: 'canary' } }) });
  log.warn('odd', { code: 'canary-code' });

  const body = selfWatch.diagnostics();
  const requestId = '11111111-1111-4111-8111-111111111111';
  const text = encodeFrame({ kind: 'diagnostics', requestId, body });

  assert.doesNotMatch(text, /canary/);
  assert.equal(decodeSensorFrame(text).kind, 'frame');
  assert.equal(body.link.length, 50);
  assert.deepEqual(
    body.errors.map(({ code, count }) => [code, count]),
    [
      ['POISON', 500],
      ['DISK_FULL', 1],
    ],
  );
  const key = body.variables.find(({ name }) => name === 'HARBORGUARD_API_KEY');
  assert.deepEqual(key, { name: 'HARBORGUARD_API_KEY', origin: 'environment' });
  assert.ok(Object.keys(DiagnosticsBodySchema.properties).length >= Object.keys(body).length);
});

test('the metrics of the sensor keep the conventions and tell nothing of anybody', () => {
  const { selfWatch } = watched();
  selfWatch.noteLink({ state: 'live' });
  selfWatch.noteLink({ state: 'waiting', code: 'LINK_UNREACHABLE' });
  for (const status of [200, 404, 429, undefined]) selfWatch.noteRegistryAnswer(status);

  const text = selfWatch.metrics(process);

  for (const metric of Object.values(sensorMetrics)) {
    assert.equal(problemOf(metric), undefined, metric.name);
  }
  assert.match(text, /^harborguard_link_reconnects_total\{reason="LINK_UNREACHABLE"\} 1$/m);
  assert.match(text, /^harborguard_link_up 0$/m);
  assert.match(text, /^harborguard_outbox_oldest_age_seconds 3$/m);
  for (const outcome of ['2xx', '4xx', 'rate_limited', 'failed']) {
    assert.ok(text.includes(`harborguard_registry_requests_total{outcome="${outcome}"} 1\n`));
  }
  assert.doesNotMatch(text, /canary/);
});

test('the sensor serves its metrics where it was told to, and nothing else', async (t) => {
  const { selfWatch } = watched();
  const server = await startMetricsServer({
    listen: { host: '127.0.0.1', port: 0 },
    log: new MemoryLog(),
    collect: () => Promise.resolve(selfWatch.metrics(process)),
  });
  t.after(() => server.close());

  const answer = await fetch(`http://127.0.0.1:${server.port}/metrics`);

  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /^harborguard_outbox_messages 2$/m);
  assert.equal((await fetch(`http://127.0.0.1:${server.port}/`)).status, 404);
});
