// What each role is offered: every control that changes something is there for those the API lets through and for
// nobody else, and no page asks for anything that is refused.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { noBrowser } from '../chromium.ts';
import { visit } from '../sign-in.ts';
import { wholePage } from '../whole-page.ts';
import { type AdministrationWorld, openAdministration } from './administration-world.ts';

type Role = 'admin' | 'developer' | 'ci' | 'auditor' | 'viewer';

/** What stands on a page, and whom the API lets use it. */
interface Control {
  readonly path: string;
  readonly name: string | RegExp;
  readonly role?: 'button' | 'link' | 'combobox';
  readonly for: readonly Role[];
}

const everybody: readonly Role[] = ['admin', 'developer', 'ci', 'auditor', 'viewer'];
const admins: readonly Role[] = ['admin'];
const developers: readonly Role[] = ['admin', 'developer'];
const pipelines: readonly Role[] = ['admin', 'developer', 'ci'];
const auditors: readonly Role[] = ['admin', 'auditor'];

const controlsOf = (registryId: string, digest: string): readonly Control[] => {
  const registry = (tab = '') => `/registries/${registryId}${tab}`;
  return [
    { path: '/registries', name: 'Connect registry', role: 'link', for: admins },
    { path: '/registries/connect', name: 'Continue', for: admins },
    { path: '/registries', name: /^Sync now/, for: developers },
    { path: registry(), name: 'Test connection', for: developers },
    { path: registry(), name: /^Sync now/, for: developers },
    { path: registry('?tab=push'), name: 'Make the secret', for: admins },
    { path: registry('?tab=settings'), name: 'Save', for: admins },
    { path: registry('?tab=settings'), name: 'Pause', for: admins },
    { path: registry('?tab=settings'), name: 'Remove …', for: admins },
    { path: `/images/${digest}`, name: 'Rescan', for: pipelines },
    { path: `/images/${digest}`, name: /^(Accept|Ask to accept) /, for: developers },
    { path: '/activity', name: 'Cancel these', for: developers },
    { path: '/activity', name: 'Run failed ones again', for: developers },
    { path: '/activity', name: /^Run again/, for: developers },
    { path: '/policies', name: 'Export', for: everybody },
    { path: '/policies', name: 'Add rule', for: admins },
    { path: '/policies', name: 'Dry run of No root', for: developers },
    { path: '/policies', name: 'Edit No root', for: admins },
    { path: '/policies', name: 'Turn off: No root', for: admins },
    { path: '/policies', name: 'Remove No root', for: admins },
    { path: '/policies', name: 'Add exception', for: developers },
    { path: '/policies', name: 'Renew CVE-2030-0001', for: developers },
    { path: '/policies', name: 'Revoke CVE-2030-0001', for: admins },
    { path: '/settings', name: 'Invite somebody', for: admins },
    { path: '/settings?tab=keys', name: 'Create key', for: admins },
    { path: '/settings?tab=keys', name: /^Revoke /, for: admins },
    { path: '/settings?tab=keys', name: 'Create token', for: admins },
    { path: '/settings?tab=notifications', name: 'Add channel', for: admins },
    { path: '/settings?tab=notifications', name: 'Add rule', for: admins },
    { path: '/settings?tab=notifications', name: 'Test hook', for: admins },
    { path: '/settings?tab=notifications', name: 'New secret of hook', for: admins },
    { path: '/settings?tab=notifications', name: 'Remove hook', for: admins },
    { path: '/settings?tab=signatures', name: 'Add signer', for: admins },
    { path: '/settings?tab=signatures', name: 'Remove workflow', for: admins },
    { path: '/settings?tab=signatures', name: 'Choose the file', for: admins },
    { path: '/settings?tab=retention', name: 'Add rule', for: admins },
    { path: '/settings?tab=advisories', name: 'Update now', for: admins },
    { path: '/settings?tab=audit', name: 'Export CSV', for: auditors },
    { path: '/settings?tab=general', name: 'What is logged', role: 'combobox', for: admins },
  ];
};

/** Something of each kind; gives the digest of an image with findings. */
async function prepare({ api, registryId }: AdministrationWorld): Promise<string> {
  await api.send('POST', '/policies', {
    ...{ name: 'No root', effect: 'warn', when: { image: { runsAsRoot: true } } },
  });
  await api.send('POST', '/exceptions', {
    ...{ advisory: 'CVE-2030-0001', reason: 'Not called.' },
    expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
  });
  await api.send('POST', '/notification-channels', {
    ...{ name: 'hook', target: { kind: 'webhook', url: 'https://127.0.0.1:1/' } },
  });
  await api.send('POST', '/signers', {
    ...{
      name: 'workflow',
      trust: { kind: 'identity', identity: 'https://a/*', issuer: 'https://b' },
    },
  });
  const rows = await api.list<{ digest: string }>(
    `/images?registry=${registryId}&sort=severity:desc`,
  );
  return rows[0]?.digest ?? '';
}

async function openAs(
  t: TestContext,
  world: AdministrationWorld,
  asked: { readonly name: string; readonly role: Role; readonly registryIds?: readonly string[] },
) {
  const { key } = await world.api.send<{ key: string }>('POST', '/api-keys', asked);
  const opened = await openAdministration(t, world, { key });
  const refused: string[] = [];
  opened.page.on('response', (answer) => {
    if (answer.status() === 403) refused.push(`${opened.page.url()} asks ${answer.url()}`);
  });
  return { ...opened, refused, key };
}

/** Who may only ask takes back what they asked for, and nobody else's. */
async function withdrawOwn(page: Page, { url }: AdministrationWorld, key: string): Promise<void> {
  const answer = await fetch(new URL('/api/exceptions', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ advisory: 'CVE-2030-0002', reason: 'Not called.' },
      expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
    }),
  });
  assert.equal(answer.status, 201, await answer.text());
  await visit(page, '/policies');
  const row = page.getByRole('row').filter({ hasText: 'CVE-2030-0002' });
  await row.getByRole('button', { name: 'Withdraw CVE-2030-0002' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Withdraw' }).click();
  await dialog.waitFor({ state: 'detached' });
  await row.getByText('as developer, withdrawn').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Withdraw / }).count(), 0);
}

export function testRoles(world: () => AdministrationWorld): void {
  let prepared: Promise<string> | undefined;
  const imageDigest = (): Promise<string> => {
    prepared ??= prepare(world());
    return prepared;
  };

  for (const role of everybody) {
    test(`${role}: what may be done is offered, what may not is explained, and nothing asked is refused`, {
      skip: noBrowser,
    }, async (t) => {
      const controls = controlsOf(world().registryId, await imageDigest());
      const asked = { name: `as ${role}`, role };
      const { page, complaints, refused, key } = await openAs(t, world(), asked);
      const wrong: string[] = [];
      for (const path of new Set(controls.map((control) => control.path))) {
        await visit(page, path);
        await wholePage(page);
        const here = controls.filter((control) => control.path === path);
        const [offered, withheld] = [true, false].map((isFor) =>
          here.filter((control) => control.for.includes(role) === isFor),
        ) as [Control[], Control[]];
        for (const control of offered) {
          const isThere = await comes(found(page, control));
          if (!isThere) wrong.push(`${path}: ${control.name} is not offered`);
        }
        if (withheld.length > 0 && !(await comes(page.getByText(/needs the role/)))) {
          wrong.push(`${path}: nothing says which role it takes`);
        }
        for (const control of withheld) {
          const count = await found(page, control).count();
          if (count > 0) wrong.push(`${path}: ${control.name} is offered`);
        }
      }
      if (role === 'developer') await withdrawOwn(page, world(), key);

      assert.deepEqual(wrong, []);
      assert.deepEqual(refused, []);
      assert.deepEqual(complaints, []);
    });
  }

  test('a key of one registry is offered what it may do there, and asks for nothing that is refused', {
    skip: noBrowser,
  }, async (t) => {
    const digest = await imageDigest();
    const { registryId } = world();
    const registry = `/registries/${registryId}`;
    const asked = { name: 'one registry', role: 'developer', registryIds: [registryId] } as const;
    const { page, refused } = await openAs(t, world(), asked);

    for (const path of [
      '/',
      '/registries',
      registry,
      `${registry}?tab=push`,
      '/activity',
      '/sensors',
      '/policies',
      '/images',
      `/images/${digest}`,
      '/findings',
      '/settings',
      '/settings?tab=notifications',
      '/settings?tab=signatures',
      '/settings?tab=retention',
      '/settings?tab=advisories',
      '/settings?tab=audit',
      '/settings?tab=general',
    ]) {
      await visit(page, path);
      await wholePage(page);
    }
    await visit(page, registry);
    await page.getByRole('button', { name: /^Sync now/ }).waitFor();

    assert.deepEqual(refused, []);
  });
}

function found(page: Page, { name, role = 'button' }: Control): Locator {
  return page.getByRole(role, { name, ...(typeof name === 'string' ? { exact: true } : {}) });
}

/** Whether it is there, or is within the time a page takes. */
async function comes(what: Locator): Promise<boolean> {
  try {
    await what.first().waitFor({ timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}
