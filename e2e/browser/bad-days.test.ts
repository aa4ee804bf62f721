// Days on which not all is well: nothing connected yet, a session that ends, a control plane that restarts, names that
// are anything but names.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import type { Browser } from 'playwright-core';
import { createOwnerKey, environmentOf, startControlPlane } from '../support/control-plane.ts';
import { freePort, temporaryFolder } from '../support/temporary-folder.ts';
import { accessibilityProblems } from './accessibility.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { fillImageList } from './fill-image-list.ts';
import { signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';
import { openPage } from './watched-page.ts';

const look = { theme: 'light', width: 1280 } as const;
let browser: Browser;

before(async () => {
  if (noBrowser !== false) return;
  await buildConsole({ progress: () => undefined });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
});

async function world(t: TestContext, prepare?: (dataFolder: string) => void) {
  const port = await freePort();
  const options = { dataFolder: join(temporaryFolder(t), 'data'), managedSensor: false, port };
  const ownerKey = await createOwnerKey(environmentOf(options));
  prepare?.(options.dataFolder);
  let controlPlane = await startControlPlane(options, ownerKey);
  const { apiKey, url } = controlPlane;
  const opened = await openPage(browser, url, look);
  t.after(async () => {
    await opened.context.close();
    await controlPlane.stop();
  });
  await opened.page.goto('/');
  const restart = async (): Promise<void> => {
    controlPlane = await startControlPlane(options, apiKey);
  };
  return { ...opened, apiKey, restart, api: controlPlane.api, stop: () => controlPlane.stop() };
}

test('an empty installation says what to do first', { skip: noBrowser }, async (t) => {
  const { page, apiKey, complaints } = await world(t);

  await signIn(page, apiKey);
  await page.getByText('Connect your first registry').waitFor();
  await page.getByText('No advisories are imported yet').waitFor();
  await snapshot(page, 'overview-empty', look);
  assert.deepEqual(await accessibilityProblems(page), []);
  for (const [path, words] of [
    ['/registries', 'No registry is connected'],
    ['/images', 'No image here'],
    ['/findings', 'No finding here'],
    ['/sensors', 'No sensor of yours yet'],
    ['/activity', 'No job here'],
  ] as const) {
    await visit(page, path);
    await page.getByText(words).waitFor();
    assert.deepEqual(await accessibilityProblems(page), [], path);
  }

  assert.deepEqual(complaints, []);
});

test('a key that opens nothing is refused with the first thing to check', {
  skip: noBrowser,
}, async (t) => {
  const { page } = await world(t);

  await page.getByRole('button', { name: 'Use an API key' }).click();
  await page.getByLabel('API key').fill('hg_ak_nonsense');
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.getByText(/First check:/).waitFor();
  assert.equal(await page.getByLabel('API key').inputValue(), 'hg_ak_nonsense');
});

test('a session that ends loses nothing that was typed', { skip: noBrowser }, async (t) => {
  const { page, api, apiKey } = await world(t);
  const made = await api.send<{ id: string; key: string }>('POST', '/api-keys', {
    name: 'short',
    role: 'admin',
  });
  await signIn(page, made.key);
  await page.getByRole('link', { name: 'Connect registry' }).first().click();
  await page.getByLabel('Address').fill('ghcr.io');

  await api.raw('DELETE', `/api-keys/${made.id}`);
  await page.getByText('Your session has ended').waitFor();
  await snapshot(page, 'session-ended', look);
  await page.getByRole('button', { name: 'Use an API key' }).click();
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Your session has ended').waitFor({ state: 'detached' });

  assert.equal(await page.getByLabel('Address').inputValue(), 'ghcr.io');
});

test('a control plane that restarts is waited for, and the page goes on by itself', {
  skip: noBrowser,
}, async (t) => {
  const { page, apiKey, stop, restart } = await world(t);
  await signIn(page, apiKey);
  await page.getByText('Live', { exact: true }).waitFor();

  await stop();
  await page.getByText('Refreshed every few seconds').waitFor();
  assert.ok(
    await page.getByText('Connect your first registry').isVisible(),
    'what was known stays',
  );
  await restart();

  await page.getByText('Live', { exact: true }).waitFor({ timeout: 60_000 });
});

test('a browser that goes offline says so, keeps what is known, and goes on by itself', {
  skip: noBrowser,
}, async (t) => {
  const { page, context, apiKey } = await world(t);
  await signIn(page, apiKey);
  await page.getByText('Live', { exact: true }).waitFor();

  await context.setOffline(true);
  await page.getByText('Offline: showing what was last known').waitFor();
  assert.ok(await page.getByText('Connect your first registry').isVisible());
  await context.setOffline(false);

  await page.getByText('Live', { exact: true }).waitFor({ timeout: 60_000 });
});

test('a hundred thousand images are counted, scrolled and narrowed without drawing them all', {
  skip: noBrowser,
}, async (t) => {
  const { page, apiKey, complaints } = await world(t, (dataFolder) =>
    fillImageList(dataFolder, 100_000, Date.now()),
  );
  await signIn(page, apiKey);
  await visit(page, '/images');
  await page.getByText('100,000 rows').waitFor();

  await page.evaluate('scrollTo(0, document.body.scrollHeight / 2)');
  await page
    .getByText(/service-0[45]\d\d:v0[45]/)
    .first()
    .waitFor();
  const drawn = await page.locator('.image-row').count();
  await page.getByLabel('Name or tag').fill('service-0042:v00420');
  await page.getByText('10 rows').waitFor();

  assert.ok(drawn < 100, `${drawn} rows drawn`);
  assert.deepEqual(complaints, []);
});

test('names full of markup are shown as they are and run nothing', {
  skip: noBrowser,
}, async (t) => {
  const { page, api, apiKey, complaints } = await world(t);
  const name = '<img src=x onerror="document.title=1">\u202e العربية 日本語';
  await api.send('POST', '/registries', {
    name,
    url: 'registry.example.com',
    scanMethod: 'sensor',
  });

  await signIn(page, apiKey);
  await visit(page, '/registries');
  await page.getByRole('link', { name: '<img src=x' }).click();
  await page.getByRole('heading', { level: 1, name: '<img src=x' }).waitFor();

  assert.equal(await page.locator('img[src=x]').count(), 0);
  assert.deepEqual(complaints, []);
});
