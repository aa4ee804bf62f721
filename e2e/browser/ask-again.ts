// Presses what asks again after a refusal, and waits until what was refused is there.
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';

/**
 * By hand, while it is refused and then not, until the whole is there. A page also asks by itself, and may come first;
 * what was asked before it was accepted may be refused after, and a notice is away while its question is on its way.
 */
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
  let isAnswered = false;
  page.on('response', (one) => {
    if (isOf(one.url(), path) && (one.ok() || one.status() === 304)) isAnswered = true;
  });
  accept();
  await eventually(`an answer of ${path}`, async () => {
    if (isAnswered) return true;
    if (await again.isVisible())
      await again.press('Enter', { timeout: 1000 }).catch(() => undefined);
    return undefined;
  });
  await notice.waitFor({ state: 'detached' });
  await page.getByText(whole).first().waitFor();
}

function isOf(address: string, path: string): boolean {
  return new URL(address).pathname === `/api/${path}`;
}
