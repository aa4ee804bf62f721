// Ends what a test opened; where the test failed it tells first where the page was and what it showed.
import type { TestContext } from 'node:test';
import type { WatchedPage } from './watched-page.ts';

/** Enough to know a page by. */
const shownLengthMax = 3000;

export function closeAfter(t: TestContext, { page, context, complaints }: WatchedPage): void {
  t.after(async () => {
    if (!hasPassed(t)) {
      const text = await page
        .locator('body')
        .innerText({ timeout: 10_000 })
        .catch((error: unknown) => `its text could not be read: ${String(error)}`);
      t.diagnostic(`the page was at ${page.url()}; complaints: ${JSON.stringify(complaints)}`);
      t.diagnostic(text.replace(/\s+/g, ' ').slice(0, shownLengthMax));
    }
    await context.close();
  });
}

/** The runner tells it to what is done after a test; its types do not know it yet. */
function hasPassed(t: TestContext): boolean {
  return 'passed' in t && t.passed === true;
}
