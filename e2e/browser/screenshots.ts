// `npm run screenshots`: takes the pictures of the documentation from the demo's data, so that they show what is there.
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { type ConsoleWorld, startConsoleWorld } from './console-world.ts';
import { signIn, visit } from './sign-in.ts';
import { openPage } from './watched-page.ts';

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
    let bytes = 0;
    for (const picture of await picturesOf(world)) {
      const { name, theme, width, path } = picture;
      const { page, context } = await openPage(browser, world.url, { theme, width });
      await page.goto('/');
      await signIn(page, world.apiKey);
      await visit(page, path);
      await isWhole(page);
      const file = join(folder, `${name}.png`);
      await page.screenshot({ path: file });
      await context.close();
      bytes += statSync(file).size;
      process.stdout.write(`docs/images/${name}.png\n`);
    }
    process.stdout.write(`${bytes} bytes of ${bytesMax}\n`);
    return bytes > bytesMax ? 1 : 0;
  } finally {
    await browser.close();
    await world.close();
  }
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
    { name: 'sensors', path: '/sensors', ...wide },
    { name: 'overview-narrow', path: '/', theme: 'light', width: 390 },
  ];
}

async function isWhole(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.live-state[data-state=live]').waitFor();
  await eventually('the page to be whole', async () =>
    (await page.locator('.skeleton').count()) === 0 ? true : undefined,
  );
  // What changed while the page was asking is told a moment later; then it is drawn once more.
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 1500))');
}
