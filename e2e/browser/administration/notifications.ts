// Channels and rules of notifications, and what was delivered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import { accessibilityProblems } from '../accessibility.ts';
import { noBrowser } from '../chromium.ts';
import { visit } from '../sign-in.ts';
import { snapshot } from '../snapshot.ts';
import { startReceiver } from '../start-receiver.ts';
import { type AdministrationWorld, openAdministration, wide } from './administration-world.ts';

async function addChannel(page: Page, kind: string, fields: Readonly<Record<string, string>>) {
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add channel' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill(`by ${kind}`);
  await dialog.getByLabel('Kind').selectOption({ label: kind });
  for (const [label, value] of Object.entries(fields)) {
    await dialog.getByLabel(label, { exact: true }).fill(value);
  }
  await dialog.getByRole('button', { name: 'Save' }).click();
}

export function testNotifications(world: () => AdministrationWorld): void {
  test('channels of every kind are made, tested, changed and removed, and show no secret', {
    skip: noBrowser,
  }, async (t) => {
    const receiver = await startReceiver(t);
    const { page, complaints } = await openAdministration(t, world());
    const dialog = page.getByRole('dialog');
    await visit(page, '/settings?tab=notifications');

    await addChannel(page, 'Webhook', { Address: receiver.url });
    await dialog.getByText(/^whsec_/).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Test by Webhook' }).click();
    await dialog.getByText('Sent.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    assert.equal(receiver.received.length, 1);

    await addChannel(page, 'E-mail', {
      ...{ 'Mail server': '127.0.0.1', Port: '1', 'User name': 'guard', Password: 'canary-4711' },
      ...{ From: 'guard@example.com', To: 'a@example.com\nb@example.com' },
    });
    await page.getByText('a@example.com, b@example.com by 127.0.0.1:1').waitFor();
    await page.getByRole('button', { name: 'Test by E-mail' }).click();
    await dialog.getByText('Not sent.').waitFor();
    await dialog.getByText('First check:').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await addChannel(page, 'Slack', {
      Address: 'https://hooks.slack.com/services/T/B/canary-4711',
    });
    await page.getByRole('button', { name: 'Test by Slack' }).waitFor();
    await addChannel(page, 'Microsoft Teams', { Address: 'https://prod.example.com/canary-4711' });
    await page.getByRole('button', { name: 'Test by Microsoft Teams' }).waitFor();
    await addChannel(page, 'PagerDuty', { 'Integration key': 'canary4711'.padEnd(32, '0') });
    await page.getByRole('button', { name: 'Test by PagerDuty' }).waitFor();

    await page.getByRole('button', { name: 'Edit by Slack' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('security');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Test security' }).waitFor();
    await page.getByRole('button', { name: 'Remove by PagerDuty' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await dialog.waitFor({ state: 'detached' });

    const kinds = (await world().api.get<{ kind: string }[]>('/notification-channels')).map(
      ({ kind }) => kind,
    );
    assert.deepEqual(kinds.toSorted(), ['email', 'slack', 'teams', 'webhook']);
    assert.doesNotMatch(await page.content(), /canary-?4711/);
    assert.deepEqual(complaints, []);
  });

  test('a rule says what it would tell, tells it, and what was delivered is delivered again', {
    skip: noBrowser,
  }, async (t) => {
    const receiver = await startReceiver(t);
    await world().api.send('POST', '/notification-channels', {
      ...{ name: 'receiver', target: { kind: 'webhook', url: receiver.url } },
    });
    const { page, complaints } = await openAdministration(t, world());
    const dialog = page.getByRole('dialog');

    await visit(page, '/settings?tab=notifications');
    await page.getByRole('button', { name: 'Add rule' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('keys');
    await dialog.getByLabel('Channel').selectOption({ label: 'receiver' });
    for (const news of [
      'A critical or high finding appeared',
      'A finding is known to be exploited',
    ]) {
      await dialog.getByLabel(news).uncheck();
    }
    await dialog.getByLabel('An API key ends soon').check();
    await dialog.getByLabel('Severity').selectOption('medium');
    await dialog.getByLabel('Quiet hours').check();
    await dialog.getByLabel('Quiet from').fill('03:00');
    await dialog.getByLabel('Quiet hours').uncheck();
    await dialog.getByRole('button', { name: 'Try it' }).click();
    await dialog.getByText(/of the last \d+ events?/).waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('An API key ends soon · medium or graver').waitFor();
    await world().api.send('POST', '/api-keys', {
      name: 'short',
      role: 'viewer',
      expiresInDays: 1,
    });
    await page.getByRole('button', { name: /^Deliver again: .*short/ }).waitFor();
    const before = receiver.received.length;
    await page
      .getByRole('button', { name: /^Deliver again/ })
      .first()
      .click();
    await eventually('it to be delivered again', async () =>
      receiver.received.length > before ? true : undefined,
    );

    await page
      .getByRole('search', { name: 'Filter deliveries' })
      .getByLabel('State')
      .selectOption('failed');
    await page.getByText('Nothing was sent yet, or nothing that matches.').waitFor();
    assert.match(page.url(), /state=failed/);
    await page.goBack();
    await page
      .getByRole('button', { name: /^Deliver again/ })
      .first()
      .waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await snapshot(page, 'settings-notifications-filled', wide);
    assert.deepEqual(complaints, []);
  });
}
