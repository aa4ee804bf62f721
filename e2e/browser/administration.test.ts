// What an administrator does on the pages of settings, policies and activity, and what comes of it.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { accessibilityProblems } from './accessibility.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { type ConsoleWorld, startConsoleWorld } from './console-world.ts';
import { signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';
import { openPage, type PageLook, type WatchedPage } from './watched-page.ts';

const wide = { theme: 'light', width: 1280 } as const;
const narrow = { theme: 'dark', width: 390 } as const;
let browser: Browser;
let world: ConsoleWorld;

before(async () => {
  if (noBrowser !== false) return;
  [browser, world] = await Promise.all([startBrowser(), startConsoleWorld()]);
});
after(async () => {
  await browser?.close();
  await world?.close();
});

async function open(
  t: TestContext,
  key = world.apiKey,
  look: PageLook = wide,
): Promise<WatchedPage> {
  const opened = await openPage(browser, world.url, look);
  t.after(() => opened.context.close());
  await opened.page.goto('/');
  await signIn(opened.page, key);
  return opened;
}

/** A dialog is as accessible as a page, in both themes and widths. */
async function examineDialog(t: TestContext, path: string, button: string, name: string) {
  for (const look of [wide, narrow]) {
    const { page } = await open(t, world.apiKey, look);
    await visit(page, path);
    await page.getByRole('button', { name: button }).first().click();
    await page.getByRole('dialog').waitFor();
    for (const details of await page.getByRole('dialog').locator('summary').all()) {
      await details.click();
    }
    await snapshot(page, name, look);
    assert.deepEqual(await accessibilityProblems(page), [], `${name} at ${look.width}`);
    const width = await page.evaluate<number>('document.querySelector("dialog").scrollWidth');
    assert.ok(width <= look.width, `${name} is ${width} wide`);
  }
}

async function startReceiver(t: TestContext) {
  const received: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (part) => received.push(String(part)));
    request.on('end', () => response.end());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

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

test('channels of every kind are made, tested, changed and removed, and show no secret', {
  skip: noBrowser,
}, async (t) => {
  const receiver = await startReceiver(t);
  const { page, complaints } = await open(t);
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
  await addChannel(page, 'Slack', { Address: 'https://hooks.slack.com/services/T/B/canary-4711' });
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

  const kinds = (await world.api.get<{ kind: string }[]>('/notification-channels')).map(
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
  await world.api.send('POST', '/notification-channels', {
    ...{ name: 'receiver', target: { kind: 'webhook', url: receiver.url } },
  });
  const { page, complaints } = await open(t);
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
  await world.api.send('POST', '/api-keys', { name: 'short', role: 'viewer', expiresInDays: 1 });
  await page.getByRole('button', { name: /^Deliver again: .*short/ }).waitFor({ timeout: 90_000 });
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

test('a signer is trusted and no longer, and what is no trusted root is refused', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await open(t);
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
  const { page, complaints } = await open(t);
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

test('a policy is tried as it is typed, saved, changed, turned off and removed', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await open(t);
  const dialog = page.getByRole('dialog');

  await visit(page, '/policies');
  await page.getByRole('button', { name: 'Add rule' }).first().click();
  await dialog.getByLabel('Name').fill('Nothing grave');
  await dialog.getByLabel('Severity').selectOption('high');
  await dialog.getByLabel('Fix known for days').fill('');
  await dialog.getByRole('button', { name: 'Dry run' }).click();
  await dialog.getByText(/\d+ images? judged; [1-9]\d* verdicts? would change/).waitFor();
  await dialog
    .getByText(/pass → block/)
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
  const { key } = await world.api.send<{ key: string }>('POST', '/api-keys', {
    ...{ name: 'dev', role: 'developer' },
  });
  const developer = (await open(t, key)).page;
  const admin = (await open(t)).page;

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
    const rows = await world.api.list<{ advisory?: string }>('/exceptions?state=active');
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

test('failed jobs say why, are filtered by the address, and run again together', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await open(t);
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

test('an enrolment token is shown once with its labels, and revoked', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await open(t);
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

  const tokens = await world.api.list<{ revokedAt?: string }>('/enrolment-tokens');
  assert.equal(tokens.filter(({ revokedAt }) => revokedAt === undefined).length, 0);
  assert.deepEqual(complaints, []);
});

test('how much is logged is changed until the next start', { skip: noBrowser }, async (t) => {
  const { page } = await open(t);

  await visit(page, '/settings?tab=general');
  await page.getByLabel('What is logged').selectOption('debug');
  await page.getByText('Changed until the next start').waitFor();

  assert.equal((await world.api.get<{ level: string }>('/system/log-level')).level, 'debug');
});

test('every dialog of the settings and policies is accessible on wide and narrow screens', {
  skip: noBrowser,
}, async (t) => {
  await examineDialog(t, '/settings?tab=notifications', 'Add channel', 'dialog-channel');
  await examineDialog(t, '/settings?tab=notifications', 'Add rule', 'dialog-rule');
  await examineDialog(t, '/settings?tab=signatures', 'Add signer', 'dialog-signer');
  await examineDialog(t, '/settings?tab=retention', 'Add rule', 'dialog-retention');
  await examineDialog(t, '/policies', 'Add rule', 'dialog-policy');
  await examineDialog(t, '/activity', 'Run failed ones again', 'dialog-bulk');
});
