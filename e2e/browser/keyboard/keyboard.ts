// Somebody who has a keyboard and nothing else: goes from stop to stop, types, and presses keys. Every stop on the way
// shows that it has the focus and lies in sight.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';

/** More stops than any page has before what is looked for. */
const stopsMax = 160;

export interface Keyboard {
  press(...keys: readonly string[]): Promise<void>;
  /** Tab, or another key, until it has the focus. */
  to(what: Locator, key?: 'Tab' | 'Shift+Tab'): Promise<void>;
  /** Goes there and presses Enter, or another key. */
  use(what: Locator, key?: 'Enter' | 'Space'): Promise<void>;
  /** Goes to a field and types into it, in place of what it says. */
  fill(field: Locator, text: string): Promise<void>;
  /** Goes to a choice and steps through it. */
  choose(choice: Locator, words: string): Promise<void>;
  /** From the button that opens it to an item of the menu. */
  menu(button: Locator, item: string): Promise<void>;
}

export function keyboardOf(page: Page): Keyboard {
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const to = async (what: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
    await what.waitFor();
    if (await hasFocus(what)) return;
    const passed: string[] = [];
    for (let stop = 0; stop < stopsMax; stop += 1) {
      await press(key);
      const { words, problem } = await page.evaluate<Stop>(stopOf);
      assert.equal(problem, '', `${words}: ${problem}`);
      if (await hasFocus(what)) return;
      passed.push(words);
    }
    assert.fail(`the keyboard does not reach ${what}, only ${passed.slice(0, 40).join(' | ')}`);
  };
  const use = async (what: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> => {
    await to(what);
    await isReady(what);
    await press(key);
  };
  return {
    press,
    to,
    use,
    fill: async (field, text) => {
      await to(field);
      await press('Control+a');
      await page.keyboard.type(text);
    },
    choose: async (choice, words) => {
      await to(choice);
      await press('Home');
      const chosen = () =>
        choice.evaluate((each) => (each as unknown as Choice).selectedOptions[0]?.label);
      for (let step = 0; (await chosen()) !== words; step += 1) {
        assert.ok(step < stopsMax, `${words} is no choice`);
        await press('ArrowDown');
      }
    },
    menu: async (button, item) => {
      await use(button);
      const items = page.getByRole('menuitem');
      await items.first().waitFor();
      const wanted = page.getByRole('menuitem', { name: item });
      for (let step = 0; !(await hasFocus(wanted)); step += 1) {
        assert.ok(step < stopsMax, `${item} is not in the menu`);
        await press('ArrowDown');
      }
      await press('Enter');
    },
  };
}

async function hasFocus(what: Locator): Promise<boolean> {
  return await what.evaluate((each) => each === each.ownerDocument.activeElement);
}

/** What waits for an answer does nothing yet, and shows it. */
export async function isReady(what: Locator): Promise<void> {
  await eventually('it to be ready', async () =>
    (await what.getAttribute('aria-disabled')) === null ? true : undefined,
  );
}

/** A page takes a moment to give it; the limit is for pages that never do. */
export async function mustHaveFocus(what: Locator, why = 'it has the focus'): Promise<void> {
  const page = what.page();
  try {
    await eventually('the focus', async () => ((await hasFocus(what)) ? true : undefined), {
      deadlineMs: 15_000,
    });
  } catch {
    const { words } = await page.evaluate<Stop>(stopOf);
    assert.fail(`${why}: ${what} has not, but ${words}`);
  }
}

/** Words that a page says for a moment only, so they are waited for from before what brings them. */
export async function said(words: Locator): Promise<void> {
  await words.first().waitFor({ state: 'attached' });
}

/** Somewhere on the page, not at its beginning. */
export async function mustBeOnPage(page: Page): Promise<void> {
  await eventually('the focus on the page', async () => {
    const isThere = 'document.querySelector("main").contains(document.activeElement)';
    return (await page.evaluate<boolean>(isThere)) ? true : undefined;
  });
}

interface Choice {
  readonly selectedOptions: readonly { readonly label: string }[];
}

interface Stop {
  readonly words: string;
  /** Empty where it is as it should be. */
  readonly problem: string;
}

/** In the page: what has the focus, and whether it shows it and can be seen. */
const stopOf = `(() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return { words: 'the page', problem: '' };
  const name = at.getAttribute('aria-label') ?? at.innerText ?? at.value ?? '';
  const words = at.tagName.toLowerCase() + ' ' + name.trim().slice(0, 40);
  const outlined = [at, at.parentElement, at.parentElement?.parentElement].some((each) => {
    const style = each == null ? undefined : getComputedStyle(each);
    return style !== undefined && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  });
  if (!outlined) return { words, problem: 'does not show that it has the focus' };
  const box = at.getBoundingClientRect();
  const isIn = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { words, problem: isIn ? '' : 'is out of sight' };
})()`;
