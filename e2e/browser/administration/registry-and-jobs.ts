// The settings of a registry, and the jobs about all of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noBrowser } from '../chromium.ts';
import { visit } from '../sign-in.ts';
import { type AdministrationWorld, openAdministration } from './administration-world.ts';

export function testRegistryAndJobs(world: () => AdministrationWorld): void {
  test('a registry follows a cron expression, says what filters would keep, and is paused and resumed', {
    skip: noBrowser,
  }, async (t) => {
    const { page, complaints } = await openAdministration(t, world());
    const path = `/registries/${world().registryId}`;
    const registry = () =>
      world().api.get<{ cron: unknown; pausedAt: string | null }>(
        `/registries/${world().registryId}`,
      );

    await visit(page, `${path}?tab=settings`);
    await page.getByLabel('Look for changes').selectOption('cron');
    await page.getByLabel('Cron expression').fill('30 4 * * 1-5');
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    const kept = page.getByRole('region', { name: 'What the filters keep' });
    await kept.getByText(/Keeps [1-9]\d* tags?/).waitFor();
    await page.getByLabel('Keep only these repositories').fill('nowhere/**');
    await kept.getByText('Keeps nothing').waitFor();
    await page.getByLabel('Keep only these repositories').fill('');
    await kept.getByText(/Keeps [1-9]\d* tags?/).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    assert.deepEqual((await registry()).cron, {
      expression: '30 4 * * 1-5',
      timeZone: 'Europe/Berlin',
    });

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('This registry is paused').waitFor();
    assert.notEqual((await registry()).pausedAt, null);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Pause this registry').waitFor();
    assert.equal((await registry()).pausedAt, null);

    assert.deepEqual(complaints, []);
  });

  test('failed jobs say why, are filtered by the address, and run again together', {
    skip: noBrowser,
  }, async (t) => {
    const { page, complaints } = await openAdministration(t, world());
    const dialog = page.getByRole('dialog');

    await visit(page, '/activity?state=dead');
    const failed = page.getByRole('row').filter({ hasText: 'harbor of plant 7' }).first();
    await failed.getByText('First check:').waitFor();
    await failed.getByText(/^REGISTRY_/).waitFor();
    await failed.getByText(/The last time: REGISTRY_/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Cancel these' }).count(), 0);
    await page.getByRole('button', { name: 'Run failed ones again' }).click();
    await dialog.getByText('All jobs in the state dead').waitFor();
    await dialog.getByRole('button', { name: 'Run failed ones again' }).click();
    await dialog.getByText(/^[1-9]\d* jobs? queued again\.$/).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('State').selectOption('');
    await page.getByRole('button', { name: 'Cancel these' }).click();
    await dialog.getByRole('button', { name: 'Cancel these' }).click();
    await dialog.getByText(/jobs? cancelled\.$/).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.goBack();
    await page.waitForURL(/state=dead/);

    assert.deepEqual(complaints, []);
  });
}
