// What is done on the pages of settings and policies, by the hands of somebody who may.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { noBrowser, startBrowser } from './chromium.ts';
import { type ConsoleWorld, startConsoleWorld } from './console-world.ts';
import { signIn, visit } from './sign-in.ts';
import { openPage } from './watched-page.ts';

let browser: Browser;
let world: ConsoleWorld;

before(async () => {
  if (noBrowser !== false) return;
  [browser, world] = await Promise.all([startBrowser(), startConsoleWorld()]);
});
after(async () => {
  await browser?.close();
  await world?.close();
});

test('an invitation is a link shown once, a key works until it is revoked, an exception has an end', {
  skip: noBrowser,
}, async (t) => {
  const { page, context, complaints } = await openPage(browser, world.url, {
    theme: 'light',
    width: 1280,
  });
  t.after(() => context.close());
  await page.goto('/');
  await signIn(page, world.apiKey);
  const dialog = page.getByRole('dialog');

  await visit(page, '/settings');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await dialog.getByLabel('E-mail').fill('vera@example.com');
  await dialog.getByLabel('Role').selectOption('auditor');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await dialog.getByText(/\/invitation/).waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByText('vera@example.com', { exact: true }).waitFor();
  assert.equal(await page.getByText(/\/invitation/).count(), 0);

  await page.getByRole('button', { name: 'API keys' }).click();
  await page.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByLabel('Name').fill('pipeline of payments');
  await dialog.getByLabel('Role').selectOption('ci');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const key = (await dialog.locator('.key-box .mono').textContent()) ?? '';
  const statusWithKey = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${key}` };
    return (await fetch(`${world.url}/api/me`, { headers })).status;
  };
  assert.equal(await statusWithKey(), 200);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Revoke pipeline of payments' }).click();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await statusWithKey(), 401);

  await visit(page, '/policies');
  await page.getByRole('button', { name: 'Add exception' }).click();
  await dialog.getByLabel('Advisory').fill('CVE-2030-0001');
  await dialog.getByLabel('Reason').fill('The function is not called.');
  await dialog.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('button', { name: 'Revoke CVE-2030-0001' }).click();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  const row = page.getByRole('row').filter({ hasText: 'CVE-2030-0001' });
  await row.getByText('revoked', { exact: true }).waitFor();

  assert.deepEqual(complaints, []);
});

test('a registry follows a cron expression, says what filters would keep, and is paused and resumed', {
  skip: noBrowser,
}, async (t) => {
  const { page, context, complaints } = await openPage(browser, world.url, {
    theme: 'light',
    width: 1280,
  });
  t.after(() => context.close());
  await page.goto('/');
  await signIn(page, world.apiKey);
  const path = `/registries/${world.registryId}`;
  const registry = () =>
    world.api.get<{ cron: unknown; pausedAt: string | null }>(`/registries/${world.registryId}`);

  await visit(page, `${path}?tab=settings`);
  await page.getByLabel('Look for changes').selectOption('cron');
  await page.getByLabel('Cron expression').fill('30 4 * * 1-5');
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  const kept = page.getByRole('region', { name: 'What the filters keep' });
  await kept.getByText(/Keeps [1-9]\d* tags?/).waitFor();
  await page.getByLabel('Keep only these repositories').fill('nowhere/**');
  await kept.getByText('Keeps 0 tags of 0 repositories').waitFor();
  await page.getByLabel('Keep only these repositories').fill('');
  await kept.getByText(/Keeps [1-9]\d* tags?/).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  assert.deepEqual((await registry()).cron, {
    expression: '30 4 * * 1-5',
    timeZone: 'Europe/Berlin',
  });

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('This registry is paused').waitFor();
  assert.notEqual((await registry()).pausedAt, null);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Pause this registry').waitFor();
  assert.equal((await registry()).pausedAt, null);

  assert.deepEqual(complaints, []);
});
