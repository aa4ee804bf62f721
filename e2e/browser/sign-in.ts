// Comes in by the door, the way a person does.
import type { Page } from 'playwright-core';

export const ownerEmail = 'olga@example.com';
export const goodPassword = 'quiet tangerine 47 sails';

export async function signIn(page: Page, apiKey: string): Promise<void> {
  await page.getByRole('button', { name: 'Use an API key' }).click();
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await waitUntilIn(page);
}

export async function signInAsPerson(
  page: Page,
  email = ownerEmail,
  password = goodPassword,
): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await waitUntilIn(page);
}

/** Opens a one-time link and chooses the password it asks for. */
export async function followLink(
  page: Page,
  link: string,
  { email, password = goodPassword }: { readonly email?: string; readonly password?: string } = {},
): Promise<void> {
  await page.goto(link);
  if (email !== undefined) await page.getByLabel('E-mail').fill(email);
  await page.getByLabel(/password/i).fill(password);
  await page.getByRole('button', { name: /Go on|Save and sign in/ }).click();
  await waitUntilIn(page);
}

async function waitUntilIn(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: /Main/ }).first().waitFor();
}

/**
 * Goes where a link would lead, without loading the page anew: a key lives in its memory. The router hears of it as of an
 * address that was pushed by itself; a `popstate` beside it would make it go there twice at once.
 */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`);
}
