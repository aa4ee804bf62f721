// What the console says when something is refused or slow: every code a registry can fail with, an API that breaks,
// that is asked too often, that takes its time, and an advisory database that has grown old.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { eventually } from '../support/eventually.ts';
import { accessibilityProblems } from './accessibility.ts';
import { askAgain } from './ask-again.ts';
import { bareWorld } from './bare-world.ts';
import { noBrowser } from './chromium.ts';
import { emptyConsole } from './empty-console.ts';
import { fillFailedSyncs } from './fill-failed-syncs.ts';
import { signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';

const shared = emptyConsole();

test('a registry says of every code of the error table what happened and what to check first', {
  skip: noBrowser,
}, async (t) => {
  let registries: ReadonlyMap<string, string> = new Map();
  const { page, apiKey, complaints } = await bareWorld(t, shared.browser, {
    prepare: (folder) => {
      registries = fillFailedSyncs(folder, errorCodes, Date.now());
    },
  });
  await signIn(page, apiKey);
  const missing: string[] = [];
  for (const code of errorCodes) {
    const { meaning, firstCheck } = errorRow(code);
    await visit(page, `/registries/${registries.get(code)}`);
    await page.getByRole('heading', { level: 1, name: code, exact: true }).waitFor();
    await page.getByText('ERROR', { exact: true }).waitFor();
    const notice = page.locator('.notice').filter({ hasText: code }).first();
    await notice.waitFor();
    const words = await notice.innerText();
    if (!words.includes(meaning)) missing.push(`${code}: ${meaning}`);
    if (!words.includes(`First check: ${firstCheck}`)) missing.push(`${code}: ${firstCheck}`);
    const line = await page.locator('.sync').first().innerText();
    if (!line.includes(meaning)) missing.push(`${code}: the sync does not say ${meaning}`);
  }
  await snapshot(page, 'registry-in-error', { theme: 'light', width: 1280 });

  assert.deepEqual(missing, []);
  assert.deepEqual(complaints, []);
});

test('an API that breaks or is asked too often is said with its code, and asked again by hand', {
  skip: noBrowser,
}, async (t) => {
  const { page, apiKey } = await shared.look(t);
  await signIn(page, apiKey);
  for (const [status, code, state] of [
    [500, 'INTERNAL_ERROR', 'queued'],
    [429, 'RATE_LIMITED', 'failed'],
  ] as const) {
    const { meaning, firstCheck } = errorRow(code);
    const error = { code, message: meaning, firstCheck, id: 'request-7' };
    let isOver = false;
    await page.route(/\/api\/jobs\?/, (route) =>
      isOver ? route.fallback() : route.fulfill({ status, json: { error } }),
    );
    const accept = () => {
      isOver = true;
    };
    await visit(page, `/activity?state=${state}`);
    await page.getByText('The jobs could not be read.').waitFor();

    const notice = page.getByRole('alert');
    const words = await notice.innerText();
    assert.ok(words.includes(code) && words.includes(firstCheck), words);
    assert.match(words, /request-7/);
    assert.deepEqual(await accessibilityProblems(page), []);
    await askAgain(page, notice, { path: 'jobs', accept, whole: 'No job fits' });
    await visit(page, '/');
    await page.getByText('Connect your first registry').waitFor();
  }
});

test('an answer that takes its time leaves the shape of what is coming, in words too', {
  skip: noBrowser,
}, async (t) => {
  const { page, apiKey } = await shared.look(t);
  await signIn(page, apiKey);
  const held = Promise.withResolvers<void>();
  await page.route('**/api/notification-channels', async (route) => {
    await held.promise;
    await route.continue();
  });

  await visit(page, '/settings?tab=notifications');
  await page.getByText('Loading channels …').waitFor({ state: 'attached' });
  assert.ok((await page.locator('.skeleton').count()) > 0);
  const moving = () => page.evaluate<number>('document.getAnimations().length');
  assert.equal(await moving(), 0, 'for those who want no motion');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  assert.ok((await moving()) > 0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  assert.deepEqual(await accessibilityProblems(page), []);
  held.resolve();

  await page.getByText('No channel yet').waitFor();
});

test('advisories older than three days are said on every page, with the way to new ones', {
  skip: noBrowser,
}, async (t) => {
  const { page, api, apiKey } = await shared.look(t);
  const old = new Date(Date.now() - 80 * 3_600_000).toISOString();
  const answer = (await api.raw('GET', '/advisories')).body as { data: object };
  await page.route('**/api/advisories', (route) =>
    route.fulfill({ json: { data: { ...answer.data, state: 'stale', newestModifiedAt: old } } }),
  );

  await signIn(page, apiKey);
  await visit(page, '/activity');
  const banner = page.getByRole('status').filter({ hasText: 'The advisories are 3 days old' });
  await banner.waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await snapshot(page, 'advisories-old', { theme: 'light', width: 1280 });
  await banner.getByRole('link', { name: 'Look at the advisories' }).click();

  await page.getByText('has grown old').waitFor();
});

test('where all a page asks for besides its subject is refused, no part of it waits for ever', {
  skip: noBrowser,
}, async (t) => {
  const { page, api, apiKey } = await shared.look(t);
  const { id } = await api.send<{ id: string }>('POST', '/registries', {
    ...{ name: 'lab', url: 'https://registry.lab.internal', scanMethod: 'sensor' },
  });
  await signIn(page, apiKey);
  const subjects = ['me', 'events', 'overview', `registries/${id}`];
  const error = { code: 'RATE_LIMITED', ...errorRow('RATE_LIMITED'), id: 'request-7' };
  await page.route('**/api/**', (route) =>
    subjects.some((each) => new URL(route.request().url()).pathname === `/api/${each}`)
      ? route.continue()
      : route.fulfill({ status: 429, json: { error: { ...error, message: error.meaning } } }),
  );
  const registry = `/registries/${id}`;
  for (const [path, refused] of [
    // A span that was not asked for before: what a page was told stays on it.
    ['/?trend=year', 'The trend could not be read.'],
    [registry, 'Who reads it could not be read.'],
    [`${registry}?tab=push`, 'The set-up could not be read.'],
    [`${registry}?tab=repositories`, 'The repositories could not be read.'],
    ['/policies', 'The policies could not be read.'],
    ['/sensors', 'The sensors could not be read.'],
    ['/images', 'The images could not be read.'],
    ['/findings', 'The advisories could not be read.'],
    ['/settings?tab=advisories', 'The advisories could not be read.'],
  ] as const) {
    await visit(page, path);
    await page.getByText(refused).first().waitFor();
    await eventually(`${path}: nothing is waited for`, async () =>
      (await page.locator('main :is(.skeleton, :text("Loading"))').count()) === 0
        ? true
        : undefined,
    );
    await page.locator('main').getByText('…', { exact: true }).waitFor({ state: 'detached' });
  }
});
