// One trace from a request of a person to the layers a sensor pulled for it, through both programs and the link between.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import type { ReceivedSpan } from '@harborguard/shared/testing/otlp/received-span.ts';
import { startOtlpReceiver } from '@harborguard/shared/testing/otlp/start-otlp-receiver.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { startSensor } from '../support/sensor.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const password = 'canary-password-of-the-registry';
const collectorKey = 'canary-key-of-the-collector';
const caller = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };

interface Rows {
  readonly data: readonly { readonly state: string; readonly tag: string }[];
}

test('a request, its job and the scan of a sensor are one trace, and secrets are in none', async (t) => {
  const folder = temporaryFolder(t);
  const collector = await startOtlpReceiver();
  t.after(() => collector.close());
  const registry = await startFakeRegistry({
    knobs: { authentication: { kind: 'basic', username: 'u', password } },
  });
  t.after(() => registry.close());
  const random = new SeededRandom(3);
  registry.push(await randomImage(random, { packages: { dpkg: 3 } }), 'team/app', '1.0');
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${collectorKey}`,
  };
  const options = { dataFolder: join(folder, 'control-plane'), managedSensor: false };
  const controlPlane = await startControlPlane({
    ...options,
    environment: { ...environment, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
  });
  t.after(() => controlPlane.stop());
  const { api, url, apiKey } = controlPlane;
  const connected = await api.send<{ id: string; sensorApiKey: string }>('POST', '/registries', {
    ...{ name: 'shop', url: registry.url, scanMethod: 'sensor', allowPlainHttp: true },
  });
  const sensor = startSensor({
    url,
    apiKey: connected.sensorApiKey,
    stateFolder: join(folder, 'sensor'),
    environment: { ...environment, HARBORGUARD_DOCKER_CONFIG: dockerLogin(folder, registry.host) },
  });
  t.after(() => sensor.stop());
  const scanned = (tag: string) =>
    eventually(`the scan of ${tag}`, async () => {
      const { body } = await api.raw('GET', '/images');
      const row = (body as Rows).data.find((one) => one.tag === tag);
      return row === undefined || row.state === 'waiting' ? undefined : row;
    });
  await scanned('1.0');
  registry.push(await randomImage(random, { packages: { dpkg: 2 } }), 'team/app', '2.0');
  const answer = await fetch(`${url}/api/scans?note=canary-query`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      traceparent: `00-${caller.traceId}-${caller.spanId}-01`,
    },
    body: JSON.stringify({ registryId: connected.id, image: `${registry.host}/team/app:2.0` }),
  });
  assert.ok(answer.ok, await answer.text());
  await scanned('2.0');
  await sensor.stop();
  await controlPlane.stop();

  const { spans } = collector;
  const pull = spans.find(
    ({ name, traceId }) => name === 'layer pull' && traceId === caller.traceId,
  );
  assert.deepEqual(waysUp(spans, pull), [
    'harborguard-sensor layer pull',
    'harborguard-sensor scan',
    'harborguard-sensor job scan',
    'harborguard-control-plane job offer scan',
    'harborguard-control-plane POST /api/scans',
  ]);
  const request = spans.find(({ name }) => name === 'POST /api/scans');
  assert.equal(request?.parentSpanId, caller.spanId);
  assert.equal(request?.attributes['http.response.status_code'], answer.status);
  const blob = spans.find(({ parentSpanId }) => parentSpanId === pull?.spanId);
  assert.equal(blob?.name, 'registry GET');
  assert.equal(blob?.attributes['server.address'], '127.0.0.1');
  const ended = spans.find(
    ({ name, traceId }) => name === 'result job.finished' && traceId === caller.traceId,
  );
  assert.deepEqual(waysUp(spans, ended).slice(0, 2), [
    'harborguard-control-plane result job.finished',
    'harborguard-sensor job scan',
  ]);

  // What a sync led to begins a trace of its own, linked to what the sync found.
  const offers = spans.filter(({ name }) => name === 'job offer scan');
  const ofSync = offers.find(({ traceId }) => traceId !== caller.traceId);
  const found = spans.find(({ spanId }) => spanId === ofSync?.links[0]?.spanId);
  assert.equal(ofSync?.parentSpanId, '');
  assert.equal(found?.name, 'result tags.seen');
  assert.ok(waysUp(spans, found).includes('harborguard-sensor job sync'));
  for (const name of ['link welcome', 'sync page', 'POST /api/registries']) {
    assert.ok(
      spans.some((span) => span.name === name),
      name,
    );
  }

  // Registries are told nothing of it.
  assert.ok(registry.requests.length > 0);
  assert.deepEqual(
    registry.requests.filter(({ headers }) => headers['traceparent'] !== undefined),
    [],
  );
  const secrets = [password, collectorKey, apiKey, connected.sensorApiKey, 'canary'];
  const logs = `${controlPlane.program.text()}${sensor.text()}`;
  for (const secret of secrets) {
    assert.ok(!collector.text().includes(secret), 'in a span');
    assert.ok(!logs.includes(secret), 'in a log');
  }
  assert.ok(
    collector.requests.every(({ headers }) => headers['x-api-key'] === collectorKey),
    'the key goes to the collector',
  );
});

function dockerLogin(folder: string, host: string): string {
  const auth = Buffer.from(`u:${password}`).toString('base64');
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }));
  return folder;
}

/** A span and what it is a part of, up to the first that is known. */
function waysUp(spans: readonly ReceivedSpan[], span: ReceivedSpan | undefined): readonly string[] {
  const way: string[] = [];
  for (let at = span; at !== undefined; ) {
    way.push(`${at.resource['service.name']} ${at.name}`);
    const { parentSpanId, traceId } = at;
    at = spans.find((one) => one.spanId === parentSpanId && one.traceId === traceId);
  }
  return way;
}
