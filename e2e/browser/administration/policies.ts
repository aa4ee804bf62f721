// Policies and the exceptions from them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { noBrowser } from '../chromium.ts';
import { visit } from '../sign-in.ts';
import { snapshot } from '../snapshot.ts';
import { type AdministrationWorld, openAdministration, wide } from './administration-world.ts';

export function testPolicies(world: () => AdministrationWorld): void {
  test('a policy is tried as it is typed, saved, changed, turned off and removed', {
    skip: noBrowser,
  }, async (t) => {
    const { page, complaints } = await openAdministration(t, world());
    const dialog = page.getByRole('dialog');

    await visit(page, '/policies');
    await page.getByRole('button', { name: 'Add rule' }).first().click();
    await dialog.getByLabel('Name').fill('Nothing grave');
    await dialog.getByLabel('Severity').selectOption('high');
    await dialog.getByLabel('Fix known for days').fill('');
    await dialog.getByRole('button', { name: 'Dry run' }).click();
    await dialog.getByText(/\d+ images? judged; [1-9]\d* verdicts? would change/).waitFor();
    await dialog
      .getByText(/passed → blocked/)
      .first()
      .waitFor();
    await snapshot(page, 'policy-dry-run', wide);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText('Block high findings or graver')
      .or(page.getByText(/^Block .*high/))
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Edit Nothing grave' }).click();
    await dialog.getByLabel('What it does').selectOption('warn');
    await dialog.getByText('Only in some registries').click();
    await dialog.getByLabel('Repositories').fill('library/**');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Warn .*library/).waitFor();
    await page.getByRole('button', { name: 'Turn off: Nothing grave' }).click();
    await page.getByRole('button', { name: 'Turn on: Nothing grave' }).waitFor();
    await page.getByRole('button', { name: 'Remove Nothing grave' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No rule yet').waitFor();

    assert.deepEqual(complaints, []);
  });

  test('an exception is asked for by a developer, approved by an administrator, renewed and revoked', {
    skip: noBrowser,
  }, async (t) => {
    const { key } = await world().api.send<{ key: string }>('POST', '/api-keys', {
      ...{ name: 'dev', role: 'developer' },
    });
    const developer = (await openAdministration(t, world(), { key })).page;
    const admin = (await openAdministration(t, world())).page;

    await visit(developer, '/policies');
    await developer.getByRole('button', { name: 'Add exception' }).click();
    const asked = developer.getByRole('dialog');
    await asked.getByLabel('Advisory').fill('CVE-2031-0007');
    await asked.getByLabel('Reason').fill('The function is not called.');
    await asked.getByRole('button', { name: 'Ask for it' }).click();
    await developer.getByText('dev asks for it').waitFor();
    assert.equal(await developer.getByRole('button', { name: 'Approve CVE-2031-0007' }).count(), 0);

    await visit(admin, '/policies?state=requested');
    await admin.getByRole('button', { name: 'Approve CVE-2031-0007' }).click();
    await admin.getByText('No exception matches.').waitFor();
    await admin
      .getByRole('search', { name: 'Filter exceptions' })
      .getByLabel('State')
      .selectOption('active');
    await admin.getByRole('button', { name: 'Renew CVE-2031-0007' }).click();
    const renewed = admin.getByRole('dialog');
    assert.equal(await renewed.getByLabel('Reason').inputValue(), 'The function is not called.');
    await renewed.getByLabel('Ends after').selectOption('90');
    await renewed.getByRole('button', { name: 'Accept' }).click();
    await renewed.waitFor({ state: 'detached' });
    const active = async () => {
      const rows = await world().api.list<{ advisory?: string }>('/exceptions?state=active');
      return rows.filter(({ advisory }) => advisory === 'CVE-2031-0007').length;
    };
    assert.equal(await active(), 2);
    for (const left of [1, 0]) {
      await admin.getByRole('button', { name: 'Revoke CVE-2031-0007' }).first().click();
      await admin.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await eventually('one exception less', async () =>
        (await active()) === left ? true : undefined,
      );
      await admin.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  test('an accepted finding of an image says who accepted it until when, and is taken back there', {
    skip: noBrowser,
  }, async (t) => {
    const { key } = await world().api.send<{ key: string }>('POST', '/api-keys', {
      ...{ name: 'reader', role: 'viewer' },
    });
    const [image] = await world().api.list<{ digest: string }>('/images?search=shop/web');
    const path = `/images/${image?.digest}`;
    const admin = (await openAdministration(t, world())).page;
    const viewer = (await openAdministration(t, world(), { key })).page;
    const finding = 'CVE-2023-38545 in curl';
    const reason = 'No proxy is used here.';
    const accept = admin.getByRole('button', { name: `Accept ${finding}` });
    const dialog = admin.getByRole('dialog');

    await visit(admin, path);
    await visit(viewer, path);
    await accept.click();
    await dialog.getByLabel('Reason').fill(reason);
    await dialog.getByRole('button', { name: 'Accept' }).click();
    await dialog.waitFor({ state: 'detached' });

    for (const page of [admin, viewer]) {
      const row = page.getByRole('row').filter({ hasText: reason });
      await row.getByText(/^Accepted, ends in /).waitFor();
      await row.getByText('by owner').waitFor();
    }
    await accept.waitFor({ state: 'detached' });
    assert.equal(await viewer.getByRole('button', { name: `Revoke ${finding}` }).count(), 0);
    await snapshot(admin, 'image-accepted', wide);
    await admin.getByRole('button', { name: `Renew ${finding}` }).click();
    const renewed = dialog.getByLabel('Reason');
    await renewed.waitFor();
    await dialog.locator('input:focus').waitFor();
    assert.equal(await renewed.inputValue(), reason);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await admin.getByRole('button', { name: `Revoke ${finding}` }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();

    await accept.waitFor();
    await viewer.getByText(reason).waitFor({ state: 'detached' });
  });
}
