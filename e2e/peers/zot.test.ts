// A real Zot: recognised by a stranger, listed by GraphQL with the digests that skopeo finds, and its events lead to a
// sync of what was pushed. Zot 1 has neither pages nor events. It runs where a `zot` is found, on the PATH or built by `npm run peers:install`.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pushImage } from '@harborguard/shared/testing/push-image.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { findPeer } from '../support/find-peer.ts';
import { missingPrograms, mustRun } from '../support/run-command.ts';
import { startSensor } from '../support/sensor.ts';
import { isZot1, startZotRegistry } from '../support/zot-registry.ts';

const zot = findPeer('zot') ?? '';
const missing = [...(zot === '' ? ['zot'] : []), ...missingPrograms(['skopeo'])];
const skip = missing.length === 0 ? false : `not installed: ${missing.join(', ')}`;
const isFirst = skip === false && (await isZot1(zot));

interface Registry {
  readonly id: string;
  readonly provider: string;
  readonly sensorApiKey?: string;
  readonly lastSyncAt: string | null;
}

interface Image {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  /** What the tag names, once the platforms of its index are known. */
  readonly indexDigest?: string;
}

interface SyncRun {
  readonly conditions: readonly string[];
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-zot-peer-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/**
 * What the sink of Zot is given must be known before Zot starts, and its address before the registry is connected. The
 * sensor starts when what its first sync is to find is there.
 */
async function world(t: TestContext) {
  const folder = temporaryFolder(t);
  const controlPlane = await startControlPlane({
    dataFolder: join(folder, 'control-plane'),
    managedSensor: false,
  });
  t.after(() => controlPlane.stop());
  const { api } = controlPlane;
  const placeholder = await api.send<Registry>('POST', '/registries', {
    ...{ name: 'zot', url: 'http://127.0.0.1:9', scanMethod: 'sensor', allowPlainHttp: true },
    schedule: 'on_push',
  });
  const { secret } = await api.send<{ secret: string }>(
    'POST',
    `/registries/${placeholder.id}/webhook`,
  );
  const sink = { url: `${controlPlane.url}/api/webhooks/zot/${placeholder.id}`, token: secret };
  const registry = await startZotRegistry(zot, isFirst ? {} : { sink });
  t.after(() => registry.close());
  await api.send('PUT', `/registries/${placeholder.id}`, {
    url: registry.url,
    allowPlainHttp: true,
  });
  const startsReading = (): void => {
    const sensor = startSensor({
      url: controlPlane.url,
      apiKey: placeholder.sensorApiKey ?? '',
      stateFolder: join(folder, 'sensor'),
    });
    t.after(() => sensor.stop());
  };
  return { api, registry, id: placeholder.id, startsReading };
}

async function digestBySkopeo(registryUrl: string, image: string): Promise<string> {
  const reference = `docker://${new URL(registryUrl).host}/${image}`;
  // Of what the tag names: without --raw skopeo looks into an index for this machine's platform.
  const manifest = await mustRun('skopeo', ['inspect', '--tls-verify=false', '--raw', reference]);
  return `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
}

/** Its search leaves indexes out and knows no pages, so it must not be believed. */
test('a real Zot 1 is recognised and listed by the plain API, indexes too, with the reason', {
  skip: skip || (isFirst ? false : 'the zot that is installed is Zot 2'),
}, async (t) => {
  const { api, registry, id, startsReading } = await world(t);
  const image = await randomImage(new SeededRandom(9), { layers: 1, filesPerLayer: 1 });
  const target = { registryUrl: registry.url, repository: 'shop/web' };
  await pushImage(image, target, '1.0');
  await pushImage(randomIndex([image]), target, 'all');
  startsReading();
  await api.send('POST', `/registries/${id}/sync`);

  const listed = await eventually('the first sync', async () => {
    const { lastSyncAt } = await api.get<Registry>(`/registries/${id}`);
    return lastSyncAt === null ? undefined : await api.list<Image>(`/images?registry=${id}`);
  });
  const { provider } = await api.get<Registry>(`/registries/${id}`);
  const [run] = await api.list<SyncRun>(`/registries/${id}/syncs`);

  assert.equal(provider, 'ZOT');
  assert.deepEqual(listed.map(({ tag }) => tag).toSorted(), ['1.0', 'all']);
  assert.notDeepEqual(run?.conditions, []);
  for (const { repository, tag, digest, indexDigest } of listed) {
    const named = await digestBySkopeo(registry.url, `${repository}:${tag}`);
    assert.equal(indexDigest ?? digest, named);
  }
});

test('a real Zot is recognised, listed by its search and heard by its events', {
  skip: skip || (isFirst ? 'the zot that is installed is Zot 1, which has no events' : false),
}, async (t) => {
  const { api, registry, id, startsReading } = await world(t);
  const random = new SeededRandom(9);
  const push = async (repository: string, tag: string) => {
    const image = await randomImage(random, { layers: 1, filesPerLayer: 1 });
    await pushImage(image, { registryUrl: registry.url, repository }, tag);
  };
  await push('shop/web', '1.0');
  await push('shop/api', '2.0');
  startsReading();
  await api.send('POST', `/registries/${id}/sync`);

  const listed = await eventually('the first sync', async () => {
    const { lastSyncAt } = await api.get<Registry>(`/registries/${id}`);
    const images = await api.list<Image>(`/images?registry=${id}`);
    return lastSyncAt === null || images.length < 2 ? undefined : images;
  });
  const { provider } = await api.get<Registry>(`/registries/${id}`);
  const [run] = await api.list<SyncRun>(`/registries/${id}/syncs`);
  assert.equal(provider, 'ZOT');
  assert.deepEqual(run?.conditions, [], 'the search was not refused');
  for (const { repository, tag, digest, indexDigest } of listed) {
    const named = await digestBySkopeo(registry.url, `${repository}:${tag}`);
    assert.equal(indexDigest ?? digest, named);
  }

  await push('shop/new', '3.0');
  const found = await eventually('the push to be heard', async () => {
    const images = await api.list<Image>(`/images?registry=${id}`);
    return images.find(({ repository }) => repository === 'shop/new');
  });
  assert.equal(found.digest, await digestBySkopeo(registry.url, 'shop/new:3.0'));
});
