// A sensor that comes with an enrolment token, with both programs as processes: it makes a key of its own, lives on
// with it when it is killed, and is cut off when that key is revoked.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { ApiClient } from '../support/api-client.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { type Program, startProgram } from '../support/program.ts';

interface SensorAnswer {
  readonly id: string;
  readonly connected: boolean;
}

interface KeyAnswer {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

test('a sensor gets a key of its own by a token, comes back with it after a kill, and ends with it', async (t) => {
  const { api, registry, folder, start } = await world(t);
  const { id: registryId } = await api.send<{ id: string }>('POST', '/registries', {
    ...{ url: registry.url, scanMethod: 'sensor', allowPlainHttp: true },
  });
  const minted = await api.send<{ token: string }>('POST', '/enrolment-tokens', {
    ...{ name: 'clusters', registryIds: [registryId] },
  });
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, minted.token, { mode: 0o600 });

  const first = start(tokenFile);
  await first.waitForLine('link welcomed');
  const [sensor] = await connectedSensors(api, 1);
  await eventually('the image to be known', async () => {
    const rows = await api.list<{ state: string }>('/images');
    return rows.some(({ state }) => state !== 'waiting') ? rows : undefined;
  });

  first.kill('SIGKILL');
  await first.exited;
  const [used] = await api.list<{ uses: number; usesMax: number }>('/enrolment-tokens');
  const second = start(tokenFile);
  await second.waitForLine('link welcomed');
  const [again] = await connectedSensors(api, 1);

  assert.deepEqual([used?.uses, used?.usesMax], [1, 1], 'the token is used up');
  assert.equal(again?.id, sensor?.id, 'the same sensor');
  const keys = await api.list<KeyAnswer>('/api-keys');
  const [key, ...others] = keys.filter(({ name }) => name === 'clusters');
  assert.ok(key !== undefined && key.kind === 'sensor');
  assert.deepEqual(others, [], 'with the one key it made');

  await api.send('DELETE', `/api-keys/${key.id}`);
  await disconnected(api, again?.id ?? '');
  assert.doesNotMatch(`${first.text()}${second.text()}`, /hg_(?:et|ak)_[0-9a-f]{48}/);
  assert.ok(!`${first.text()}${second.text()}`.includes(minted.token));
});

async function world(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-enrolment-'));
  const registry = await startFakeRegistry({});
  registry.push(await randomImage(new SeededRandom(7), { packages: { apk: 2 } }), 'shop/web', '1');
  const dataFolder = join(folder, 'control-plane');
  const controlPlane = await startControlPlane({ dataFolder, managedSensor: false });
  const sensors: Program[] = [];
  t.after(async () => {
    for (const sensor of sensors) sensor.kill('SIGKILL');
    await Promise.all(sensors.map(({ exited }) => exited));
    await controlPlane.stop();
    await registry.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const stateFolder = join(folder, 'sensor');
  const start = (tokenFile: string): Program => {
    const sensor = startProgram({
      ...{ name: 'sensor', args: ['run'] },
      environment: {
        HARBORGUARD_URL: controlPlane.url,
        HARBORGUARD_ENROLMENT_TOKEN_FILE: tokenFile,
        HARBORGUARD_STATE_DIR: stateFolder,
        HARBORGUARD_DOCKER_CONFIG: stateFolder,
      },
    });
    sensors.push(sensor);
    return sensor;
  };
  return { api: controlPlane.api, registry, folder, start };
}

async function connectedSensors(api: ApiClient, count: number): Promise<readonly SensorAnswer[]> {
  return await eventually(`${count} connected sensor`, async () => {
    const connected = (await api.list<SensorAnswer>('/sensors')).filter((one) => one.connected);
    return connected.length === count ? connected : undefined;
  });
}

async function disconnected(api: ApiClient, sensorId: string): Promise<void> {
  await eventually('the link to be closed', async () => {
    const { connected } = await api.get<SensorAnswer>(`/sensors/${sensorId}`);
    return connected ? undefined : true;
  });
}
