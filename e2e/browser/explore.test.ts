// How somebody finds their way through what was found: from a tag's history to a comparison, from an advisory to its places,
// from a package to its images; and how lists are kept as views and taken along as files.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { accessibilityProblems } from './accessibility.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { closeAfter } from './close-after.ts';
import { type ExploreWorld, startExploreWorld } from './explore-world.ts';
import { followLink, ownerEmail } from './sign-in.ts';
import { snapshot } from './snapshot.ts';
import { openPage, type Session, type WatchedPage } from './watched-page.ts';

const look = { theme: 'light', width: 1280 } as const;
const added = 'CVE-2021-3749';
const fixed = 'CVE-2021-44906';
const kept = 'CVE-2021-23337';
let browser: Browser;
let world: ExploreWorld;
let session: Session;

before(async () => {
  if (noBrowser !== false) return;
  browser = await startBrowser();
  world = await startExploreWorld();
  const { page, context } = await openPage(browser, world.url, look);
  await followLink(page, world.ownerLink, { email: ownerEmail });
  session = await context.storageState();
  await context.close();
});
after(async () => {
  await browser?.close();
  await world?.close();
});

/** As a person: their session outlives an address that is typed. */
async function signedIn(t: TestContext): Promise<WatchedPage> {
  const opened = await openPage(browser, world.url, { ...look, session });
  closeAfter(t, opened);
  await opened.page.goto('/');
  await opened.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  return opened;
}

/** Rows of the table below that name an advisory. */
function advisory(page: Page, id: string) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: id, exact: true }) });
}

test('the history of a tag leads to what changed between its builds, at an address to share', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await signedIn(t);
  const { before: older, after: newer } = world;

  await page.goto(`/images/${newer}?tab=places`);
  await page.getByRole('link', { name: 'History of shop/web:latest' }).click();
  await page.getByText('this image', { exact: true }).waitFor();
  const short = older.slice(0, 19);
  await page.getByRole('link', { name: short, exact: true }).waitFor();
  await snapshot(page, 'image-history-moved', look);
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByRole('link', { name: `Compare ${short} with this image` }).click();
  await page.getByRole('heading', { level: 1, name: 'Compare images' }).waitFor();
  const query = new URL(page.url()).searchParams;
  assert.deepEqual([query.get('from'), query.get('to')], [older, newer]);

  await advisory(page, added).waitFor();
  assert.equal(await advisory(page, kept).count(), 0);
  await page.getByRole('button', { name: 'Gone 1' }).click();
  await advisory(page, fixed).waitFor();
  assert.equal(await advisory(page, added).count(), 0);
  await page.getByRole('button', { name: /^Packages/ }).click();
  await page.getByRole('cell', { name: 'minimist' }).waitFor();
  await snapshot(page, 'compare-packages', look);
  const shared = page.url();
  await page.goBack();
  await page.getByText('this image', { exact: true }).waitFor();
  await page.goto(shared);
  await page.getByRole('cell', { name: 'axios' }).waitFor();

  assert.deepEqual(complaints, []);
});

test('two tags are compared with the keyboard alone, swapped, and what is nowhere is said to be', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await signedIn(t);
  await page.goto('/compare');
  await page.getByText('Choose two images').waitFor();

  await page.getByLabel('From', { exact: true }).focus();
  await page.keyboard.type('shop/web:1.0');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('shop/web:1.1');
  await page.keyboard.press('Enter');
  await advisory(page, added).waitFor();
  assert.equal(await page.evaluate('document.activeElement.value'), 'shop/web:1.1');
  await page.getByRole('button', { name: 'Swap the two' }).press('Enter');
  await advisory(page, fixed).waitFor();
  assert.equal(await page.getByLabel('From', { exact: true }).inputValue(), 'shop/web:1.1');

  await page.goto('/compare?from=shop/web:1.0&to=shop/web:9.9');
  await page.getByText('No image here is called shop/web:9.9.').waitFor();
  await page.getByText(/First check:/).waitFor();
  await snapshot(page, 'compare-nowhere', look);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(complaints, []);
});

test('what is critical and new since the last visit stands first, with its places, and leads there', {
  skip: noBrowser,
}, async (t) => {
  const { page, context, complaints } = await signedIn(t);
  const yesterday = Date.now() - 86_400_000;
  await context.addInitScript(
    `localStorage.setItem('harborguard.seen', '${JSON.stringify({ seen: yesterday })}')`,
  );
  await page.goto('/');

  const news = page.getByRole('listitem').filter({ hasText: 'new critical finding' });
  await news.getByText(/since your last visit, yesterday, in shop\/web:1\.0/).waitFor();
  await page.getByText('you last looked yesterday').waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await news.getByText('Show what is new').click();
  await page.getByRole('heading', { level: 1, name: 'Findings' }).waitFor();
  await advisory(page, fixed).first().waitFor();
  await page.getByRole('button', { name: 'First seen since yesterday: show all' }).waitFor();

  assert.deepEqual(complaints, []);
});

test('an advisory tells every place it is in and was in, and is accepted there', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await signedIn(t);
  const places = page.getByRole('region', { name: 'Where it is' });

  await page.goto('/findings');
  await page.getByLabel('Package', { exact: true }).fill('minimist');
  await page.waitForURL(/package=minimist/);
  await advisory(page, fixed).waitFor();
  await page.getByRole('link', { name: fixed, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: fixed }).waitFor();
  await places.getByRole('link', { name: 'shop/web:1.0' }).waitFor();
  assert.equal(await places.getByRole('link', { name: 'shop/web:latest' }).count(), 0);
  await places.getByLabel('State').selectOption('resolved');
  await places.getByRole('link', { name: 'shop/web:latest' }).waitFor();
  await places.getByText(/resolved .*: package gone/).waitFor();
  const nvd = page.getByRole('link', { name: /NVD/ });
  assert.equal(await nvd.getAttribute('rel'), 'noreferrer noopener');

  await page.getByRole('button', { name: 'Accept' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Only our own arguments are parsed.');
  await dialog.getByRole('button', { name: 'Accept' }).click();
  await dialog.waitFor({ state: 'detached' });
  const [exception] = await world.api.list<{ advisory: string }>('/exceptions');
  assert.equal(exception?.advisory, fixed);

  await page.goto('/advisories/CVE-1999-0001');
  await page.getByText('Not found in your images').waitFor();
  await snapshot(page, 'advisory-nowhere', look);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(complaints, []);
});

test('a package with versions, typed into the search, leads to the images that hold it', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await signedIn(t);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('lodash < 4.17.21');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Packages' }).waitFor();
  await page.getByRole('cell', { name: '4.17.20', exact: true }).waitFor();
  await page.getByText('3 tags in 1 repository').waitFor();
  await page.getByRole('link', { name: 'Images with lodash@4.17.20' }).click();
  await page.getByText('3 rows').waitFor();
  assert.equal(await page.getByLabel('Has package').inputValue(), 'lodash@4.17.20');
  await page.goBack();
  await page.getByLabel('Package', { exact: true }).fill('lodash < 4');
  await page.getByText('No image holds it').waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);

  assert.deepEqual(complaints, []);
});

test('a list with its filters is kept as a view, renamed, shared, gone to and removed', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await signedIn(t);
  const dialog = page.getByRole('dialog').first();
  const views = () =>
    world.api.get<{ name: string; isShared: boolean; query: object }[]>('/views?kind=images');
  const open = async (item: string): Promise<void> => {
    await page.locator('.view-trigger').click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  await page.goto('/images?package=axios');
  await page.getByText('2 rows').waitFor();
  await open('Save this view …');
  await dialog.getByLabel('Name').fill('Axios');
  await snapshot(page, 'view-save', look);
  assert.deepEqual(await accessibilityProblems(page), []);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Axios' }).waitFor();
  assert.deepEqual(await views(), [], 'an API key sees none of what a person keeps');

  await page.goto('/images');
  await page.getByText('3 rows').waitFor();
  await open('Axios');
  await page.getByText('2 rows').waitFor();
  assert.equal(new URL(page.url()).search, '?package=axios');
  await open('Manage views …');
  await dialog.getByLabel('Name').fill('Axios everywhere');
  await dialog.getByLabel('Shared').check();
  await snapshot(page, 'view-manage', look);
  assert.deepEqual(await accessibilityProblems(page), []);
  await dialog.getByRole('button', { name: 'Save Axios' }).click();
  await page.getByText('View changed').waitFor();
  const [shared] = await views();
  assert.deepEqual(
    [shared?.name, shared?.isShared, shared?.query],
    ['Axios everywhere', true, { package: 'axios' }],
  );

  await dialog.getByRole('button', { name: 'Remove Axios everywhere' }).click();
  await page.getByRole('dialog').last().getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No view is left.').waitFor();
  assert.deepEqual(await views(), []);
  assert.deepEqual(complaints, []);
});

test('images and findings are taken along as files, as far as the filters let them through', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await signedIn(t);
  const exported = async (format: 'CSV' | 'JSON'): Promise<string> => {
    await page.getByRole('button', { name: 'Export' }).click();
    const file = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: format }).click();
    return readFileSync(await (await file).path(), 'utf8');
  };

  await page.goto('/images?package=axios&sort=severity:desc');
  await page.getByText('2 rows').waitFor();
  const lines = (await exported('CSV')).trim().split('\r\n');
  await page.goto(`/findings?by=place&cve=${added}`);
  await page.getByText('1 to 2 of 2').waitFor();
  const rows = JSON.parse(await exported('JSON')) as { advisoryId: string; tag: string }[];

  assert.equal(lines.length, 3, lines.join('\n'));
  assert.match(lines[0] ?? '', /registryName/);
  assert.deepEqual(rows.map(({ advisoryId, tag }) => `${advisoryId} ${tag}`).toSorted(), [
    `${added} 1.1`,
    `${added} latest`,
  ]);
  assert.deepEqual(complaints, []);
});

test('seldom filters wait behind a button that says how many are set, and are in the address', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await signedIn(t);
  await page.goto('/images');
  await page.getByText('3 rows').waitFor();

  assert.equal(await page.getByLabel('First seen').isVisible(), false);
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByLabel('First seen').selectOption('over-30');
  await page.getByText('No image fits').waitFor();
  await page.getByLabel('First seen').selectOption('under-1');
  await page.getByLabel('Platform').fill('linux/amd64');
  await page.getByText('3 rows').waitFor();
  await page.getByRole('button', { name: 'More filters, 2 set' }).waitFor();
  const query = new URL(page.url()).searchParams;
  assert.deepEqual([query.get('age'), query.get('platform')], ['under-1', 'linux/amd64']);
  await page.reload();
  await page.getByRole('button', { name: 'More filters, 2 set' }).waitFor();
  assert.ok(await page.getByLabel('First seen').isVisible());

  assert.deepEqual(complaints, []);
});

test('several advisories are accepted together with one reason, and are open no more', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await signedIn(t);
  await page.goto('/findings');
  await advisory(page, kept).waitFor();

  await page.getByLabel(`Choose ${kept}`).check();
  await page.getByLabel(`Choose ${added}`).press('Space');
  await page.getByText('2 advisories chosen').waitFor();
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await snapshot(page, 'findings-accept', look);
  assert.deepEqual(await accessibilityProblems(page), []);
  await dialog.getByLabel('Reason').fill('Behind the proxy that filters it.');
  await dialog.getByRole('button', { name: 'Accept', exact: true }).click();
  await advisory(page, kept).waitFor({ state: 'detached' });
  await advisory(page, added).waitFor({ state: 'detached' });

  const exceptions = await world.api.list<{ advisory: string; reason: string }>('/exceptions');
  const accepted = exceptions.filter(({ reason }) => reason.startsWith('Behind the proxy'));
  assert.deepEqual(accepted.map((each) => each.advisory).toSorted(), [kept, added].toSorted());
  assert.deepEqual(complaints, []);
});

test('how far the overview looks back is in its address', { skip: noBrowser }, async (t) => {
  const { page, complaints } = await signedIn(t);
  await page.getByRole('figure', { name: /42 days ago/ }).waitFor();

  await page.getByLabel('How far back').selectOption('year');
  await page.getByRole('figure', { name: /365 days ago/ }).waitFor();
  await page.reload();
  await page.getByRole('figure', { name: /365 days ago/ }).waitFor();

  assert.equal(new URL(page.url()).search, '?trend=year');
  assert.deepEqual(complaints, []);
});
