// The ways around by the keyboard: in, across, into a page and out again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noBrowser } from '../chromium.ts';
import { goodPassword, ownerEmail } from '../sign-in.ts';
import { mustBeOnPage, mustHaveFocus } from './keyboard.ts';
import { type KeyboardWorld, sitDown } from './keyboard-world.ts';

export function testWays(world: () => KeyboardWorld): void {
  test('somebody signs in, goes across, searches and signs out, and is always where the page is', {
    skip: noBrowser,
  }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/', { isSignedIn: false });
    const title = page.getByRole('heading', { level: 1 });

    await keys.fill(page.getByLabel('E-mail'), ownerEmail);
    await keys.fill(page.getByLabel('Password'), 'not the password');
    await keys.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'First check:' }).waitFor();
    await keys.fill(page.getByLabel('Password'), goodPassword);
    await keys.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await mustHaveFocus(page.getByRole('heading', { level: 1 }));
    for (const name of ['Registries', 'Settings']) {
      await keys.to(page.getByRole('link', { name, exact: true }).first(), 'Shift+Tab');
      await keys.press('Enter');
      await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
      await mustHaveFocus(page.getByRole('heading', { level: 1 }));
      assert.equal(await page.title(), `${name} · HarborGuard`);
    }
    await keys.press('Control+k');
    await page.keyboard.type('shop/web');
    await keys.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Images' }).waitFor();
    await mustHaveFocus(title, 'whoever searched goes on in the list');

    const account = page.getByRole('button', { name: 'Account' });
    await keys.to(account, 'Shift+Tab');
    await keys.press('Enter');
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await keys.press('Escape');
    await page.getByRole('menuitem').first().waitFor({ state: 'detached' });
    await mustHaveFocus(account);
    await keys.menu(account, 'Sign out');
    await page.getByRole('heading', { level: 1, name: 'Sign in to HarborGuard' }).waitFor();
    await mustHaveFocus(page.getByRole('heading', { level: 1 }));
    assert.deepEqual(complaints, []);
  });

  test('the first stop of a page leads past what stands around it', {
    skip: noBrowser,
  }, async (t) => {
    const { page, keys } = await sitDown(t, world(), '/findings?severity=high');
    await page.getByRole('row').nth(1).waitFor();

    await keys.press('Tab');
    await mustHaveFocus(page.getByRole('link', { name: 'Skip to the page' }));
    await keys.press('Enter');
    await mustHaveFocus(page.getByRole('main'));
    await keys.press('Tab');

    await mustBeOnPage(page);
    assert.match(page.url(), /\/findings\?severity=high(#page)?$/, 'the address stays');
  });

  test('an ended session is taken up above the page, which gives the focus back', {
    skip: noBrowser,
  }, async (t) => {
    const { page, keys } = await sitDown(t, world(), '/', { isSignedIn: false });
    await keys.fill(page.getByLabel('E-mail'), ownerEmail);
    await keys.fill(page.getByLabel('Password'), goodPassword);
    await keys.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.goto('/registries/connect');
    const address = page.getByLabel('Address');
    await keys.fill(address, 'ghcr.io');

    const headers = JSON.stringify({ 'x-harborguard-request': '1' });
    await page.evaluate(`fetch('/api/session', { method: 'DELETE', headers: ${headers} })`);
    // Whoever works besides changes something, and the page asks anew.
    await world().api.send('POST', '/api-keys', { name: 'another', role: 'viewer' });
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await keys.fill(dialog.getByLabel('E-mail'), ownerEmail);
    await keys.press('Escape');
    await keys.fill(dialog.getByLabel('Password'), goodPassword);
    await keys.press('Enter');
    await dialog.waitFor({ state: 'detached' });

    await mustHaveFocus(address);
    assert.equal(await address.inputValue(), 'ghcr.io');
  });
}
