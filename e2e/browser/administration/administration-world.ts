// The world administrators work in, and a page of it with somebody signed in by a key: the owner's unless another is named.
import type { TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../chromium.ts';
import { closeAfter } from '../close-after.ts';
import { type ConsoleWorld, startConsoleWorld } from '../console-world.ts';
import { signIn } from '../sign-in.ts';
import { openPage, type PageLook, type WatchedPage } from '../watched-page.ts';

export const wide: PageLook = { theme: 'light', width: 1280 };

export interface AdministrationWorld extends ConsoleWorld {
  readonly browser: Browser;
}

export async function startAdministrationWorld(): Promise<AdministrationWorld> {
  const world = await startConsoleWorld();
  const browser = await startBrowser();
  return {
    ...world,
    browser,
    close: async () => {
      await browser.close();
      await world.close();
    },
  };
}

export async function openAdministration(
  t: TestContext,
  { browser, url, apiKey }: AdministrationWorld,
  { key = apiKey, look = wide }: { readonly key?: string; readonly look?: PageLook } = {},
): Promise<WatchedPage> {
  const opened = await openPage(browser, url, look);
  closeAfter(t, opened);
  await opened.page.goto('/');
  await signIn(opened.page, key);
  return opened;
}
