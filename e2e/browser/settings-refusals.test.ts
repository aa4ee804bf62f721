// The settings on bad days: whatever the API answers, each part says what happened and what to check first, can be asked
// again, and keeps what was typed.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { errorRow } from '@harborguard/shared/errors/error-table.ts';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from './accessibility.ts';
import { askAgain } from './ask-again.ts';
import { noBrowser } from './chromium.ts';
import { emptyConsole, emptyLook as look } from './empty-console.ts';
import { signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';

const shared = emptyConsole();

async function signedIn(t: TestContext) {
  const { page, apiKey } = await shared.look(t);
  await signIn(page, apiKey);
  return { page, apiKey };
}

const refusals = {
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  INTERNAL_ERROR: 500,
  SHUTTING_DOWN: 503,
  offline: 0,
} as const;
type Refusal = keyof typeof refusals;

/** Until the answer is called; routes stay, since one that is taken away leaves its questions without any answer. */
async function refuse(page: Page, path: string, refusal: Refusal): Promise<() => void> {
  let isOver = false;
  await page.route(new RegExp(`/api/${path}(\\?|$)`), (route) => {
    if (isOver) return route.fallback();
    if (refusal === 'offline') return route.abort('internetdisconnected');
    const { meaning, firstCheck } = errorRow(refusal);
    const error = { code: refusal, message: meaning, firstCheck, id: 'request-7' };
    return route.fulfill({ status: refusals[refusal], json: { error } });
  });
  return () => {
    isOver = true;
  };
}

interface Part {
  readonly tab: string;
  readonly path: string;
  readonly refusal: Refusal;
  /** What it says could not be read, and what is there once it could. */
  readonly says: string;
  readonly whole: string;
}

const parts: readonly Part[] = [
  {
    ...{ tab: 'members', path: 'members', refusal: 'FORBIDDEN' },
    ...{ says: 'The members could not be read.', whole: 'Nobody is a member yet' },
  },
  {
    ...{ tab: 'members', path: 'invitations', refusal: 'SHUTTING_DOWN' },
    ...{ says: 'The invitations could not be read.', whole: 'Nobody is a member yet' },
  },
  {
    ...{ tab: 'keys', path: 'api-keys', refusal: 'offline' },
    ...{ says: 'The keys could not be read.', whole: 'Last used' },
  },
  {
    ...{ tab: 'keys', path: 'enrolment-tokens', refusal: 'NOT_FOUND' },
    ...{ says: 'The enrolment tokens could not be read.', whole: 'No token' },
  },
  {
    ...{ tab: 'notifications', path: 'notification-channels', refusal: 'CONFLICT' },
    ...{ says: 'The channels could not be read.', whole: 'A rule needs a channel first' },
  },
  {
    ...{ tab: 'notifications', path: 'deliveries', refusal: 'NOT_FOUND' },
    ...{ says: 'The deliveries could not be read.', whole: 'Nothing was sent yet' },
  },
  {
    ...{ tab: 'signatures', path: 'signers', refusal: 'INTERNAL_ERROR' },
    ...{ says: 'The signers could not be read.', whole: 'Nobody is trusted yet' },
  },
  {
    ...{ tab: 'signatures', path: 'trusted-root', refusal: 'CONFLICT' },
    ...{ says: 'Whether there is a root could not be read.', whole: 'none' },
  },
  {
    ...{ tab: 'retention', path: 'retention-rules', refusal: 'NOT_FOUND' },
    ...{ says: 'The rules of retention could not be read.', whole: 'everything is kept' },
  },
  {
    ...{ tab: 'advisories', path: 'advisories', refusal: 'FORBIDDEN' },
    ...{ says: 'The advisories could not be read.', whole: 'missing' },
  },
  {
    ...{ tab: 'audit', path: 'audit', refusal: 'NOT_FOUND' },
    ...{ says: 'The audit log could not be read.', whole: 'create-key' },
  },
  {
    ...{ tab: 'general', path: 'sign-in', refusal: 'SHUTTING_DOWN' },
    ...{ says: 'What is general could not be read.', whole: 'OpenAPI document' },
  },
  {
    ...{ tab: 'general', path: 'system/log-level', refusal: 'FORBIDDEN' },
    ...{ says: 'How much is logged could not be read.', whole: 'Until the next start' },
  },
];

test('each part of the settings says what could not be read and what to check, and is asked again by hand', {
  skip: noBrowser,
}, async (t) => {
  for (const { tab, path, refusal, says, whole } of parts) {
    const { page, apiKey } = await signedIn(t);
    const accept = await refuse(page, path, refusal);
    // The banner above every page has asked for the advisories before.
    if (path === 'advisories') await page.reload().then(() => signIn(page, apiKey));
    await visit(page, `/settings?tab=${tab}`);

    const notice = page.getByRole('alert').filter({ hasText: says });
    await notice.waitFor();
    const words = await notice.innerText();
    assert.match(words, /First check: \S/, `${tab}: ${words}`);
    if (refusal !== 'offline') assert.ok(words.includes(refusal), words);
    assert.deepEqual(await accessibilityProblems(page), [], tab);
    await snapshot(page, `settings-${tab}-refused-${path.replace('/', '-')}`, look);
    await askAgain(page, notice, { path, accept, whole });
    await page.context().close();
  }
});

test('where it cannot be read who is looking, the page says why much of it is missing', {
  skip: noBrowser,
}, async (t) => {
  const { page, apiKey } = await shared.look(t);
  const accept = await refuse(page, 'me', 'FORBIDDEN');
  await signIn(page, apiKey);
  await visit(page, '/settings?tab=keys');

  const notice = page.getByRole('alert').filter({ hasText: 'What you may do could not be read' });
  await notice.waitFor();
  await askAgain(page, notice, { path: 'me', accept, whole: 'Last used' });
});

interface SentDialog {
  readonly tab: string;
  readonly open: string;
  readonly field: string;
  readonly typed: string;
  readonly path: string;
  readonly refusal: Refusal;
  readonly send: string;
}

const dialogs: readonly SentDialog[] = [
  {
    ...{ tab: 'members', open: 'Invite somebody', field: 'E-mail', typed: 'vera@example.com' },
    ...{ path: 'invitations', refusal: 'CONFLICT', send: 'Make the link' },
  },
  {
    ...{ tab: 'keys', open: 'Create key', field: 'Name', typed: 'pipeline' },
    ...{ path: 'api-keys', refusal: 'INTERNAL_ERROR', send: 'Create' },
  },
  {
    ...{ tab: 'keys', open: 'Create token', field: 'Name', typed: 'plants' },
    ...{ path: 'enrolment-tokens', refusal: 'FORBIDDEN', send: 'Create' },
  },
];

test('a dialog of the settings that is refused says why, keeps what was typed, and can be sent again', {
  skip: noBrowser,
}, async (t) => {
  const { page } = await signedIn(t);
  for (const { tab, open, field, typed, path, refusal, send } of dialogs) {
    await visit(page, `/settings?tab=${tab}`);
    await page.getByRole('button', { name: open }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(field, { exact: true }).fill(typed);
    const accept = await refuse(page, path, refusal);
    await dialog.getByRole('button', { name: send }).click();

    const notice = dialog.getByRole('alert');
    await notice.filter({ hasText: 'First check:' }).waitFor();
    assert.ok((await notice.innerText()).includes(refusal));
    assert.equal(await dialog.getByLabel(field, { exact: true }).inputValue(), typed);
    accept();
    await dialog.getByRole('button', { name: send }).click();
    await dialog.getByText('shown this once').waitFor();
    await page.keyboard.press('Escape');
    await dialog.getByText('Is it copied?').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
});
