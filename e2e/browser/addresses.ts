// What the address of a page holds: whatever narrows or orders a list, which tab is open and which page one is on. So
// a link leads others to the same, and a reload and the way back lose nothing.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { wholePage } from './whole-page.ts';

const controls = 'main .filters input, main .filters select';

/** Sets every filter of the page; all of them are in its address, and there again after a reload and on the way back. */
export async function checkFilters(page: Page, path: string): Promise<number> {
  await page.goto(path);
  await wholePage(page);
  const more = page.getByRole('button', { name: /^More filters/ });
  if ((await more.count()) > 0) await more.click();
  const count = await page.locator(controls).count();
  for (let at = 0; at < count; at += 1) await set(page, at);
  const before = parametersOf(path).length;
  const address = await eventually(`${path}: ${count} filters in the address`, () =>
    parametersOf(page.url()).length >= before + count ? page.url() : undefined,
  );
  const values = await valuesOf(page);
  assert.ok(
    values.every((value) => value !== '' && value !== 'false'),
    `${path}: ${values}`,
  );

  await page.reload();
  await wholePage(page);
  assert.equal(page.url(), address);
  await mustCome(page, values, `${path}: a reload keeps the filters`);
  await leaveAndComeBack(page);
  assert.equal(page.url(), address);
  await mustCome(page, values, `${path}: the way back keeps the filters`);
  return count;
}

/** Every tab of the page has its address. */
export async function checkTabs(page: Page, path: string): Promise<number> {
  await page.goto(path);
  await wholePage(page);
  const tabs = page.locator('main .tabs').first().getByRole('button');
  const names = await tabs.allInnerTexts();
  const addresses = new Set<string>();
  for (let at = 0; at < names.length; at += 1) {
    await tabs.nth(at).click();
    await page
      .locator('main .tabs button[aria-current=page]', { hasText: names[at] ?? '' })
      .waitFor();
    addresses.add(page.url());
    await page.reload();
    await wholePage(page);
    assert.equal(await tabs.nth(at).getAttribute('aria-current'), 'page', `${path}: ${names[at]}`);
  }
  assert.equal(addresses.size, names.length, `${path}: ${[...addresses]}`);
  return names.length;
}

/** The second page of the list has its address, and the way back leads to the first. */
export async function checkPager(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await wholePage(page);
  const pager = page.locator('main .pager').last();
  const first = await pager.innerText();
  await pager.getByRole('button', { name: 'Next' }).click();
  await page.waitForURL(/[?&]page=2/);
  const second = await eventually(`${path}: another page`, async () => {
    const words = await pager.innerText();
    return words === first ? undefined : words;
  });
  await page.reload();
  await wholePage(page);
  assert.equal(await pager.innerText(), second, `${path}: a reload keeps the page`);
  await page.goBack();
  await eventually(`${path}: the page before`, async () =>
    (await pager.innerText()) === first ? true : undefined,
  );
}

async function set(page: Page, at: number): Promise<void> {
  const control = page.locator(controls).nth(at);
  const [tag, type, example] = await control.evaluate((each) => [
    each.tagName,
    each.getAttribute('type'),
    each.getAttribute('placeholder') ?? '',
  ]);
  if (tag === 'SELECT') await control.selectOption({ index: 1 });
  else if (type === 'checkbox') await control.check();
  else await control.fill(example === '' ? 'shop' : example);
}

/** What can be chosen may come after the page: only then is what the address says chosen. */
async function mustCome(page: Page, values: readonly string[], what: string): Promise<void> {
  await eventually(`${what}: ${values}`, async () =>
    isDeepStrictEqual(await valuesOf(page), values) ? true : undefined,
  );
}

async function valuesOf(page: Page): Promise<readonly string[]> {
  return await page.evaluate<string[]>(
    `[...document.querySelectorAll('${controls}')].map((each) =>
      each.type === 'checkbox' ? String(each.checked) : each.value)`,
  );
}

async function leaveAndComeBack(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sensors', exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Sensors' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Sensors' }).waitFor({ state: 'detached' });
  await wholePage(page);
}

function parametersOf(address: string): readonly string[] {
  return [...new URL(address, 'http://console').searchParams.keys()];
}
