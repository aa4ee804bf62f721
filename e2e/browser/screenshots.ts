// `npm run screenshots`: takes the pictures of the documentation from the demo's data, so that they show what is there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { noBrowser, startBrowser } from './chromium.ts';
import { type ConsoleWorld, startConsoleWorld } from './console-world.ts';
import { signIn, visit } from './sign-in.ts';
import { smallPng } from './small-png.ts';
import { openPage } from './watched-page.ts';
import { wholePage } from './whole-page.ts';

const folder = resolve(import.meta.dirname, '../../docs/images');
/** All of them together: a clone should not grow by pictures. */
const bytesMax = 1_500_000;

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly theme: 'light' | 'dark';
  readonly width: 390 | 1280;
}

process.exitCode = noBrowser === false ? await takeAll() : refuse(noBrowser);

function refuse(reason: string): number {
  process.stderr.write(`${reason}\n`);
  return 1;
}

async function takeAll(): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const [browser, world] = await Promise.all([startBrowser(), startConsoleWorld()]);
  try {
    await setUp(world);
    let bytes = 0;
    for (const picture of await picturesOf(world)) {
      const { name, theme, width, path } = picture;
      const { page, context } = await openPage(browser, world.url, { theme, width });
      await page.goto('/');
      await signIn(page, world.apiKey);
      await visit(page, path);
      await isWhole(page);
      const taken = smallPng(await page.screenshot());
      writeFileSync(join(folder, `${name}.png`), taken);
      await context.close();
      bytes += taken.length;
      process.stdout.write(`docs/images/${name}.png\n`);
    }
    process.stdout.write(`${bytes} bytes of ${bytesMax}\n`);
    return bytes > bytesMax ? 1 : 0;
  } finally {
    await browser.close();
    await world.close();
  }
}

/** What somebody has set up who uses it: rules, keys and whom to tell. */
async function setUp({ api, registryId }: ConsoleWorld): Promise<void> {
  await api.send('POST', '/policies', {
    ...{ name: 'Nothing critical with a fix', effect: 'block' },
    when: { finding: { severityAtLeast: 'critical', fixable: true } },
  });
  await api.send('POST', '/policies', {
    ...{ name: 'Runs as root', effect: 'warn', when: { image: { runsAsRoot: true } } },
  });
  await api.send('POST', '/exceptions', {
    ...{ advisory: 'CVE-2021-3749', package: 'axios', scope: { repositories: ['shop/*'] } },
    reason: 'Only our own servers are asked.',
    expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  });
  const channel = await api.send<{ id: string }>('POST', '/notification-channels', {
    name: 'security',
    target: { kind: 'slack', url: 'https://hooks.slack.com/services/T0/B0/example' },
  });
  await api.send('POST', '/notification-rules', {
    ...{ name: 'What is grave and new', channelId: channel.id, severity: 'high', onlyNew: true },
    ...{ events: ['finding.opened', 'finding.exploited'], digest: 'realtime' },
  });
  await api.send('POST', '/notification-rules', {
    ...{ name: 'The day at a glance', channelId: channel.id, severity: 'medium', events: [] },
    ...{ digest: 'daily', digestAt: '08:00', timeZone: 'Europe/Berlin' },
  });
  await api.send('POST', '/api-keys', {
    ...{ name: 'pipeline of shop', role: 'ci', registryIds: [registryId], expiresInDays: 90 },
  });
  await api.send('POST', '/enrolment-tokens', {
    ...{ name: 'plants', usesMax: 12, expiresInHours: 168, labels: { site: 'north' } },
    registryIds: [],
  });
}

async function picturesOf({ api, registryId }: ConsoleWorld): Promise<readonly Picture[]> {
  const [image] = await api.list<{ digest: string }>(
    `/images?registry=${registryId}&sort=severity:desc`,
  );
  const wide = { theme: 'light', width: 1280 } as const;
  return [
    { name: 'overview', path: '/', ...wide },
    { name: 'registries', path: '/registries', ...wide },
    { name: 'registry', path: `/registries/${registryId}?tab=repositories`, ...wide },
    { name: 'connect', path: '/registries/connect', ...wide },
    { name: 'images', path: '/images', ...wide },
    { name: 'image', path: `/images/${image?.digest}`, ...wide },
    { name: 'image-dark', path: `/images/${image?.digest}`, ...wide, theme: 'dark' },
    { name: 'findings', path: '/findings', ...wide },
    { name: 'advisory', path: '/advisories/CVE-2023-38545', ...wide },
    {
      ...{ name: 'compare', path: '/compare?from=shop/worker:0.8.0&to=shop/worker:0.9.0' },
      ...wide,
    },
    { name: 'packages', path: '/packages?package=curl', ...wide },
    { name: 'sensors', path: '/sensors', ...wide },
    { name: 'activity', path: '/activity', ...wide },
    { name: 'policies', path: '/policies', ...wide },
    { name: 'settings-keys', path: '/settings?tab=keys', ...wide },
    { name: 'settings-notifications', path: '/settings?tab=notifications', ...wide },
    { name: 'overview-narrow', path: '/', theme: 'light', width: 390 },
  ];
}

async function isWhole(page: Page): Promise<void> {
  await page.locator('.live-state[data-state=live]').waitFor();
  await wholePage(page);
  // What changed while the page was asking is told a moment later; then it is drawn once more.
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 1500))');
}
