// One installation in which nothing is connected, for all tests of a file, and the browser that looks at it.
import { after, before, type TestContext } from 'node:test';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import type { Browser } from 'playwright-core';
import { type BareWorld, bareWorld } from './bare-world.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { closeAfter } from './close-after.ts';
import { fileEnding } from './file-ending.ts';
import { openPage } from './watched-page.ts';

export interface EmptyConsole {
  /** There once the first test begins. */
  readonly browser: Browser;
  /** A new look at it, by somebody who has not signed in. */
  look(t: TestContext): Promise<BareWorld>;
}

export const emptyLook = { theme: 'light', width: 1280 } as const;

/** To be called once at the top of a file: its hooks are those of the file. */
export function emptyConsole(): EmptyConsole {
  const file = fileEnding();
  let made: { readonly browser: Browser; readonly empty: BareWorld } | undefined;
  const there = () => {
    if (made === undefined)
      throw new Error('the empty console is there once the first test begins');
    return made;
  };
  before(async () => {
    if (noBrowser !== false) return;
    await buildConsole({ progress: () => undefined });
    const browser = await startBrowser();
    made = { browser, empty: await bareWorld(file, browser) };
  });
  after(() => made?.browser.close());
  return {
    get browser() {
      return there().browser;
    },
    look: async (t) => {
      const { browser, empty } = there();
      const opened = await openPage(browser, empty.url, emptyLook);
      closeAfter(t, opened);
      await opened.page.goto('/');
      return { ...empty, ...opened };
    },
  };
}
