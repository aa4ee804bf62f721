// Waits until a page shows all it has: its heading, and nothing that is still on its way.
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';

export async function wholePage(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await eventually('the page to be whole', async () =>
    (await page.locator('.skeleton').count()) === 0 ? true : undefined,
  );
}
