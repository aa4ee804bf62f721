// Presses what asks again after a refusal, and waits until what was refused is there.
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';

/** By hand, while it is refused and then not, until the whole is there. A page also asks by itself, and may come first. */
export async function askAgain(
  page: Page,
  notice: Locator,
  {
    path,
    accept,
    whole,
  }: { readonly path: string; readonly accept: () => void; readonly whole: string },
): Promise<void> {
  const again = notice.getByRole('button', { name: 'Try again' });
  await Promise.all([page.waitForRequest((one) => isOf(one.url(), path)), again.click()]);
  accept();
  await eventually(`the page to say ${whole}`, async () => {
    if (await page.getByText(whole).first().isVisible()) return true;
    if (await again.isVisible())
      await again.press('Enter', { timeout: 1000 }).catch(() => undefined);
    return undefined;
  });
  await notice.waitFor({ state: 'detached' });
}

function isOf(address: string, path: string): boolean {
  return new URL(address).pathname === `/api/${path}`;
}
