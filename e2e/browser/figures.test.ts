// What pages tell in figures is what the API tells, in words too, and leads to what stands behind it.
import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { accessibilityProblems } from './accessibility.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { type ConsoleWorld, startConsoleWorld } from './console-world.ts';
import { signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';
import { openPage } from './watched-page.ts';
import { tooWide } from './whole-page.ts';

const look = { theme: 'light', width: 1280 } as const;
const severities = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
type Counts = Readonly<Record<(typeof severities)[number], number>>;
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

async function signedIn(
  t: TestContext,
  prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<Page> {
  const { page, context, complaints } = await openPage(browser, world.url, look);
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await prepare(page);
  await page.goto('/');
  await signIn(page, world.apiKey);
  return page;
}

function inWords(counts: Counts): string {
  return severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`)
    .join(', ');
}

test('each registry shows its open findings by severity, and leads to them', {
  skip: noBrowser,
}, async (t) => {
  const page = await signedIn(t);
  const demo = await world.api.get<{ openFindings: Counts }>(`/registries/${world.registryId}`);
  await visit(page, '/registries');
  const rowOf = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

  const words = inWords(demo.openFindings);
  assert.match(words, /^\d+ critical, /);
  await rowOf('demo').getByRole('img', { name: words, exact: true }).waitFor();
  assert.equal(
    await rowOf('lab')
      .getByRole('img', { name: /critical/ })
      .count(),
    0,
  );
  assert.deepEqual(await accessibilityProblems(page), []);
  const hidden =
    "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.scroll'))";
  assert.equal(await page.evaluate<number>(hidden), 0, 'all columns are in sight');
  await snapshot(page, 'registries-findings', look);
  await rowOf('demo')
    .getByRole('link', { name: /open in demo/ })
    .click();
  await page.getByRole('heading', { level: 1, name: 'Findings' }).waitFor();
  const address = new URL(page.url());
  assert.equal(address.searchParams.get('registry'), world.registryId);
  const total = severities.reduce((sum, severity) => sum + demo.openFindings[severity], 0);
  await page
    .getByText(new RegExp(`of ${total}\\b`))
    .first()
    .waitFor();
});

test('the figures of the overview carry how they went, in words and in colours that the system chooses', {
  skip: noBrowser,
}, async (t) => {
  const page = await signedIn(t);
  const days =
    await world.api.get<readonly { critical: number; knownExploited: number }[]>('/overview/trend');
  const today = days.at(-1);
  assert.equal(days.length, 42);
  assert.ok(today !== undefined && today.critical > 0);

  const figure = page.getByRole('link', { name: /Critical, fix available/ });
  const words = `0 42 days ago, ${today.critical} now`;
  await figure.getByRole('img', { name: words }).waitFor();
  const sticksOut =
    "[...document.querySelectorAll('.figure')].some((each) => each.scrollWidth > each.clientWidth)";
  assert.equal(await page.evaluate<boolean>(sticksOut), false);
  await page.getByRole('img', { name: /oldest open critical finding: none 42 days ago/ }).waitFor();
  // Nothing told what is exploited: no number, and no line of numbers, says that nothing is.
  assert.equal(today.knownExploited, 0);
  const exploited = page.getByRole('link', { name: 'Known exploited – no catalog' });
  await exploited.waitFor();
  assert.equal(await exploited.getByRole('img').count(), 0);
  const points = await page.locator('.sparkline polyline').first().getAttribute('points');
  assert.equal(points?.split(' ').length, 42);
  assert.deepEqual(await accessibilityProblems(page), []);
  await snapshot(page, 'overview-figures', look);

  const strokeOf = () =>
    page.evaluate<string>("getComputedStyle(document.querySelector('.sparkline')).stroke");
  const light = await strokeOf();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await strokeOf();
  await snapshot(page, 'overview-figures', { ...look, theme: 'dark' });
  await page.emulateMedia({ forcedColors: 'active' });
  assert.equal(new Set([light, dark, await strokeOf()]).size, 3);
});

test('a figure in long words sticks out of no narrow screen', { skip: noBrowser }, async (t) => {
  const oldest = new Date(Date.now() - 11 * 31 * 86_400_000).toISOString();
  const page = await signedIn(t, (before) =>
    before.route(/\/api\/findings\?.*firstSeenAt/, async (route) => {
      const answer = await route.fetch();
      const text = (await answer.text()).replaceAll(/("firstSeenAt":)"[^"]+"/g, `$1"${oldest}"`);
      await route.fulfill({ response: answer, body: text });
    }),
  );
  await page.getByText('11 months', { exact: true }).waitFor();
  await page.setViewportSize({ width: 320, height: 800 });
  await page.locator('.sparkline').first().waitFor();

  assert.deepEqual(await tooWide(page, 320), []);
  await snapshot(page, 'overview-figures', { ...look, width: 320 });
});

test('an image says when it was pushed, and since when it is here where the registry does not tell', {
  skip: noBrowser,
}, async (t) => {
  const page = await signedIn(t);
  await visit(page, '/images');
  await page.getByRole('columnheader', { name: 'Pushed' }).waitFor();
  await page
    .getByText(/^here since /)
    .first()
    .waitFor();
  const digest = await page.getByRole('row').nth(1).getByRole('link').first().getAttribute('href');

  // What a registry that tells would have told of the same images.
  const pushedAt = '2020-02-20T08:00:00.000Z';
  await page.route(/\/api\/images(\?|\/sha256)/, async (route) => {
    const answer = await route.fetch();
    const text = (await answer.text()).replaceAll('"pushedAt":null', `"pushedAt":"${pushedAt}"`);
    await route.fulfill({ response: answer, body: text });
  });
  await visit(page, '/images?sort=name:desc');
  const time = page.getByRole('cell').locator(`time[datetime="${pushedAt}"]`).first();
  await time.waitFor();
  assert.match((await time.getAttribute('title')) ?? '', /^20 Feb 2020/);
  assert.match((await time.textContent()) ?? '', /years ago/);
  await visit(page, `${digest}?tab=places`);
  await page.getByRole('columnheader', { name: 'First seen' }).waitFor();
  const head = page
    .locator('span', { hasText: /^pushed / })
    .locator(`time[datetime="${pushedAt}"]`);
  await head.first().waitFor();
  await page.getByRole('cell').locator(`time[datetime="${pushedAt}"]`).first().waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
