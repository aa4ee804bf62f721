// Onboarding by heartbeat, with both programs as processes: no click, no restart.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { writeSampleAdvisories } from '../demo/samples/sample-advisories.ts';
import type { ApiClient } from '../support/api-client.ts';
import { importAdvisories, startControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { startSensor } from '../support/sensor.ts';

interface RegistryAnswer {
  readonly id: string;
  readonly status: string;
  readonly health: number | null;
  readonly lastSyncAt: string | null;
  readonly conditions: readonly { readonly code: string }[];
  readonly sensorApiKey?: string;
}

interface ImageAnswer {
  readonly repository: string;
  readonly tag: string;
  readonly platform?: string;
  readonly state: string;
  readonly packages: number;
  readonly findings: { readonly critical: number; readonly high: number };
}

const npm = [
  { name: 'lodash', version: '4.17.15' },
  { name: 'minimist', version: '1.2.0' },
];

async function world(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-flow-'));
  const registry = await startFakeRegistry({});
  await fill(registry);
  const options = { dataFolder: join(folder, 'control-plane'), managedSensor: false };
  const samples = join(folder, 'advisories');
  await writeSampleAdvisories(samples);
  await importAdvisories(options, samples);
  const controlPlane = await startControlPlane(options);
  t.after(async () => {
    await controlPlane.stop();
    await registry.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return { folder, registry, controlPlane, api: controlPlane.api };
}

async function fill(registry: FakeRegistry): Promise<void> {
  const random = new SeededRandom(5);
  registry.push(
    await randomImage(random, { packages: { dpkg: 3, npm } }),
    'shop/web',
    '1.0',
    'latest',
  );
  const arm = { os: 'linux', architecture: 'arm64' };
  const index = randomIndex(
    [
      await randomImage(random, { packages: { apk: 2 } }),
      await randomImage(random, { packages: { apk: 2 }, platform: arm }),
    ],
    { attestation: true },
  );
  registry.push(index, 'platform/edge', 'multi');
}

async function connect(
  api: ApiClient,
  url: string,
): Promise<RegistryAnswer & { sensorApiKey: string }> {
  const created = await api.send<RegistryAnswer>('POST', '/registries', {
    name: 'shop',
    url,
    scanMethod: 'sensor',
    allowPlainHttp: true,
  });
  assert.match(created.sensorApiKey ?? '', /^hg_ak_[0-9a-f]{48}$/);
  return { ...created, sensorApiKey: created.sensorApiKey ?? '' };
}

async function allScanned(api: ApiClient, registryId: string): Promise<readonly ImageAnswer[]> {
  return await eventually('all images to be scanned', async () => {
    const registry = await api.get<RegistryAnswer>(`/registries/${registryId}`);
    const images = await api.list<ImageAnswer>(`/images?registry=${registryId}`);
    const isDone = registry.lastSyncAt !== null && images.length > 0;
    return isDone && images.every((image) => image.state !== 'waiting') ? images : undefined;
  });
}

test('the first heartbeat brings the first sync, its scans and the findings', async (t) => {
  const { folder, registry, api, controlPlane } = await world(t);
  const created = await connect(api, registry.url);

  assert.equal(created.status, 'DISCONNECTED');
  const early = await api.raw('POST', '/registries/test-connection', { registryId: created.id });
  assert.equal(early.status, 409);
  assert.match(JSON.stringify(early.body), /SENSOR_NOT_CONNECTED_YET/);

  const sensor = startSensor({
    url: controlPlane.url,
    apiKey: created.sensorApiKey,
    stateFolder: join(folder, 'sensor'),
  });
  t.after(() => sensor.stop());
  const images = await allScanned(api, created.id);

  assert.deepEqual(
    images.map((image) => `${image.repository}:${image.tag} ${image.platform}`).toSorted(),
    [
      'platform/edge:multi linux/amd64',
      'platform/edge:multi linux/arm64',
      'shop/web:1.0 linux/amd64',
      'shop/web:latest linux/amd64',
    ],
  );
  const web = images.find((image) => image.tag === '1.0');
  assert.equal(web?.packages, 5);
  assert.ok((web?.findings.critical ?? 0) + (web?.findings.high ?? 0) >= 2);
  const connected = await api.get<RegistryAnswer>(`/registries/${created.id}`);
  assert.deepEqual([connected.status, connected.health], ['CONNECTED', 100]);
  const verdict = await api.send<{ reachable: boolean; authenticated: boolean; latencyMs: number }>(
    'POST',
    '/registries/test-connection',
    { registryId: created.id },
  );
  assert.deepEqual([verdict.reachable, verdict.authenticated], [true, true]);
  await whatThePreviewKeepsIsWhatTheSyncKeeps(api, created.id);
});

async function whatThePreviewKeepsIsWhatTheSyncKeeps(api: ApiClient, id: string): Promise<void> {
  const filters = {
    repositories: { include: ['shop/*'], exclude: [] },
    tags: { include: [], exclude: ['lat*'] },
    ...{ platforms: ['linux/amd64'], newestTags: 1, maxAgeDays: 30 },
  };
  const draft = { registryId: id, filters };
  const { keeps, drops } = await api.send<{
    readonly keeps: { readonly names: readonly string[] };
    readonly drops: { readonly names: readonly string[] };
  }>('POST', '/registries/preview-filters', draft);
  assert.deepEqual(keeps.names, ['shop/web:1.0']);
  assert.deepEqual(drops.names.toSorted(), ['platform/edge:multi', 'shop/web:latest']);

  await api.send('PUT', `/registries/${id}`, { filters });
  await api.raw('POST', `/registries/${id}/sync`);

  await eventually('the sync to keep what the preview kept', async () => {
    const images = await api.list<ImageAnswer>(`/images?registry=${id}`);
    const names = images.map(({ repository, tag }) => `${repository}:${tag}`);
    return names.join() === keeps.names.join() ? names : undefined;
  });
}

test('a sync asked for answers 202 with the agreed words and joins one that runs', async (t) => {
  const { folder, registry, api, controlPlane } = await world(t);
  const created = await connect(api, registry.url);
  const sensor = startSensor({
    url: controlPlane.url,
    apiKey: created.sensorApiKey,
    stateFolder: join(folder, 'sensor'),
  });
  t.after(() => sensor.stop());
  await allScanned(api, created.id);
  const syncsBefore = (await api.list(`/registries/${created.id}/syncs`)).length;
  const release = holdCatalog(registry);

  const answers = [
    await api.raw('POST', `/registries/${created.id}/sync`),
    await api.raw('POST', `/registries/${created.id}/sync`),
  ];
  const syncing = await eventually('the registry to be SYNCING', async () => {
    const { status } = await api.get<RegistryAnswer>(`/registries/${created.id}`);
    return status === 'SYNCING' ? status : undefined;
  });
  release();
  await eventually('the sync to end', async () => {
    const syncs = await api.list(`/registries/${created.id}/syncs`);
    return syncs.length > syncsBefore ? syncs : undefined;
  });

  for (const answer of answers) {
    assert.deepEqual(answer, { status: 202, body: { success: true, message: 'Sync started' } });
  }
  assert.equal(syncing, 'SYNCING');
  const syncs = await api.list(`/registries/${created.id}/syncs`);
  assert.equal(syncs.length, syncsBefore + 1);
});

test('a restricted catalog is told, and an image can still be scanned by its name', async (t) => {
  const { folder, registry, api, controlPlane } = await world(t);
  registry.knobs.catalogRefusal = 403;
  const created = await connect(api, registry.url);
  const sensor = startSensor({
    url: controlPlane.url,
    apiKey: created.sensorApiKey,
    stateFolder: join(folder, 'sensor'),
  });
  t.after(() => sensor.stop());
  const restricted = await eventually('the restricted sync to end', async () => {
    const answer = await api.get<RegistryAnswer>(`/registries/${created.id}`);
    return answer.status === 'CONNECTED' ? answer : undefined;
  });

  const asked = await api.raw('POST', '/scans', { image: `${registry.host}/shop/web:1.0` });
  const images = await allScanned(api, created.id);

  assert.ok(restricted.conditions.some(({ code }) => code === 'CATALOG_RESTRICTED'));
  assert.equal(asked.status, 202);
  assert.deepEqual(
    images.map((image) => `${image.repository}:${image.tag}`),
    ['shop/web:1.0'],
  );
});

test('neither key nor password of anybody lies in a log or in a file of the two programs', async (t) => {
  const { folder, registry, api, controlPlane } = await world(t);
  const password = 'canary-registry-password';
  registry.knobs.authentication = { kind: 'basic', username: 'robot', password };
  const created = await connect(api, registry.url);
  const registriesFile = join(folder, 'registries.json');
  const entry = { url: registry.url, username: 'robot', password, allowPlainHttp: true };
  writeFileSync(registriesFile, JSON.stringify({ registries: [entry] }), { mode: 0o600 });
  const sensor = startSensor({
    url: controlPlane.url,
    apiKey: created.sensorApiKey,
    stateFolder: join(folder, 'sensor'),
    environment: { HARBORGUARD_REGISTRIES_FILE: registriesFile, HARBORGUARD_LOG_LEVEL: 'debug' },
  });
  t.after(() => sensor.stop());
  await allScanned(api, created.id);

  const texts = [
    sensor.text(),
    controlPlane.program.text(),
    ...filesBelow(join(folder, 'sensor')),
    ...filesBelow(join(folder, 'control-plane')),
  ];

  for (const secret of [password, created.sensorApiKey, controlPlane.apiKey]) {
    assert.ok(
      !texts.some((text) => text.includes(secret)),
      `${secret.slice(0, 8)}… lies somewhere`,
    );
  }
});

function holdCatalog(registry: FakeRegistry): () => void {
  const gate = Promise.withResolvers<void>();
  registry.knobs.beforeReply = ({ path }) => (path.includes('_catalog') ? gate.promise : undefined);
  return () => {
    registry.knobs.beforeReply = undefined;
    gate.resolve();
  };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'));
}
