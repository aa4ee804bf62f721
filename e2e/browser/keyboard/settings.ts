// What an administrator sets up by the keyboard alone: policies, notifications, retention, keys, tokens and people.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noBrowser } from '../chromium.ts';
import { followLink } from '../sign-in.ts';
import { startReceiver } from '../start-receiver.ts';
import { openPage } from '../watched-page.ts';
import { mustBeOnPage, mustHaveFocus, said } from './keyboard.ts';
import { type KeyboardWorld, sitDown } from './keyboard-world.ts';

export function testSettings(world: () => KeyboardWorld): void {
  test('a policy is tried, saved, changed and removed', { skip: noBrowser }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/policies');
    const dialog = page.getByRole('dialog');

    const add = page.getByRole('button', { name: 'Add rule' }).first();
    await keys.use(add);
    await keys.fill(dialog.getByLabel('Name'), 'Nothing grave');
    await keys.choose(dialog.getByLabel('What it does'), 'Warn of the image');
    await keys.use(dialog.getByRole('button', { name: 'Dry run' }));
    await dialog.getByText(/\d+ images? judged/).waitFor();
    await mustHaveFocus(dialog.getByRole('button', { name: 'Dry run' }));
    await keys.to(dialog.getByRole('button', { name: 'Save' }), 'Shift+Tab');
    await keys.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await mustHaveFocus(add);
    const edit = page.getByRole('button', { name: 'Edit Nothing grave' });
    await keys.use(edit);
    await keys.choose(dialog.getByLabel('What it does'), 'Block the image');
    await keys.press('Enter');
    await keys.use(dialog.getByRole('button', { name: 'Save' }));
    await dialog.waitFor({ state: 'detached' });
    await mustHaveFocus(edit);
    await keys.use(page.getByRole('button', { name: 'Remove Nothing grave' }));
    await keys.use(dialog.getByRole('button', { name: 'Remove' }));
    await page.getByText('No rule yet').waitFor();

    await mustBeOnPage(page);
    assert.deepEqual(complaints, []);
  });

  test('a channel is made and tested, a rule tells it of news, and both are removed', {
    skip: noBrowser,
  }, async (t) => {
    const receiver = await startReceiver(t);
    const { page, keys, complaints } = await sitDown(t, world(), '/settings');
    const dialog = page.getByRole('dialog');

    const tab = page.getByRole('button', { name: 'Notifications' });
    await keys.use(tab);
    await page.getByText('No channel yet').waitFor();
    await mustHaveFocus(tab);
    await keys.use(page.getByRole('button', { name: 'Add channel' }));
    await keys.fill(dialog.getByLabel('Name', { exact: true }), 'receiver');
    await keys.choose(dialog.getByLabel('Kind'), 'Webhook');
    await keys.fill(dialog.getByLabel('Address'), receiver.url);
    await keys.press('Enter');
    await dialog.getByText(/^whsec_/).waitFor();
    await mustHaveFocus(dialog.getByText(/Copy it now/), 'the secret is told at once');
    await keys.use(dialog.getByRole('button', { name: 'Done' }));
    const tried = page.getByRole('button', { name: 'Test receiver' });
    await keys.use(tried);
    await dialog.getByText('Sent.').waitFor();
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await mustHaveFocus(tried);
    assert.equal(receiver.received.length, 1);

    await keys.use(page.getByRole('button', { name: 'Add rule' }));
    await keys.fill(dialog.getByLabel('Name', { exact: true }), 'everything grave');
    await keys.use(dialog.getByLabel('An API key ends soon'), 'Space');
    await keys.choose(dialog.getByLabel('Severity'), 'Medium or graver');
    await keys.use(dialog.getByRole('button', { name: 'Try it' }));
    await dialog.getByText(/of the last \d+ events?/).waitFor();
    await keys.to(dialog.getByRole('button', { name: 'Save' }));
    await keys.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    for (const name of ['everything grave', 'receiver']) {
      await keys.use(page.getByRole('button', { name: `Remove ${name}` }));
      await keys.use(dialog.getByRole('button', { name: 'Remove' }));
      await page.getByRole('button', { name: `Remove ${name}` }).waitFor({ state: 'detached' });
      await mustBeOnPage(page);
    }
    assert.deepEqual(complaints, []);
  });

  test('a rule of retention is refused, mended, tried, saved and removed', {
    skip: noBrowser,
  }, async (t) => {
    const { page, keys, complaints } = await sitDown(t, world(), '/settings?tab=retention');
    const dialog = page.getByRole('dialog');

    await keys.use(page.getByRole('button', { name: 'Add rule' }));
    await keys.fill(dialog.getByLabel('Name'), 'old builds');
    const age = dialog.getByLabel('Older than days');
    await keys.fill(age, '');
    await keys.press('Delete', 'Enter');
    await dialog.getByRole('alert').filter({ hasText: 'A rule needs an age' }).waitFor();
    assert.equal(await age.getAttribute('aria-invalid'), 'true');
    await keys.fill(age, '90');
    await keys.use(dialog.getByRole('button', { name: 'Dry run' }));
    await dialog.getByText('Nothing would go').waitFor();
    await keys.to(dialog.getByRole('button', { name: 'Save' }));
    await keys.press('Enter');
    await page.getByText('older than 90 days').waitFor();
    await keys.use(page.getByRole('button', { name: 'Remove old builds' }));
    await keys.use(dialog.getByRole('button', { name: 'Remove' }));
    await page.getByText('No rule: everything is kept.').waitFor();

    await mustBeOnPage(page);
    assert.deepEqual(complaints, []);
  });

  test('a key and an enrolment token are made, copied and revoked', {
    skip: noBrowser,
  }, async (t) => {
    const { page, context, keys, complaints } = await sitDown(t, world(), '/settings?tab=keys');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const dialog = page.getByRole('dialog');
    const status = async (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      return (await fetch(`${world().url}/api/me`, { headers })).status;
    };

    await keys.use(page.getByRole('button', { name: 'Create key' }));
    await keys.fill(dialog.getByLabel('Name'), 'pipeline');
    await keys.choose(dialog.getByLabel('Role'), 'ci');
    await keys.choose(dialog.getByLabel('Ends after'), '30 days');
    await keys.use(dialog.getByRole('button', { name: 'Create' }));
    await Promise.all([
      said(dialog.getByRole('status').filter({ hasText: 'the key copied' })),
      keys.use(dialog.getByRole('button', { name: 'Copy the key' })),
    ]);
    const key = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.equal(await status(key), 200);
    await keys.use(dialog.getByRole('button', { name: 'Done' }));
    await keys.use(page.getByRole('button', { name: 'Revoke pipeline' }));
    await keys.use(dialog.getByRole('button', { name: 'Revoke' }));
    await page.getByRole('status').filter({ hasText: 'pipeline is revoked' }).waitFor();
    assert.equal(await status(key), 401);

    await keys.use(page.getByRole('button', { name: 'Create token' }));
    await keys.fill(dialog.getByLabel('Name'), 'plants');
    await keys.fill(dialog.getByLabel('For how many sensors'), '12');
    await keys.choose(dialog.getByLabel('Ends after'), 'A week');
    const labels = dialog.getByLabel('Labels');
    await keys.fill(labels, 'site');
    await dialog.getByRole('alert').filter({ hasText: 'Each line needs a name' }).waitFor();
    assert.equal(await labels.getAttribute('aria-invalid'), 'true');
    await keys.fill(labels, 'site=plant 7');
    await keys.use(dialog.getByRole('button', { name: 'Create' }));
    await dialog.getByText(/^hg_et_/).waitFor();
    await keys.use(dialog.getByRole('button', { name: 'Done' }));
    await page.getByText('0 of 12').waitFor();
    await keys.use(page.getByRole('button', { name: 'Revoke plants' }));
    await keys.use(dialog.getByRole('button', { name: 'Revoke' }));
    await page.getByRole('status').filter({ hasText: 'plants is revoked' }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('somebody is invited, and their role changes only once it is saved', {
    skip: noBrowser,
  }, async (t) => {
    const { browser, url, api } = world();
    const { page, keys, complaints } = await sitDown(t, world(), '/settings');
    const dialog = page.getByRole('dialog');
    const invite = page.getByRole('button', { name: 'Invite somebody' });
    const email = 'vera@example.com';
    const roleOfVera = async () => {
      const members = await api.list<{ email: string; role: string }>('/members');
      return members.find((member) => member.email === email)?.role;
    };

    await keys.use(invite);
    await keys.fill(dialog.getByLabel('E-mail'), email);
    await keys.choose(dialog.getByLabel('Role'), 'auditor');
    await keys.use(dialog.getByRole('button', { name: 'Make the link' }));
    const link = (await dialog.locator('.key-box .mono').textContent()) ?? '';
    await keys.use(dialog.getByRole('button', { name: 'Done' }));
    await mustHaveFocus(invite);
    const guest = await openPage(browser, url, { theme: 'light', width: 1280 });
    await followLink(guest.page, link.replace(/^https?:\/\/[^/]+/, ''));
    await guest.context.close();
    await page.reload();

    const role = page.getByLabel(`Role of ${email}`);
    await keys.choose(role, 'developer');
    assert.equal(await roleOfVera(), 'auditor', 'stepping through the list changes nothing');
    await keys.use(page.getByRole('button', { name: 'Save' }));
    await page.getByRole('status').filter({ hasText: 'is changed' }).waitFor();
    assert.equal(await roleOfVera(), 'developer');
    assert.deepEqual(complaints, []);
  });
}
