// Secrets of every kind planted in one control plane, then looked for in everything a browser holds of it: answers,
// pages, fields, storage, addresses, what it logs and what it sends, and the files the console is built of.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import { builtFolder, consoleFolder } from '@harborguard/console/build/console-print.ts';
import type { Browser, Page } from 'playwright-core';
import { firstOwnerLink } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/temporary-folder.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { type ConsoleWorld, startConsoleWorld } from './console-world.ts';
import { watchHeld } from './held-by-browser.ts';
import { followLink, goodPassword, ownerEmail, signIn, signInAsPerson, visit } from './sign-in.ts';
import { openPage } from './watched-page.ts';

const planted = {
  keyEncryptionKey: 'c7a1'.repeat(16),
  oidcSecret: 'canary-of-the-provider',
  advisoriesToken: 'canary-of-the-advisories',
  registryPassword: 'canary-of-the-registry',
  smtpPassword: 'canary-of-the-mail-server',
  slackPath: 'T0/B0/canaryOfSlack',
  routingKey: 'canary0000000000000000PagerDuty0',
};

let browser: Browser;
let world: ConsoleWorld;

before(async () => {
  if (noBrowser !== false) return;
  const port = await freePort();
  const environment = {
    HARBORGUARD_LISTEN: `127.0.0.1:${port}`,
    HARBORGUARD_PUBLIC_URL: `http://127.0.0.1:${port}`,
    HARBORGUARD_KEY_ENCRYPTION_KEY: planted.keyEncryptionKey,
    HARBORGUARD_OIDC_ISSUER: 'https://127.0.0.1:1',
    HARBORGUARD_OIDC_CLIENT_ID: 'guard',
    HARBORGUARD_OIDC_CLIENT_SECRET: planted.oidcSecret,
    HARBORGUARD_OIDC_ROLE_MAP: '*=viewer',
    HARBORGUARD_ADVISORIES_TOKEN: planted.advisoriesToken,
  };
  browser = await startBrowser();
  world = await startConsoleWorld(environment);
});
after(async () => {
  await browser?.close();
  await world?.close();
});

/** Every address of the router, with what its tabs and filters show besides. */
const pages: Readonly<Record<string, (things: Things) => readonly string[]>> = {
  '/': () => ['/'],
  '/registries': () => ['/registries'],
  '/registries/connect': () => ['/registries/connect'],
  '/registries/$id': ({ registryIds }) =>
    registryIds.flatMap((id) => tabs(`/registries/${id}`, 'syncs repositories push settings')),
  '/images': () => ['/images'],
  '/images/$digest': ({ digest }) =>
    tabs(`/images/${digest}`, 'findings packages facts signatures places history'),
  '/packages': () => ['/packages?package=curl'],
  '/compare': () => ['/compare?from=shop/worker:0.8.0&to=shop/worker:0.9.0'],
  '/findings': () => ['/findings', '/findings?by=place'],
  '/advisories/$id': () => ['/advisories/CVE-2023-38545'],
  '/sensors': () => ['/sensors'],
  '/sensors/$id': ({ sensorId }) => [`/sensors/${sensorId}`],
  '/activity': () => ['/activity'],
  '/policies': () => ['/policies'],
  '/settings': () =>
    tabs('/settings', 'members keys notifications signatures retention advisories audit general'),
};
const tabs = (path: string, names: string): readonly string[] =>
  names.split(' ').map((name) => `${path}?tab=${name}`);
/** Opened by their tokens, in the tests themselves. */
const oneTimeLinks = ['/first-owner', '/invitation', '/password-reset'];

interface Things {
  readonly registryIds: readonly string[];
  readonly digest: string;
  readonly sensorId: string;
}

test('every address of the console is walked here', () => {
  const router = readFileSync(join(consoleFolder, 'src/router.tsx'), 'utf8');
  const paths = [...router.matchAll(/path: '([^']+)'/g)].map(([, path]) => path ?? '');

  assert.ok(paths.length > 10);
  assert.deepEqual(paths.toSorted(), Object.keys(pages).toSorted());
  for (const link of oneTimeLinks) assert.ok(router.includes(`'${link}'`), link);
});

test('no secret reaches the browser of somebody who may do everything', {
  skip: noBrowser,
}, async (t) => {
  const { page, context } = await openPage(browser, world.url, { theme: 'light', width: 1280 });
  t.after(() => context.close());
  const { secrets, registryIds } = await plant();
  const held = watchHeld(page);
  const link = await firstOwnerLink(
    { dataFolder: join(world.folder, 'data'), ...ofTest },
    world.url,
  );

  await followLink(page, link, { email: ownerEmail });
  secrets['firstOwner'] = link.split('#')[1] ?? '';
  await held.keep('after the first owner’s link');
  await page.context().clearCookies();
  await page.goto('/');
  await signInAsPerson(page);
  secrets['password'] = goodPassword;
  for (const { name, value, httpOnly } of await context.cookies()) {
    assert.ok(httpOnly, name);
    secrets[`cookie ${name}`] = value;
  }
  secrets['shown once'] = await makeKey(page);
  for (const path of await addresses(registryIds)) {
    await open(page, path);
    await held.keep(path);
  }

  assert.deepEqual(await held.found(secrets), []);
  const walked = await held.texts();
  assert.ok(walked.some(({ where, text }) => where.startsWith('answer') && text.includes('olga')));
  assert.ok(walked.some(({ where, text }) => where.startsWith('page') && text.includes('slack')));
});

test('a key that somebody signs in with stays in the memory of the page, and leaves with it', {
  skip: noBrowser,
}, async (t) => {
  const { page, context } = await openPage(browser, world.url, { theme: 'light', width: 1280 });
  t.after(() => context.close());
  const held = watchHeld(page);
  await page.goto('/');

  await signIn(page, world.apiKey);
  for (const path of ['/', '/settings?tab=keys', '/settings?tab=audit']) {
    await open(page, path);
    await held.keep(path);
  }
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in to HarborGuard' }).waitFor();
  await held.keep('after a reload');

  assert.deepEqual(await held.found({ apiKey: world.apiKey }), []);
  assert.deepEqual(await context.cookies(), []);
});

test('the files of the console hold no key, no place of the machine that built it and no source map', async () => {
  await buildConsole({ progress: () => undefined });
  const names = globSync('**/*.{html,js,css,svg,json,map}', { cwd: builtFolder });
  const root = resolve(import.meta.dirname, '../..');

  assert.ok(names.length > 10);
  for (const name of names) {
    const text = readFileSync(join(builtFolder, name), 'utf8');
    assert.doesNotMatch(name, /\.map$/);
    assert.ok(!text.includes(root), `${name} names ${root}`);
    for (const form of [
      /hg_(?:ak|et|wh)_[0-9a-f]{16}/,
      /-----BEGIN [A-Z ]*PRIVATE KEY-----\n/,
      /sourceMappingURL/,
      /process\.env\.(?!NODE_ENV)/,
    ]) {
      assert.doesNotMatch(text, form, name);
    }
  }
});

const ofTest = { environment: { HARBORGUARD_KEY_ENCRYPTION_KEY: planted.keyEncryptionKey } };

/** By name, with those the control plane makes itself and shows once. */
async function plant(): Promise<{
  readonly secrets: Record<string, string>;
  readonly registryIds: readonly string[];
}> {
  const { api } = world;
  const make = <Data>(path: string, body: object = {}) => api.send<Data>('POST', path, body);
  const credential = { username: 'robot', password: planted.registryPassword };
  await api.send('PUT', `/registries/${world.registryId}`, credential);
  const own = await make<{ id: string; sensorApiKey: string }>('/registries', {
    ...{ name: 'own', url: 'own.example.com', scanMethod: 'sensor' },
  });
  const webhook = await make<{ secret: string }>(`/registries/${world.registryId}/webhook`);
  const mail = { kind: 'email', host: '127.0.0.1', port: 1, security: 'implicit', username: 'g' };
  const targets = [
    { ...mail, from: 'a@example.com', to: ['b@example.com'], password: planted.smtpPassword },
    { kind: 'slack', url: `https://hooks.slack.com/services/${planted.slackPath}` },
    { kind: 'pagerduty', routingKey: planted.routingKey },
    { kind: 'webhook', url: 'https://127.0.0.1:1/hook' },
  ];
  const channels = [];
  for (const target of targets) {
    channels.push(
      await make<{ signingSecret?: string }>('/notification-channels', {
        name: target.kind,
        target,
      }),
    );
  }
  const invited = { email: 'nina@example.com', role: 'viewer' };
  const { link } = await make<{ link: string }>('/invitations', invited);
  const token = await make<{ token: string }>('/enrolment-tokens', { name: 'clusters' });
  const key = await make<{ key: string }>('/api-keys', { name: 'pipeline', role: 'ci' });
  return {
    registryIds: [world.registryId, own.id],
    secrets: {
      ...planted,
      apiKey: world.apiKey,
      otherKey: key.key,
      sensorKey: own.sensorApiKey,
      webhookSecret: webhook.secret,
      signingSecret: channels.at(-1)?.signingSecret ?? '',
      invitation: link.split('#')[1] ?? '',
      enrolmentToken: token.token,
    },
  };
}

/** By hand: its text is shown in a dialog, and nowhere once that is closed. */
async function makeKey(page: Page): Promise<string> {
  await open(page, '/settings?tab=keys');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByLabel('Name').fill('by hand');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const text = (await dialog.locator('.key-box .mono').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  return text;
}

async function addresses(registryIds: readonly string[]): Promise<readonly string[]> {
  const [image] = await world.api.list<{ digest: string }>(
    `/images?registry=${world.registryId}&sort=severity:desc`,
  );
  const [sensor] = await world.api.list<{ id: string }>('/sensors');
  const things = { registryIds, digest: image?.digest ?? '', sensorId: sensor?.id ?? '' };
  return Object.values(pages).flatMap((addressesOf) => addressesOf(things));
}

async function open(page: Page, path: string): Promise<void> {
  await visit(page, path);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await eventually(`${path} to be whole`, async () =>
    (await page.locator('.skeleton').count()) === 0 ? true : undefined,
  );
}
