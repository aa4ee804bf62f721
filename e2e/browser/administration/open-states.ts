// What opens above a page or within it is as accessible as the page: every dialog, menu and fold, in both themes, on a
// wide and on a narrow screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../accessibility.ts';
import { noBrowser } from '../chromium.ts';
import { visit } from '../sign-in.ts';
import { snapshot } from '../snapshot.ts';
import type { PageLook } from '../watched-page.ts';
import { wholePage } from '../whole-page.ts';
import { type AdministrationWorld, openAdministration } from './administration-world.ts';

interface OpenState {
  readonly name: string;
  readonly path: string;
  /** The button that opens it. */
  readonly button: string | RegExp;
  readonly kind?: 'dialog' | 'menu';
  /** What is done in it before it is looked at. */
  readonly before?: (page: Page) => Promise<unknown>;
  /** Where the button is to be seen, when not everywhere. */
  readonly only?: (look: PageLook) => boolean;
}

const dialogOf = (page: Page) => page.getByRole('dialog').last();
const chooseKind = (kind: string) => (page: Page) =>
  dialogOf(page).getByLabel('Kind').selectOption(kind);
const press = (name: string, words: string | RegExp) => async (page: Page) => {
  await dialogOf(page).getByRole('button', { name }).click();
  await dialogOf(page).getByText(words).first().waitFor();
};

const statesOf = (registryId: string, imagePath: string): readonly OpenState[] => [
  { name: 'invite', path: '/settings', button: 'Invite somebody' },
  { name: 'key', path: '/settings?tab=keys', button: 'Create key' },
  {
    ...{ name: 'key-shown', path: '/settings?tab=keys', button: 'Create key' },
    before: async (page) => {
      await dialogOf(page).getByLabel('Name').fill('seen once');
      await press('Create', /shown this once/)(page);
    },
  },
  {
    ...{ name: 'token', path: '/settings?tab=keys', button: 'Create token' },
    before: (page) => dialogOf(page).getByLabel('Labels').fill('no value'),
  },
  { name: 'revoke', path: '/settings?tab=keys', button: /^Revoke / },
  ...['email', 'slack', 'webhook', 'pagerduty'].map((kind) => ({
    ...{ name: `channel-${kind}`, path: '/settings?tab=notifications', button: 'Add channel' },
    before: chooseKind(kind),
  })),
  {
    ...{ name: 'channel-refused', path: '/settings?tab=notifications', button: 'Test hook' },
    before: (page) => dialogOf(page).getByText('Not sent.').waitFor(),
  },
  { name: 'channel-secret', path: '/settings?tab=notifications', button: 'New secret of hook' },
  {
    ...{ name: 'rule', path: '/settings?tab=notifications', button: 'Add rule' },
    before: async (page) => {
      await dialogOf(page).getByLabel('Quiet hours').check();
      await press('Try it', /of the last/)(page);
    },
  },
  { name: 'signer', path: '/settings?tab=signatures', button: 'Add signer' },
  {
    ...{ name: 'retention', path: '/settings?tab=retention', button: 'Add rule' },
    before: press('Dry run', /would go/),
  },
  {
    ...{ name: 'policy', path: '/policies', button: 'Add rule' },
    before: async (page) => {
      for (const fold of await dialogOf(page).locator('summary').all()) await fold.click();
    },
  },
  {
    ...{ name: 'policy-dry-run', path: '/policies', button: 'Dry run of No root' },
    before: (page) =>
      dialogOf(page)
        .getByText(/images judged/)
        .waitFor(),
  },
  { name: 'exception', path: '/policies', button: 'Add exception' },
  { name: 'renew', path: '/policies', button: 'Renew CVE-2030-0001' },
  { name: 'cancel-jobs', path: '/activity', button: 'Cancel these' },
  { name: 'remove-registry', path: `/registries/${registryId}?tab=settings`, button: 'Remove …' },
  { name: 'accept', path: imagePath, button: /^Accept / },
  { name: 'download', path: imagePath, button: 'Download', kind: 'menu' },
  { name: 'views', path: '/images?severity=high', button: 'Views', kind: 'menu' },
  { name: 'export', path: '/findings', button: 'Export', kind: 'menu' },
  { name: 'account', path: '/', button: 'Account', kind: 'menu' },
  {
    ...{ name: 'more', path: '/', button: 'More', kind: 'menu' },
    only: ({ width }) => width < 760,
  },
];

const looks: readonly PageLook[] = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 390 },
  { theme: 'dark', width: 390 },
];

export function testOpenStates(world: () => AdministrationWorld): void {
  for (const look of looks) {
    test(`every dialog and menu is accessible and fits at ${look.width} in the ${look.theme}`, {
      skip: noBrowser,
    }, async (t) => {
      const { api, registryId } = world();
      const [image] = await api.list<{ digest: string }>(
        `/images?registry=${registryId}&sort=severity:desc`,
      );
      const { page, complaints } = await openAdministration(t, world(), { look });
      const problems: string[] = [];
      for (const state of statesOf(registryId, `/images/${image?.digest}`)) {
        if (state.only?.(look) === false) continue;
        const { name, path, button, kind = 'dialog', before } = state;
        await visit(page, path);
        await wholePage(page);
        await page.getByRole('button', { name: button }).first().click();
        const opened = kind === 'dialog' ? dialogOf(page) : page.getByRole('menu');
        await opened.waitFor();
        await before?.(page);
        await snapshot(page, `${kind}-${name}`, look);
        const found = await accessibilityProblems(
          page,
          kind === 'dialog' ? 'dialog[open]' : '[role=menu]',
        );
        problems.push(...found.map((problem) => `${name}: ${problem}`));
        const box = await opened.boundingBox();
        const isIn = box !== null && box.x >= 0 && box.x + box.width <= look.width;
        if (!isIn) problems.push(`${name}: goes beyond the screen`);
        await page.keyboard.press('Escape');
        // What is shown once asks whether it is copied.
        if (name === 'key-shown') await page.keyboard.press('Escape');
        await opened.waitFor({ state: 'detached' });
      }

      assert.deepEqual(problems, []);
      assert.deepEqual(complaints, []);
    });
  }
}
