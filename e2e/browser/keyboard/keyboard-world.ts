// What the tests of the keyboard share: findings to work on, a registry nobody has connected, and the owner signed in.
import type { TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../chromium.ts';
import { closeAfter } from '../close-after.ts';
import { type ExploreWorld, startExploreWorld } from '../explore-world.ts';
import { followLink, ownerEmail } from '../sign-in.ts';
import { openPage, type Session, type WatchedPage } from '../watched-page.ts';
import { type Keyboard, keyboardOf } from './keyboard.ts';

const look = { theme: 'light', width: 1280 } as const;

export interface KeyboardWorld extends ExploreWorld {
  readonly browser: Browser;
  readonly session: Session;
}

export interface AtKeyboard extends WatchedPage {
  readonly keys: Keyboard;
}

export async function startKeyboardWorld(): Promise<KeyboardWorld> {
  const world = await startExploreWorld();
  const browser = await startBrowser();
  const { page, context } = await openPage(browser, world.url, look);
  await followLink(page, world.ownerLink, { email: ownerEmail });
  const session = await context.storageState();
  await context.close();
  return {
    ...world,
    ...{ browser, session },
    close: async () => {
      await browser.close();
      await world.close();
    },
  };
}

/** As the owner, unless nobody is to be signed in. */
export async function sitDown(
  t: TestContext,
  { browser, url, session }: KeyboardWorld,
  path: string,
  { isSignedIn = true }: { readonly isSignedIn?: boolean } = {},
): Promise<AtKeyboard> {
  const opened = await openPage(browser, url, { ...look, ...(isSignedIn ? { session } : {}) });
  closeAfter(t, opened);
  await opened.page.goto(path);
  await opened.page.getByRole('heading', { level: 1 }).waitFor();
  return { ...opened, keys: keyboardOf(opened.page) };
}
