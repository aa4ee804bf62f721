// Looking through images and findings by the keyboard alone: opened, accepted, kept as a view, compared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noBrowser } from '../chromium.ts';
import { mustBeOnPage, mustHaveFocus, said } from './keyboard.ts';
import { type KeyboardWorld, sitDown } from './keyboard-world.ts';

const added = 'CVE-2021-3749';
const gone = 'CVE-2021-44906';
const kept = 'CVE-2021-23337';
const dayMs = 86_400_000;

interface Exception {
  readonly advisory: string;
  readonly reason: string;
  readonly expiresAt: string;
}

export function testFindings(world: () => KeyboardWorld): void {
  test('a view is saved, shared, gone to and removed', { skip: noBrowser }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/images?package=axios');
    const views = page.locator('.view-trigger');
    const dialog = page.getByRole('dialog').first();
    await page.getByText('2 rows').waitFor();

    await keys.menu(views, 'Save this view …');
    await keys.fill(dialog.getByLabel('Name'), 'Axios');
    await Promise.all([
      said(page.getByRole('status').filter({ hasText: 'View saved' })),
      keys.press('Enter'),
    ]);
    await dialog.waitFor({ state: 'detached' });
    await mustHaveFocus(views, 'a dialog from a menu leads back to the button of the menu');
    await page.goto('/images');
    await page.getByText('3 rows').waitFor();
    await keys.menu(views, 'Axios');
    await page.getByText('2 rows').waitFor();
    await keys.menu(views, 'Manage views …');
    await keys.use(dialog.getByLabel('Shared'), 'Space');
    await keys.use(dialog.getByRole('button', { name: 'Save Axios' }));
    await dialog.getByRole('status').filter({ hasText: 'View changed' }).waitFor();
    await keys.use(dialog.getByRole('button', { name: 'Remove Axios' }));
    const sure = page.getByRole('dialog', { name: 'Remove Axios?' });
    await sure.waitFor();
    await mustHaveFocus(sure.getByRole('button', { name: 'Keep it' }), 'Enter removes nothing');
    await keys.use(sure.getByRole('button', { name: 'Remove' }));
    await dialog.getByText('No view is left.').waitFor();
    await mustBeOnPage(page);
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await mustHaveFocus(views);
    assert.deepEqual(complaints, []);
  });

  test('a filter is asked for at a pause, and takes nothing of what is typed on', {
    skip: noBrowser,
  }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/images');
    const filter = page.getByLabel('Has package');
    await page.getByText('3 rows').waitFor();

    await keys.fill(filter, 'axios ');
    await page.waitForURL(/package=axios/);
    await page.getByText('2 rows').waitFor();
    await page.keyboard.type('< 0.22');
    await page.waitForURL(/package=axios\+%3C\+0\.22|package=axios%20%3C%200\.22/);
    assert.equal(await filter.inputValue(), 'axios < 0.22');
    await page.getByText('2 rows').waitFor();

    assert.deepEqual(complaints, []);
  });

  test('two images are compared, and the parts of the comparison are gone through', {
    skip: noBrowser,
  }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/images');
    await keys.use(page.getByRole('link', { name: 'Compare two' }));
    await page.getByRole('heading', { level: 1, name: 'Compare images' }).waitFor();
    await keys.fill(page.getByLabel('From', { exact: true }), 'shop/web:1.0');
    await keys.fill(page.getByLabel('To', { exact: true }), 'shop/web:1.1');
    await keys.press('Enter');

    await page.getByRole('link', { name: added, exact: true }).waitFor();
    await keys.use(page.getByRole('button', { name: /^Packages/ }));
    await page.getByRole('cell', { name: 'minimist' }).waitFor();
    await mustHaveFocus(page.getByRole('button', { name: /^Packages/ }));
    assert.match(page.url(), /show=packages/);
    assert.deepEqual(complaints, []);
  });

  test('an image is opened and a finding of it accepted with a reason and an end', {
    skip: noBrowser,
  }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/images');
    await keys.use(page.getByRole('link', { name: 'shop/web:1.1' }));
    await page.getByRole('heading', { level: 1, name: 'shop/web:1.1' }).waitFor();
    const accept = page.getByRole('button', { name: `Accept ${added} in axios` });
    await keys.use(accept);
    const dialog = page.getByRole('dialog');
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await mustHaveFocus(accept, 'Escape leads back to what opened it');
    await keys.press('Enter');
    await keys.choose(dialog.getByLabel('Where'), 'In this image only');
    await keys.fill(dialog.getByLabel('Reason'), 'Only our own servers are asked.');
    await keys.choose(dialog.getByLabel('Ends after'), 'A week');
    await keys.use(dialog.getByRole('button', { name: 'Accept' }));
    await page.getByRole('status').filter({ hasText: 'Accepted' }).waitFor();
    await dialog.waitFor({ state: 'detached' });
    await accept.waitFor({ state: 'detached' });
    await page.getByText('“Only our own servers are asked.”').waitFor();
    await mustBeOnPage(page);

    const exceptions = await world().api.list<Exception>('/exceptions');
    const made = exceptions.find(({ advisory }) => advisory === added);
    assert.equal(made?.reason, 'Only our own servers are asked.');
    const days = (Date.parse(made?.expiresAt ?? '') - Date.now()) / dayMs;
    assert.ok(days > 6.9 && days < 7.1, `${days} days`);
    assert.deepEqual(complaints, []);
  });

  test('several advisories are chosen and accepted together', { skip: noBrowser }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/findings');
    await keys.use(page.getByLabel(`Choose ${gone}`), 'Space');
    const other = page.getByLabel(`Choose ${kept}`);
    await keys.to(other);
    await keys.press('Space');
    await page.getByText('2 advisories chosen').waitFor();
    await mustHaveFocus(other, 'choosing moves nobody');
    await keys.to(page.getByRole('button', { name: 'Accept', exact: true }), 'Shift+Tab');
    await keys.press('Enter');
    const dialog = page.getByRole('dialog');
    await keys.fill(dialog.getByLabel('Reason'), 'Behind the proxy that filters it.');
    await keys.choose(dialog.getByLabel('Ends after'), '90 days');
    await keys.use(dialog.getByRole('button', { name: 'Accept', exact: true }));
    await other.waitFor({ state: 'detached' });

    const made = await world().api.list<Exception>('/exceptions');
    assert.equal(made.filter(({ reason }) => reason.startsWith('Behind the proxy')).length, 2);
    await mustBeOnPage(page);
    assert.deepEqual(complaints, []);
  });
}
