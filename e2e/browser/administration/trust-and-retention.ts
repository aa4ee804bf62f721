// Whose signatures count, and what is forgotten.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { noBrowser } from '../chromium.ts';
import { visit } from '../sign-in.ts';
import { snapshot } from '../snapshot.ts';
import { type AdministrationWorld, openAdministration, wide } from './administration-world.ts';

export function testTrustAndRetention(world: () => AdministrationWorld): void {
  test('a signer is trusted and no longer, and what is no trusted root is refused', {
    skip: noBrowser,
  }, async (t) => {
    const { page, complaints } = await openAdministration(t, world());
    const dialog = page.getByRole('dialog');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    await visit(page, '/settings?tab=signatures');
    await page.getByRole('button', { name: 'Add signer' }).click();
    await dialog.getByLabel('Name').fill('release key');
    await dialog.getByLabel('Public key (PEM)').fill('nonsense');
    await dialog.getByRole('button', { name: 'Trust' }).click();
    await dialog.getByText('First check:').waitFor();
    await dialog
      .getByLabel('Public key (PEM)')
      .fill(publicKey.export({ type: 'spki', format: 'pem' }).toString());
    await dialog.getByLabel('Repositories').fill('shop/*');
    await dialog.getByRole('button', { name: 'Trust' }).click();
    await page.getByRole('cell', { name: 'shop/*' }).waitFor();
    await page.getByRole('button', { name: 'Add signer' }).click();
    await dialog.getByLabel('Name').fill('release workflow');
    await dialog.getByLabel('Trusted by').selectOption('identity');
    await dialog.getByLabel('Identity').fill('https://github.com/acme/*');
    await dialog.getByLabel('Issuer').fill('https://token.actions.githubusercontent.com');
    await dialog.getByRole('button', { name: 'Trust' }).click();
    await page.getByText('https://github.com/acme/*').waitFor();
    const file = (text: string) => ({
      ...{ name: 'root.json', mimeType: 'application/json', buffer: Buffer.from(text) },
    });
    await page.getByLabel('File of the trusted root').setInputFiles(file('not json'));
    await page.getByText('root.json is not JSON').waitFor();
    await page.getByLabel('File of the trusted root').setInputFiles(file('{"no": "root"}'));
    await page.getByText('The root is what it was.').waitFor();
    await snapshot(page, 'settings-signatures-filled', wide);
    for (const name of ['release key', 'release workflow']) {
      await page.getByRole('button', { name: `Remove ${name}` }).click();
      await dialog.getByRole('button', { name: 'Remove' }).click();
      await dialog.waitFor({ state: 'detached' });
    }
    await page.getByText('Nobody is trusted yet').waitFor();

    assert.deepEqual(complaints, []);
  });

  test('a rule of retention is tried before it is saved, changed, and removed', {
    skip: noBrowser,
  }, async (t) => {
    const { page, complaints } = await openAdministration(t, world());
    const dialog = page.getByRole('dialog');

    await visit(page, '/settings?tab=retention');
    await page.getByText('No rule: everything is kept.').waitFor();
    await page.getByRole('button', { name: 'Add rule' }).click();
    await dialog.getByLabel('Name').fill('old builds');
    await dialog.getByLabel('Older than days').fill('');
    await dialog.getByText('A rule needs an age').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Save' }).isDisabled());
    await dialog.getByLabel('Keep the newest of each repository').fill('10');
    await dialog.getByRole('button', { name: 'Dry run' }).click();
    await dialog.getByText('Nothing would go').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('but for the newest 10 of each repository').waitFor();
    await page.getByRole('button', { name: 'Edit old builds' }).click();
    await dialog.getByLabel('Older than days').fill('90');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('older than 90 days').waitFor();
    await page.getByRole('button', { name: 'Remove old builds' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No rule: everything is kept.').waitFor();

    assert.deepEqual(complaints, []);
  });
}
