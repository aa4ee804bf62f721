// Every dialog and menu: the focus goes in, stays in, and comes back to what opened it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noBrowser } from '../chromium.ts';
import { isReady, mustHaveFocus } from './keyboard.ts';
import { type KeyboardWorld, sitDown } from './keyboard-world.ts';

const dialogs: readonly (readonly [path: string, button: string | RegExp])[] = [
  ['/settings', 'Invite somebody'],
  ['/settings?tab=keys', 'Create key'],
  ['/settings?tab=keys', 'Create token'],
  ['/settings?tab=keys', /^Revoke /],
  ['/settings?tab=notifications', 'Add channel'],
  ['/settings?tab=signatures', 'Add signer'],
  ['/settings?tab=retention', 'Add rule'],
  ['/policies', 'Add rule'],
  ['/policies', 'Add exception'],
  ['/activity', 'Cancel these'],
];
const menus: readonly (readonly [path: string, button: string])[] = [
  ['/images', 'Views'],
  ['/images', 'Export'],
  ['/findings', 'Export'],
  ['/', 'Account'],
];

export function testDialogs(world: () => KeyboardWorld): void {
  test('the focus goes into every dialog, cannot leave it, and comes back with Escape', {
    skip: noBrowser,
  }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/');
    const dialog = page.getByRole('dialog');
    for (const [path, name] of dialogs) {
      await page.goto(path);
      const button = page.getByRole('button', { name }).first();
      await button.waitFor();
      await isReady(button);
      await button.focus();
      await keys.press('Enter');
      await dialog.waitFor();
      const isIn = () =>
        page.evaluate<boolean>('document.activeElement.closest("dialog[open]") !== null');
      assert.ok(await isIn(), `${name}: the focus goes in`);
      const stops = await dialog.locator('button, input, select, textarea, summary').count();
      for (let stop = 0; stop < stops + 3; stop += 1) {
        await keys.press('Tab');
        // From the last stop a browser goes round by its own window, which is no part of the page.
        const isOut = await page.evaluate<boolean>(
          'document.activeElement !== document.body && document.activeElement.closest("dialog[open]") === null',
        );
        assert.equal(isOut, false, `${name}: the focus leaves`);
      }
      await keys.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await mustHaveFocus(button, `${name}: the focus comes back`);
    }
    assert.deepEqual(complaints, []);
  });

  test('a menu opens at its first item, closes with Escape, and gives the focus back', {
    skip: noBrowser,
  }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/');
    for (const [path, name] of menus) {
      await page.goto(path);
      const button = page.getByRole('button', { name });
      await button.waitFor();
      await isReady(button);
      await button.focus();
      await keys.press('ArrowDown');
      const items = page.getByRole('menuitem');
      await items.first().waitFor();
      await mustHaveFocus(items.first(), `${path}: ${name}`);
      const outline = await page.evaluate<string>(
        'getComputedStyle(document.activeElement).outlineStyle',
      );
      assert.notEqual(outline, 'none', `${name} shows where one is`);
      await keys.press('Escape');
      await items.first().waitFor({ state: 'detached' });
      await mustHaveFocus(button, `${path}: ${name} has the focus again`);
    }
    assert.deepEqual(complaints, []);
  });
}
