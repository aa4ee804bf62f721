// Comes in by the door, the way a person does.
import type { Page } from 'playwright-core';

export async function signIn(page: Page, apiKey: string): Promise<void> {
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: /Main/ }).first().waitFor();
}

/** Goes where a link would lead, without loading the page anew: the key lives in its memory. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate(
    `history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
}
