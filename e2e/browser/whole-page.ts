// Waits until a page shows all it has: its heading, nothing that is still on its way, and as wide as it stays.
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';

export async function wholePage(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await eventually('the page to be whole', async () =>
    (await page.locator('.skeleton').count()) === 0 ? true : undefined,
  );
}

/** Words of complaint where the page is wider than the screen. Styles of a page come with it, a moment later. */
export async function tooWide(page: Page, screen: number): Promise<readonly string[]> {
  const widthOf = () => page.evaluate<number>('document.documentElement.scrollWidth');
  try {
    await eventually(
      'the page to fit',
      async () => ((await widthOf()) <= screen ? true : undefined),
      { deadlineMs: 15_000 },
    );
    return [];
  } catch {
    return [`is ${await widthOf()} wide, the screen is ${screen}`];
  }
}
