// How people come in and go: by the first owner's link, an invitation, a new password, e-mail and password; and what
// happens when they leave or their session ends.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import type { Browser } from 'playwright-core';
import { type ControlPlane, firstOwnerLink, startControlPlane } from '../support/control-plane.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { accessibilityProblems } from './accessibility.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { closeAfter } from './close-after.ts';
import { fileEnding } from './file-ending.ts';
import { followLink, goodPassword, ownerEmail, signInAsPerson, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';
import { openPage, type WatchedPage } from './watched-page.ts';

const look = { theme: 'light', width: 1280 } as const;
const file = fileEnding();
let browser: Browser;
let controlPlane: ControlPlane;
let ownerLink: string;

before(async () => {
  if (noBrowser !== false) return;
  await buildConsole({ progress: () => undefined });
  browser = await startBrowser();
  const options = { dataFolder: join(temporaryFolder(file), 'data'), managedSensor: false };
  controlPlane = await startControlPlane(options);
  ownerLink = await firstOwnerLink(options, controlPlane.url);
});
after(async () => {
  await browser?.close();
  await controlPlane?.stop();
});

async function open(t: TestContext): Promise<WatchedPage> {
  const opened = await openPage(browser, controlPlane.url, look);
  closeAfter(t, opened);
  return opened;
}

test('the first owner comes in by the link, and again by e-mail and password', {
  skip: noBrowser,
}, async (t) => {
  const { page, complaints } = await open(t);

  await page.goto('/');
  await page.getByText('Nobody owns this installation yet').waitFor();
  await page.goto(ownerLink);
  await page.getByRole('heading', { name: 'Become the owner' }).waitFor();
  await snapshot(page, 'first-owner', look);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.doesNotMatch(page.url(), /#/, 'the token stays in no history');
  await page.getByLabel('E-mail').fill(ownerEmail);
  await page.getByLabel('New password').fill(goodPassword);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Connect your first registry').waitFor();
  await page.reload();
  await page.getByText('Connect your first registry').waitFor();
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to HarborGuard' }).waitFor();
  await page.reload();
  await signInAsPerson(page);

  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByText(ownerEmail).waitFor();
  assert.deepEqual(complaints, []);
});

test('a link that was followed opens nothing any more, and says what to do', {
  skip: noBrowser,
}, async (t) => {
  const { page } = await open(t);
  await page.goto(ownerLink);
  await page.getByText('This link opens nothing').waitFor();

  assert.ok(await page.getByText('First check:').isVisible());
});

test('an invited member comes in, and comes back with a new password when the old is forgotten', {
  skip: noBrowser,
}, async (t) => {
  const { api } = controlPlane;
  const { link } = await api.send<{ link: string }>('POST', '/invitations', {
    email: 'vera@example.com',
    role: 'viewer',
  });
  const { page, complaints } = await open(t);

  await followLink(page, here(link));
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByText('vera@example.com').waitFor();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  const members = await api.list<{ id: string; email: string }>('/members');
  const vera = members.find(({ email }) => email === 'vera@example.com');
  const reset = await api.send<{ link: string }>('POST', `/members/${vera?.id}/password-reset`);
  const next = 'violet harbour 1999 gull';
  await followLink(page, here(reset.link), { password: next });
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await signInAsPerson(page, 'vera@example.com', next);

  assert.deepEqual(complaints, []);
});

test('a wrong password says so, and a session that an admin ends is taken up above the page', {
  skip: noBrowser,
}, async (t) => {
  const { api } = controlPlane;
  const { page } = await open(t);
  await page.goto('/');
  await signInAsPerson(page);
  await visit(page, '/registries/connect');
  await page.getByLabel('Address').fill('ghcr.io');

  const members = await api.list<{ id: string; email: string }>('/members');
  const owner = members.find(({ email }) => email === ownerEmail);
  await api.raw('POST', `/members/${owner?.id}/sign-out`);
  await page.getByText('Your session has ended').waitFor();
  await page.getByLabel('E-mail').fill(ownerEmail);
  await page.getByLabel('Password').fill('not the password at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(/First check:/).waitFor();
  await page.getByLabel('Password').fill(goodPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Your session has ended').waitFor({ state: 'detached' });

  assert.equal(await page.getByLabel('Address').inputValue(), 'ghcr.io');
});

/** Links carry the address the server believes in; a test has it at another port. */
function here(link: string): string {
  return link.replace(/^https?:\/\/[^/]+/, '');
}
