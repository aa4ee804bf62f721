// A registry that is connected, synced and kept by the keyboard alone, read by this server or by a sensor.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { Page } from 'playwright-core';
import { startSensor } from '../../support/sensor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { noBrowser } from '../chromium.ts';
import { type Keyboard, mustHaveFocus, said } from './keyboard.ts';
import { type KeyboardWorld, sitDown } from './keyboard-world.ts';

async function startRegistry(t: TestContext) {
  const registry = await startFakeRegistry({});
  t.after(() => registry.close());
  const npm = [{ name: 'axios', version: '0.21.1' }];
  registry.push(await randomImage(new SeededRandom(7), { packages: { npm } }), 'team/api', '1.0');
  return registry;
}

async function typeAddress(page: Page, keys: Keyboard, url: string, reader: string) {
  await keys.use(page.getByRole('link', { name: 'Connect registry' }).first());
  await keys.fill(page.getByLabel('Address'), url);
  await page.getByText('a registry of the OCI API').first().waitFor();
  await keys.press('Enter');
  const wanted = page.getByLabel(reader);
  await wanted.waitFor();
  await keys.to(page.getByRole('radio').first());
  await keys.press('Space');
  if (!(await wanted.isChecked())) await keys.press('ArrowDown');
  assert.ok(await wanted.isChecked());
  await keys.press('Enter');
}

async function allowPlain(page: Page, keys: Keyboard): Promise<void> {
  const allow = page.getByLabel('Allow plain HTTP');
  await keys.use(allow, 'Space');
  assert.ok(await allow.isChecked());
  await keys.press('Enter');
}

export function testRegistries(world: () => KeyboardWorld): void {
  test('a registry is tested, mended, saved, followed and synced', {
    skip: noBrowser,
  }, async (t) => {
    const registry = await startRegistry(t);
    registry.knobs.authentication = { kind: 'basic', username: 'robot', password: 'right' };
    const { page, keys, complaints } = await sitDown(t, world(), '/registries');

    await typeAddress(page, keys, registry.url, 'This server reads it');
    await keys.fill(page.getByLabel('User name'), 'robot');
    await keys.fill(page.getByLabel('Password or token'), 'wrong');
    await keys.press('Enter');
    await allowPlain(page, keys);
    const tried = page.getByRole('button', { name: /^Test (connection|again)/ });
    await keys.use(tried);
    await page.getByText('Not signed in').waitFor();
    await mustHaveFocus(tried, 'a test leaves the focus where it was');
    await keys.to(page.getByRole('button', { name: 'Credentials' }), 'Shift+Tab');
    await keys.press('Enter');
    await keys.fill(page.getByLabel('Password or token'), 'right');
    await keys.press('Enter');
    await page.getByLabel('Allow plain HTTP').waitFor();
    await keys.use(page.getByRole('button', { name: 'Continue' }));
    await keys.use(tried);
    await page.locator('[data-holds=true]').filter({ hasText: 'Signed in' }).waitFor();
    await keys.use(page.getByRole('button', { name: 'Save and start' }));
    await page.getByRole('heading', { name: /is connected$/ }).waitFor();
    await mustHaveFocus(page.getByRole('heading', { name: /is connected$/ }));
    await page.getByText(/\d+ open, \d+ critical/).waitFor();
    await keys.use(page.getByRole('button', { name: 'Go to the registry' }));
    const sync = page.getByRole('button', { name: /^Sync now/ });
    await keys.use(sync);
    await page.getByRole('status').filter({ hasText: 'Sync' }).first().waitFor();

    await mustHaveFocus(sync);
    assert.deepEqual(complaints, []);
  });

  test('a sensor is run from what the page shows, drained, and given another key', {
    skip: noBrowser,
  }, async (t) => {
    const registry = await startRegistry(t);
    const { page, context, keys, complaints } = await sitDown(t, world(), '/registries');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = () => page.evaluate<string>('navigator.clipboard.readText()');

    await typeAddress(page, keys, registry.url, 'A sensor in its network reads it');
    await allowPlain(page, keys);
    await keys.use(page.getByRole('button', { name: 'Save and make the key' }));
    await page.getByText('Waiting for the first heartbeat').waitFor();
    await mustHaveFocus(page.getByRole('heading', { name: /Keep this key/ }));
    await Promise.all([
      said(page.getByRole('status').filter({ hasText: 'key copied' })),
      keys.use(page.getByRole('button', { name: 'Copy key' })),
    ]);
    const apiKey = await copied();
    assert.match(apiKey, /^hg_ak_[0-9a-f]{48}$/);
    await keys.to(page.getByRole('tab', { name: 'docker run' }));
    // The focus follows a moment after the key.
    for (const name of ['Helm', 'Compose']) {
      await keys.press('ArrowRight');
      await page.getByRole('tab', { selected: true, name }).waitFor();
    }
    await Promise.all([
      said(page.getByRole('status').filter({ hasText: 'for Compose copied' })),
      keys.use(page.getByRole('button', { name: 'Copy command for Compose' })),
    ]);
    assert.ok((await copied()).includes(world().url));
    const sensor = startSensor({
      ...{ url: world().url, apiKey, stateFolder: join(temporaryFolder(t), 'sensor') },
      environment: { HARBORGUARD_SENSOR_NAME: 'lab-1' },
    });
    t.after(() => sensor.stop());
    await page.getByText(/\d+ open, \d+ critical/).waitFor();

    await keys.to(page.getByRole('link', { name: 'Sensors' }).first(), 'Shift+Tab');
    await keys.press('Enter');
    await keys.use(page.getByRole('link', { name: 'lab-1' }));
    await page.getByRole('heading', { level: 1, name: 'lab-1' }).waitFor();
    await keys.use(page.getByRole('button', { name: /^Drain/ }));
    await keys.use(page.getByRole('button', { name: /^Resume/ }));
    const rotate = page.getByRole('button', { name: 'New key for lab-1' });
    await keys.use(rotate);
    const dialog = page.getByRole('dialog');
    await keys.use(dialog.getByRole('button', { name: 'Make it' }));
    await dialog.getByText(/^hg_ak_/).waitFor();
    await Promise.all([
      dialog.getByText('Copied', { exact: true }).waitFor(),
      keys.use(dialog.getByRole('button', { name: 'Copy the key' })),
    ]);
    assert.notEqual(await copied(), apiKey);
    await keys.use(dialog.getByRole('button', { name: 'Done' }));
    await dialog.waitFor({ state: 'detached' });

    await mustHaveFocus(rotate);
    assert.deepEqual(complaints, []);
  });
}
