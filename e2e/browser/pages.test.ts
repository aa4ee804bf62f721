// Every page of the console, in both themes and on a wide and a narrow screen: it shows what it is for, axe finds
// nothing, and the browser has nothing to complain about.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { accessibilityProblems } from './accessibility.ts';
import { checkFilters, checkPager, checkTabs } from './addresses.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { type ConsoleWorld, startConsoleWorld } from './console-world.ts';
import { followLink, ownerEmail, signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';
import { openPage, type PageLook } from './watched-page.ts';
import { tooWide, wholePage } from './whole-page.ts';

let browser: Browser;
let world: ConsoleWorld;

before(async () => {
  if (noBrowser !== false) return;
  browser = await startBrowser();
  world = await startConsoleWorld();
  await addPolicy();
});
after(async () => {
  await browser?.close();
  await world?.close();
});

async function addPolicy(): Promise<void> {
  await world.api.send('POST', '/policies', {
    name: 'Exploited out there',
    effect: 'warn',
    when: { finding: { severityAtLeast: 'high', knownExploited: true } },
  });
  await world.api.send('POST', '/exceptions', {
    advisory: 'CVE-2030-0001',
    reason: 'The affected function is not called.',
    expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
  });
}

interface PageRow {
  readonly name: string;
  readonly path: () => Promise<string> | string;
  readonly title: string | RegExp;
  /** A text that is there once the page is whole. */
  readonly whole: string | RegExp;
  /** What else it has to say. */
  readonly says?: readonly (string | RegExp)[];
}

const imagePath = async (): Promise<string> => {
  const rows = await world.api.list<{ digest: string; findings: { critical: number } }>(
    `/images?registry=${world.registryId}&sort=severity:desc`,
  );
  return `/images/${rows[0]?.digest}`;
};

const rows: readonly PageRow[] = [
  {
    name: 'overview',
    title: 'Overview',
    path: () => '/',
    whole: 'Needs attention',
    says: [
      /\d+ have a fix, such as \S+ \S+ → \S+ in \S+; the oldest was first seen/,
      /harbor of plant 7 is in error since .+ First check:/,
      'no catalog of exploits is imported',
    ],
  },
  {
    name: 'registries',
    title: 'Registries',
    path: () => '/registries',
    whole: 'harbor of plant 7',
    says: ['health 100', 'health 0', 'waiting for the first heartbeat'],
  },
  {
    name: 'connect',
    title: 'Connect registry',
    path: () => '/registries/connect',
    whole: 'Which registry?',
  },
  {
    name: 'registry',
    title: 'demo',
    path: () => `/registries/${world.registryId}`,
    whole: /digests/,
  },
  {
    name: 'registry-repositories',
    title: 'demo',
    path: () => `/registries/${world.registryId}?tab=repositories`,
    whole: /\d+ tags?, \d+ image/,
  },
  {
    name: 'registry-push',
    title: 'demo',
    path: () => `/registries/${world.registryId}?tab=push`,
    whole: 'Make the secret',
  },
  {
    name: 'registry-settings',
    title: 'demo',
    path: () => `/registries/${world.registryId}?tab=settings`,
    whole: 'Remove this registry',
  },
  { name: 'images', title: 'Images', path: () => '/images', whole: /\d+ rows/ },
  { name: 'image', title: /.+:.+/, path: imagePath, whole: /base image/ },
  {
    name: 'image-packages',
    title: /.+:.+/,
    path: async () => `${await imagePath()}?tab=packages`,
    whole: 'Only with findings',
  },
  {
    name: 'image-facts',
    title: /.+:.+/,
    path: async () => `${await imagePath()}?tab=facts`,
    whole: 'Runs as root',
  },
  {
    name: 'image-signatures',
    title: /.+:.+/,
    path: async () => `${await imagePath()}?tab=signatures`,
    whole: 'Nothing is attached to this image',
  },
  {
    name: 'image-history',
    title: /.+:.+/,
    path: async () => `${await imagePath()}?tab=history`,
    whole: 'Against this image',
  },
  { name: 'packages-start', title: 'Packages', path: () => '/packages', whole: 'Which package?' },
  {
    name: 'packages',
    title: 'Packages',
    path: () => '/packages?package=curl',
    whole: /tags? in/,
  },
  {
    name: 'compare-start',
    title: 'Compare images',
    path: () => '/compare',
    whole: 'Choose two images',
  },
  {
    name: 'compare',
    title: 'Compare images',
    path: () => '/compare?from=shop/worker:0.8.0&to=shop/worker:0.9.0',
    whole: 'Gone',
  },
  { name: 'findings', title: 'Findings', path: () => '/findings', whole: /with a fix/ },
  {
    name: 'findings-places',
    title: 'Findings',
    path: () => '/findings?by=place',
    whole: /to .* of/,
  },
  {
    name: 'advisory',
    title: 'CVE-2023-38545',
    path: () => '/advisories/CVE-2023-38545',
    whole: /to .* of/,
  },
  { name: 'sensors', title: 'Sensors', path: () => '/sensors', whole: 'online' },
  { name: 'activity', title: 'Activity', path: () => '/activity', whole: /to .* of/ },
  { name: 'settings', title: 'Settings', path: () => '/settings', whole: 'Invite somebody' },
  { name: 'policies', title: 'Policies', path: () => '/policies', whole: 'CVE-2030-0001' },
  {
    name: 'settings-keys',
    title: 'Settings',
    path: () => '/settings?tab=keys',
    whole: 'Last used',
  },
  {
    name: 'settings-advisories',
    title: 'Settings',
    path: () => '/settings?tab=advisories',
    whole: 'Put together',
  },
  {
    name: 'settings-notifications',
    title: 'Settings',
    path: () => '/settings?tab=notifications',
    whole: 'A rule needs a channel first',
  },
  {
    name: 'settings-signatures',
    title: 'Settings',
    path: () => '/settings?tab=signatures',
    whole: 'Trusted root',
  },
  {
    name: 'settings-retention',
    title: 'Settings',
    path: () => '/settings?tab=retention',
    whole: 'everything is kept',
  },
  {
    name: 'settings-general',
    title: 'Settings',
    path: () => '/settings?tab=general',
    whole: 'What is logged',
  },
  {
    name: 'settings-audit',
    title: 'Settings',
    path: () => '/settings?tab=audit',
    whole: 'POST /api/registries',
  },
  {
    name: 'not-found',
    title: 'Nothing here',
    path: () => '/nowhere',
    whole: 'No page has this address',
  },
];

/** Of keys and of the audit log; one more makes a second page. */
const rowsOfPage = 50;

const looks: readonly PageLook[] = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 390 },
  { theme: 'dark', width: 390 },
];

/** Where the way around says one is; one of both bars is drawn. */
const chosenRooms = ['.rail', '.bottom-nav']
  .map((bar) => `${bar} > :is([aria-current="page"], [aria-current="true"]):visible`)
  .join(', ');

for (const look of looks) {
  test(`every page is whole, accessible and quiet at ${look.width} in the ${look.theme}`, {
    skip: noBrowser,
  }, async (t) => {
    const { page, context, complaints } = await openPage(browser, world.url, look);
    t.after(() => context.close());
    const problems: string[] = [];
    const examine = async (name: string): Promise<void> => {
      await snapshot(page, name, look);
      for (const problem of await accessibilityProblems(page)) problems.push(`${name}: ${problem}`);
      problems.push(...(await tooWide(page, look.width)).map((each) => `${name} ${each}`));
    };
    await page.goto('/');
    await page.getByText('Sign in to HarborGuard').waitFor();
    await examine('sign-in');
    assert.equal(await page.title(), 'Sign in to HarborGuard');
    await signIn(page, world.apiKey);
    for (const { name, path, title, whole, says = [] } of rows) {
      await visit(page, await path());
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.getByText(whole).first().waitFor();
      await wholePage(page);
      for (const words of says) await page.getByText(words).first().waitFor();
      await examine(name);
      const head = await page.getByRole('heading', { level: 1 }).innerText();
      if ((await page.title()) !== `${head} · HarborGuard`) {
        problems.push(`${name} is called ${await page.title()}`);
      }
      const rooms = await page.locator(chosenRooms).count();
      if (rooms !== (name === 'not-found' ? 0 : 1)) problems.push(`${name} is in ${rooms} rooms`);
    }

    assert.deepEqual(problems, []);
    assert.deepEqual(complaints, []);
  });
}

test('every page flows on a screen of 320 pixels, and moves nothing for those who want no motion', {
  skip: noBrowser,
}, async (t) => {
  const { page, context } = await openPage(browser, world.url, { theme: 'light', width: 320 });
  t.after(() => context.close());
  const problems: string[] = [];
  await page.goto('/');
  await signIn(page, world.apiKey);
  for (const { name, path, whole } of rows) {
    await visit(page, await path());
    await page.getByText(whole).first().waitFor();
    await wholePage(page);
    problems.push(...(await tooWide(page, 320)).map((each) => `${name} ${each}`));
    const moving = await page.evaluate<number>('document.getAnimations().length');
    if (moving > 0) problems.push(`${name}: ${moving} things move`);
  }

  assert.deepEqual(problems, []);
});

test('where the system chooses the colours, what is chosen is told by a line', {
  skip: noBrowser,
}, async (t) => {
  const look = { theme: 'light', width: 1280 } as const;
  const { page, context } = await openPage(browser, world.url, look);
  t.after(() => context.close());
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto('/');
  await signIn(page, world.apiKey);
  await visit(page, '/settings?tab=keys');
  await page.getByText('Last used').first().waitFor();
  const lineOf = (selector: string) =>
    page.evaluate<string>(`(() => {
      const { borderBottomColor, outlineStyle } = getComputedStyle(document.querySelector('${selector}'));
      return borderBottomColor + ' ' + outlineStyle;
    })()`);

  assert.notEqual(await lineOf('.tab[aria-current]'), await lineOf('.tab:not([aria-current])'));
  assert.match(await lineOf('.rail-link[aria-current]'), /solid$/);
  await page.getByRole('button', { name: 'Account' }).press('Enter');
  await page.getByRole('menuitem').first().waitFor();
  await page.locator('.menu-item:focus').waitFor();
  assert.match(await lineOf('.menu-item:focus'), /solid$/);
  await snapshot(page, 'forced-colors', look);
});

test('the search above every page leads to what is typed or pasted into it', {
  skip: noBrowser,
}, async (t) => {
  const { page, context } = await openPage(browser, world.url, { theme: 'light', width: 1280 });
  t.after(() => context.close());
  await page.goto('/');
  await signIn(page, world.apiKey);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  const image = await imagePath();
  const digest = image.slice('/images/'.length);
  const input = page.getByRole('textbox', { name: /^Search images/ });
  // A page that has just come takes the focus to its heading.
  await eventually('the search to have the focus', async () => {
    await page.keyboard.press('Control+k');
    return (await page.locator('.search input:focus').count()) === 1 ? true : undefined;
  });
  for (const [text, path, title] of [
    [`harbor.example.com/shop/web:1.4.0@${digest}`, image, /.+:.+/],
    ['cve-2023-38545', '/advisories/CVE-2023-38545', 'CVE-2023-38545'],
    ['curl < 8', '/packages?package=curl', 'Packages'],
    ['harbor.example.com/shop/web:1.4.0', '/images?search=shop', 'Images'],
  ] as const) {
    await input.fill(text);
    await input.press('Enter');
    await eventually(`${text} to lead to ${path}, not to ${page.url()}`, () => {
      const { pathname, search } = new URL(page.url());
      return `${decodeURIComponent(pathname)}${search}`.startsWith(path) ? true : undefined;
    });
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await wholePage(page);
    await page.locator('h1:focus').waitFor();
  }
  await page.getByText('1 row, one for each tag and platform').waitFor();
});

test('what narrows, orders and opens a list is in the address, and is there again', {
  skip: noBrowser,
}, async (t) => {
  const { page, context, complaints } = await openPage(browser, world.url, {
    theme: 'light',
    width: 1280,
  });
  t.after(() => context.close());
  await followLink(page, await world.ownerLink(), { email: ownerEmail });
  await world.api.send('POST', '/notification-channels', {
    ...{ name: 'hook', target: { kind: 'webhook', url: 'https://127.0.0.1:1/' } },
  });
  const registry = `/registries/${world.registryId}`;
  const image = await imagePath();
  let filters = 0;
  for (const path of [
    ...['/registries', '/images', '/findings', '/findings?by=place', '/packages', '/activity'],
    ...['/policies', '/settings?tab=audit', '/settings?tab=notifications'],
    ...['/advisories/CVE-2023-38545', `${registry}?tab=repositories`],
    ...[image, `${image}?tab=packages`, `${image}?tab=facts`],
    '/compare?from=shop/worker:0.8.0&to=shop/worker:0.9.0&show=kept',
  ]) {
    filters += await checkFilters(page, path);
  }
  const tabs = [
    await checkTabs(page, '/settings'),
    await checkTabs(page, registry),
    await checkTabs(page, image),
    await checkTabs(page, '/findings'),
  ];
  for (let made = 0; made <= rowsOfPage; made += 1) {
    await world.api.send('POST', '/api-keys', { name: `pipeline ${made}`, role: 'viewer' });
  }
  for (const path of ['/settings?tab=keys', '/settings?tab=audit']) await checkPager(page, path);

  assert.ok(filters > 50, `${filters} filters`);
  assert.deepEqual(tabs, [8, 4, 6, 2]);
  assert.deepEqual(complaints, []);
});
