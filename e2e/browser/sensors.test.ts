// One sensor and what is done about it: what it serves, what it knows of itself, another key, its end.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import { keyPrefix } from '@harborguard/shared/protocol/api-key-text.ts';
import type { Browser } from 'playwright-core';
import { waitForSensor } from '../demo/wait-for-sensor.ts';
import { eventually } from '../support/eventually.ts';
import type { Program } from '../support/program.ts';
import { startSensor } from '../support/sensor.ts';
import { type Ending, temporaryFolder } from '../support/temporary-folder.ts';
import { accessibilityProblems } from './accessibility.ts';
import { type BareWorld, bareWorld } from './bare-world.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { closeAfter } from './close-after.ts';
import { fileEnding } from './file-ending.ts';
import { signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';
import { openPage, type PageLook } from './watched-page.ts';

const looks: readonly PageLook[] = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 390 },
  { theme: 'dark', width: 390 },
];
const file = fileEnding();
let browser: Browser;
let world: SensorWorld;

before(async () => {
  if (noBrowser !== false) return;
  await buildConsole({ progress: () => undefined });
  browser = await startBrowser();
  world = await sensorWorld(file);
});
after(async () => {
  await browser?.close();
});

interface SensorWorld extends BareWorld {
  readonly sensorId: string;
  start(apiKey: string): Program;
  readonly sensor: Program;
}

async function sensorWorld(ending: Ending): Promise<SensorWorld> {
  const world = await bareWorld(ending, browser);
  const registry = await world.api.send<{ id: string }>('POST', '/registries', {
    ...{ name: 'lab', url: 'registry.invalid', scanMethod: 'sensor', schedule: 'manual' },
  });
  const { key } = await world.api.send<{ key: string }>('POST', '/api-keys', {
    ...{ name: 'key of lab', kind: 'sensor', role: 'ci', registryIds: [registry.id] },
  });
  const stateFolder = join(temporaryFolder(ending), 'sensor');
  const start = (apiKey: string): Program => {
    const program = startSensor({
      ...{ url: world.url, apiKey, stateFolder },
      environment: { HARBORGUARD_SENSOR_NAME: 'lab-1' },
    });
    ending.after(() => program.stop());
    return program;
  };
  const sensor = start(key);
  await waitForSensor(world.api);
  const [row] = await world.api.list<{ id: string }>('/sensors');
  return { ...world, sensor, start, sensorId: row?.id ?? '' };
}

/** Another look at it, by its owner. */
async function lookAt(t: TestContext, look: PageLook = { theme: 'light', width: 1280 }) {
  const opened = await openPage(browser, world.url, look);
  closeAfter(t, opened);
  await opened.page.goto('/');
  await signIn(opened.page, world.apiKey);
  return opened;
}

test('a sensor says what it serves and what it knows of itself, on every screen', {
  skip: noBrowser,
}, async (t) => {
  const { sensorId } = world;
  const { page, complaints } = await lookAt(t);
  await visit(page, '/sensors');
  await page.getByRole('link', { name: 'lab-1' }).click();

  await page.getByRole('heading', { level: 1, name: 'lab-1' }).waitFor();
  await page.getByRole('link', { name: 'lab', exact: true }).waitFor();
  await page.getByText('key of lab').waitFor();
  await page.getByText('confirmed').waitFor();
  await page.getByRole('region', { name: 'Running jobs' }).getByText('None now.').waitFor();
  await page.getByText(/Its variables/).click();
  await page.getByText('HARBORGUARD_API_KEY').waitFor();
  assert.doesNotMatch(await page.content(), /hg_ak_[0-9a-f]{20}/);
  assert.deepEqual(complaints, []);
  for (const look of looks) {
    const opened = await lookAt(t, look);
    await visit(opened.page, `/sensors/${sensorId}`);
    await opened.page.getByText('confirmed').waitFor();
    await snapshot(opened.page, 'sensor', look);
    const width = await opened.page.evaluate<number>('document.documentElement.scrollWidth');
    assert.ok(width <= look.width, `${width} wide`);
    assert.deepEqual(await accessibilityProblems(opened.page), []);
  }
});

test('the heartbeats of a sensor are still drawn after the control plane started anew', {
  skip: noBrowser,
}, async (t) => {
  const { api, sensorId, stop, restart } = world;
  await eventually('a heartbeat', async () => {
    const { recentHeartbeats } = await api.get<{ recentHeartbeats: unknown[] }>(
      `/sensors/${sensorId}`,
    );
    return recentHeartbeats.length > 0 ? true : undefined;
  });
  const first = await api.get<{ recentHeartbeats: { at: string }[] }>(`/sensors/${sensorId}`);
  const { page } = await lookAt(t);
  await visit(page, '/sensors');
  await page.locator('[data-beat="good"]').first().waitFor({ state: 'attached' });

  await stop();
  await restart();

  const second = await api.get<{ recentHeartbeats: { at: string }[] }>(`/sensors/${sensorId}`);
  assert.equal(second.recentHeartbeats[0]?.at, first.recentHeartbeats[0]?.at);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('[data-beat="good"]').first().waitFor({ state: 'attached' });
});

test('another key takes over without a new sensor, the one before is revoked, and a revoked sensor is out', {
  skip: noBrowser,
}, async (t) => {
  const { api, sensorId, sensor, start } = world;
  const { page } = await lookAt(t);
  const dialog = page.getByRole('dialog');
  await visit(page, `/sensors/${sensorId}`);
  const before = await api.get<{ keyId: string }>(`/sensors/${sensorId}`);

  await page.getByRole('button', { name: 'New key for lab-1' }).click();
  await dialog.getByRole('button', { name: 'Make it' }).click();
  const key = (await dialog.locator('.key-box .mono').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();
  await sensor.stop();
  start(key);
  await eventually('the sensor to come with the new key', async () => {
    const now = await api.get<{ keyId: string; connected: boolean }>(`/sensors/${sensorId}`);
    return now.connected && now.keyId !== before.keyId ? true : undefined;
  });
  assert.equal((await api.list('/sensors')).length, 1);
  // The page before has a button of almost this name.
  await visit(page, '/settings?tab=keys');
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await page.getByRole('button', { name: 'Revoke key of lab', exact: true }).click();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await api.get<{ connected: boolean }>(`/sensors/${sensorId}`)).connected, true);

  await visit(page, `/sensors/${sensorId}`);
  await page.getByRole('heading', { level: 1, name: 'lab-1' }).waitFor();
  await page.getByText(`${keyPrefix(key)}…`).waitFor();
  await page.getByRole('button', { name: 'Revoke key of lab-1', exact: true }).click();
  await dialog.getByRole('button', { name: 'Revoke key' }).click();
  await eventually('its link to be closed', async () =>
    (await api.get<{ connected: boolean }>(`/sensors/${sensorId}`)).connected ? undefined : true,
  );
  await page.getByText('Its link is closed, so it cannot be asked').waitFor();
  await page.getByText(/^revoked/).waitFor();
});
