// The wizard that connects a registry, as two people use it: one whose registry the server reaches, and one whose
// registry only a sensor reaches.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { Browser, Page } from 'playwright-core';
import { writeSampleAdvisories } from '../demo/samples/sample-advisories.ts';
import { waitForSensor } from '../demo/wait-for-sensor.ts';
import {
  type ControlPlane,
  importAdvisories,
  startControlPlane,
} from '../support/control-plane.ts';
import { startSensor } from '../support/sensor.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { accessibilityProblems } from './accessibility.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { fileEnding } from './file-ending.ts';
import { signIn } from './sign-in.ts';
import { snapshot } from './snapshot.ts';
import { openPage } from './watched-page.ts';

const look = { theme: 'light', width: 1280 } as const;
const file = fileEnding();
let browser: Browser;
let controlPlane: ControlPlane & { readonly apiKey: string };

before(async () => {
  if (noBrowser !== false) return;
  await buildConsole({ progress: () => undefined });
  browser = await startBrowser();
  const folder = temporaryFolder(file);
  const options = { dataFolder: join(folder, 'data'), allowedAddresses: ['127.0.0.0/8'] };
  await writeSampleAdvisories(join(folder, 'advisories'));
  await importAdvisories(options, join(folder, 'advisories'));
  controlPlane = await startControlPlane(options);
  await waitForSensor(controlPlane.api);
});
after(async () => {
  await browser?.close();
  await controlPlane?.stop();
});

/** A registry nobody has connected, and the first step of connecting it. */
async function begin(t: TestContext) {
  const registry = await startFakeRegistry({});
  const npm = [{ name: 'minimist', version: '1.2.0' }];
  registry.push(await randomImage(new SeededRandom(7), { packages: { npm } }), 'shop/web', '1.0');
  const opened = await openPage(browser, controlPlane.url, look);
  t.after(async () => {
    await opened.context.close();
    await registry.close();
  });
  await opened.page.goto('/');
  await signIn(opened.page, controlPlane.apiKey);
  await opened.page.getByRole('link', { name: 'Connect registry' }).first().click();
  return { ...opened, registry };
}

async function goOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function typeAddress(page: Page, { url }: FakeRegistry): Promise<void> {
  await page.getByLabel('Address').fill(url);
  await page.getByText('a registry of the OCI API').first().waitFor();
  await goOn(page);
}

async function allowPlain(page: Page): Promise<void> {
  const next = page.getByRole('button', { name: 'Continue' });
  assert.ok(await next.isDisabled(), 'plain HTTP wants a word');
  await page.getByLabel('Allow plain HTTP').check();
  await goOn(page);
}

/** A secret that was not copied stands, whichever way somebody is about to leave it. */
async function mustAskBeforeLeaving(
  page: Page,
  question: string,
  { hasLinks = true }: { readonly hasLinks?: boolean } = {},
): Promise<void> {
  const address = page.url();
  if (hasLinks) {
    await page.getByRole('link', { name: 'Images' }).first().click();
    await stay(page, question);
  }
  await page.evaluate('history.back()');
  await stay(page, question);
  const asked = page.waitForEvent('dialog');
  await page.evaluate('setTimeout(() => location.reload())');
  const words = await asked;
  assert.equal(words.type(), 'beforeunload');
  await words.dismiss();
  await page.waitForURL(address);
}

async function stay(page: Page, question: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: question });
  await dialog.getByRole('button', { name: 'Stay' }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('a registry the server reaches is tested honestly, saved and followed to its findings', {
  skip: noBrowser,
}, async (t) => {
  const { page, registry, complaints } = await begin(t);
  registry.knobs.authentication = { kind: 'basic', username: 'robot', password: 'right' };

  await page.getByLabel('Address').fill('ghcr.io/');
  await page.getByText('GitHub Container Registry').first().waitFor();
  await typeAddress(page, registry);
  await page.getByLabel('This server reads it').check();
  await goOn(page);
  await page.getByLabel('User name').fill('robot');
  await page.getByLabel('Password or token').fill('wrong');
  await goOn(page);
  await allowPlain(page);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('Not signed in').waitFor();
  assert.ok(await page.getByText('First check:').first().isVisible());
  await page.getByText('What was tried').click();
  await page
    .getByRole('listitem')
    .filter({ hasText: /: found$/ })
    .waitFor();
  await snapshot(page, 'connect-refused', look);
  await page.getByRole('button', { name: 'Credentials' }).click();
  assert.equal(await page.getByLabel('User name').inputValue(), 'robot');
  await page.getByLabel('Password or token').fill('right');
  await goOn(page);
  await goOn(page);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.locator('[data-holds=true]').filter({ hasText: 'Signed in' }).waitFor();
  await page.getByRole('button', { name: 'Save and start' }).click();
  await page.getByText(/\d+ open, \d+ critical/).waitFor();
  await snapshot(page, 'connect-cloud-done', look);

  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(complaints, []);
});

test('a sensor is started with what the page shows, and the page follows it to the first findings', {
  skip: noBrowser,
}, async (t) => {
  const { page, context, registry, complaints } = await begin(t);

  await typeAddress(page, registry);
  await page.getByLabel('A sensor in its network reads it').check();
  await goOn(page);
  await allowPlain(page);
  await page.getByRole('link', { name: 'Images' }).first().click();
  await page.getByRole('heading', { name: 'Images' }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Save and make the key' }).click();
  const key = (await page.locator('.sensor-key').textContent()) ?? '';
  assert.match(key, /^hg_ak_[0-9a-f]{48}$/);
  await page.getByText('Waiting for the first heartbeat').waitFor();
  for (const way of ['Helm', 'Compose', 'Without a container', 'docker run']) {
    await page.getByRole('tab', { name: way }).click();
    assert.ok(await page.getByRole('tabpanel').getByText(controlPlane.url).first().isVisible());
  }
  await snapshot(page, 'connect-sensor-waiting', look);
  await mustAskBeforeLeaving(page, 'Leave without the key?');
  await page.getByRole('button', { name: 'Connect another' }).click();
  await stay(page, 'Leave without the key?');
  assert.equal(await page.locator('.sensor-key').textContent(), key);
  const sensor = startSensor({
    url: controlPlane.url,
    apiKey: key,
    stateFolder: join(temporaryFolder(t), 'sensor'),
    environment: { HARBORGUARD_SENSOR_NAME: 'lab-1' },
  });
  t.after(() => sensor.stop());
  await page.getByText(/\d+ open, \d+ critical/).waitFor();
  await snapshot(page, 'connect-sensor-done', look);
  await page.getByRole('button', { name: 'Go to the registry' }).click();
  await page.getByText('CONNECTED').first().waitFor();
  assert.doesNotMatch(await page.content(), new RegExp(key), 'the key is shown once');

  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('link', { name: 'Sensors' }).first().click();
  await page.getByRole('link', { name: 'lab-1' }).click();
  await page.getByRole('button', { name: 'New key for lab-1' }).click();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByText('It is shown this once').waitFor();
  await mustAskBeforeLeaving(page, 'Leave without the key?', { hasLinks: false });
  await page.getByRole('button', { name: 'Copy the key' }).click();
  await page.getByRole('status').filter({ hasText: 'the key copied' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Sensors' }).waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0);

  assert.deepEqual(complaints, []);
});
