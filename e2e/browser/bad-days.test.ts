// Days on which not all is well: nothing connected yet, a session that ends, a control plane that restarts, names that
// are anything but names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems } from './accessibility.ts';
import { bareWorld } from './bare-world.ts';
import { noBrowser } from './chromium.ts';
import { emptyConsole, emptyLook as look } from './empty-console.ts';
import { fillImageList } from './fill-image-list.ts';
import { signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';

const shared = emptyConsole();

test('an empty installation says what to do first', { skip: noBrowser }, async (t) => {
  const { page, apiKey, complaints } = await shared.look(t);

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
    ['/activity?kind=probe', 'No job fits'],
    ['/images?search=nowhere', 'No image fits'],
    ['/registries/nonsense', 'No page has this address'],
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
  const { page } = await shared.look(t);

  await page.getByRole('button', { name: 'Use an API key' }).click();
  await page.getByLabel('API key').fill('hg_ak_nonsense');
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.getByText(/First check:/).waitFor();
  assert.equal(await page.getByLabel('API key').inputValue(), 'hg_ak_nonsense');
});

test('a session that ends loses nothing that was typed', { skip: noBrowser }, async (t) => {
  const { page, api, apiKey } = await shared.look(t);
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
  const { page, apiKey, stop, restart } = await shared.look(t);
  await signIn(page, apiKey);
  await page.getByText('Live', { exact: true }).waitFor();

  await stop();
  await page.getByText('Refreshed every few seconds').waitFor();
  assert.ok(
    await page.getByText('Connect your first registry').isVisible(),
    'what was known stays',
  );
  await restart();

  await page.getByText('Live', { exact: true }).waitFor();
});

test('what is typed while the control plane restarts is still there when it is saved', {
  skip: noBrowser,
}, async (t) => {
  const { page, api, apiKey, stop, restart } = await shared.look(t);
  await signIn(page, apiKey);
  await visit(page, '/settings?tab=retention');
  await page.getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('old builds');

  await stop();
  await dialog.getByLabel('Repositories').fill('ci/**');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('The control plane did not answer').waitFor();
  await dialog.getByText('First check:').waitFor();
  await restart();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });

  const rules = await api.get<{ name: string; repositories: string[] }[]>('/retention-rules');
  assert.deepEqual(
    rules.map(({ name, repositories }) => [name, repositories]),
    [['old builds', ['ci/**']]],
  );
});

test('a session that ends above an open dialog is taken up there, and the dialog is saved', {
  skip: noBrowser,
}, async (t) => {
  const { page, api, apiKey } = await shared.look(t);
  const made = await api.send<{ id: string; key: string }>('POST', '/api-keys', {
    name: 'short',
    role: 'admin',
  });
  await signIn(page, made.key);
  await visit(page, '/policies');
  await page.getByRole('button', { name: 'Add rule' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a rule' });
  await dialog.getByLabel('Name').fill('Nothing critical');

  await api.raw('DELETE', `/api-keys/${made.id}`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your session has ended').waitFor();
  await page.getByRole('button', { name: 'Use an API key' }).click();
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Your session has ended').waitFor({ state: 'detached' });
  assert.equal(await dialog.getByLabel('Name').inputValue(), 'Nothing critical');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });

  assert.match(page.url(), /\/policies$/);
  assert.equal((await api.get<unknown[]>('/policies')).length, 1);
});

test('a browser that goes offline says so, keeps what is known, and goes on by itself', {
  skip: noBrowser,
}, async (t) => {
  const { page, context, apiKey } = await shared.look(t);
  await signIn(page, apiKey);
  await page.getByText('Live', { exact: true }).waitFor();

  await context.setOffline(true);
  await page.getByText('Offline: showing what was last known').waitFor();
  assert.ok(await page.getByText('Connect your first registry').isVisible());
  await context.setOffline(false);

  await page.getByText('Live', { exact: true }).waitFor();
});

test('a hundred thousand images are counted, scrolled and narrowed without drawing them all', {
  skip: noBrowser,
}, async (t) => {
  const { page, apiKey, complaints } = await bareWorld(t, shared.browser, {
    prepare: (dataFolder) => fillImageList(dataFolder, 100_000, Date.now()),
  });
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
