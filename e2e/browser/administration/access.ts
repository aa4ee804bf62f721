// Who comes in: people, keys and tokens; and how much is logged of it all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityProblems } from '../accessibility.ts';
import { noBrowser } from '../chromium.ts';
import { closeAfter } from '../close-after.ts';
import { followLink, visit } from '../sign-in.ts';
import { snapshot } from '../snapshot.ts';
import { openPage } from '../watched-page.ts';
import { type AdministrationWorld, openAdministration, wide } from './administration-world.ts';

export function testAccess(world: () => AdministrationWorld): void {
  test('an invitation is a link shown once, a key works until it is revoked, an exception has an end', {
    skip: noBrowser,
  }, async (t) => {
    const { page, complaints } = await openAdministration(t, world());
    const dialog = page.getByRole('dialog');

    await visit(page, '/settings');
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await dialog.getByLabel('E-mail').fill('vera@example.com');
    await dialog.getByLabel('Role').selectOption('auditor');
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    await dialog.getByText(/\/invitation/).waitFor();
    // As over plain HTTP, where the browser lends its clipboard to no page.
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    const link = (await dialog.locator('.key-box .mono').textContent()) ?? '';
    // It says so for a moment only, so it is looked for from before.
    await Promise.all([
      dialog.getByText('Copied', { exact: true }).waitFor(),
      dialog.getByRole('button', { name: 'Copy the link' }).click(),
    ]);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('vera@example.com', { exact: true }).waitFor();
    await page.getByText(/\/invitation/).waitFor({ state: 'detached' });
    const guest = await openPage(world().browser, world().url, wide);
    closeAfter(t, guest);
    await followLink(guest.page, link);
    await page.getByRole('row').filter({ hasText: 'vera@example.com' }).waitFor();
    await page.getByText('Open invitations').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'API keys' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    await dialog.getByLabel('Name').press('Control+v');
    assert.equal(await dialog.getByLabel('Name').inputValue(), link);
    await dialog.getByLabel('Name').fill('pipeline of payments');
    await dialog.getByLabel('Role').selectOption('ci');
    await dialog.getByRole('button', { name: 'Create' }).click();
    const key = (await dialog.locator('.key-box .mono').textContent()) ?? '';
    const statusWithKey = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${key}` };
      return (await fetch(`${world().url}/api/me`, { headers })).status;
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

  test('an enrolment token is shown once with its labels, and revoked', {
    skip: noBrowser,
  }, async (t) => {
    const { page, complaints } = await openAdministration(t, world());
    const dialog = page.getByRole('dialog');

    await visit(page, '/settings?tab=keys');
    await page.getByRole('button', { name: 'Create token' }).click();
    await dialog.getByLabel('Name').fill('plants');
    await dialog.getByLabel('For how many sensors').fill('12');
    await dialog.getByLabel('Labels').fill('site');
    await dialog.getByText('Each line needs a name and a value').waitFor();
    await dialog.getByLabel('Labels').fill('site=plant 7\nowner=team a');
    await dialog.getByLabel('lab', { exact: true }).check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText(/^hg_et_/).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('site=plant 7').waitFor();
    await page.getByText('0 of 12').waitFor();
    assert.doesNotMatch(await page.content(), /hg_et_[0-9a-f]{20}/);
    assert.deepEqual(await accessibilityProblems(page), []);
    await snapshot(page, 'settings-keys-filled', wide);
    await page.getByRole('button', { name: 'Revoke plants' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await dialog.waitFor({ state: 'detached' });

    const tokens = await world().api.list<{ revokedAt?: string }>('/enrolment-tokens');
    assert.equal(tokens.filter(({ revokedAt }) => revokedAt === undefined).length, 0);
    assert.deepEqual(complaints, []);
  });

  test('how much is logged is changed until the next start', { skip: noBrowser }, async (t) => {
    const { page } = await openAdministration(t, world());

    await visit(page, '/settings?tab=general');
    await page.getByLabel('What is logged').selectOption('debug');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changed until the next start').waitFor();

    assert.equal((await world().api.get<{ level: string }>('/system/log-level')).level, 'debug');
  });
}
