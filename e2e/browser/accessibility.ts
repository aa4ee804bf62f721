// What axe-core finds wrong with a page, in lines a person can act on.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What the standards ask for and axe leaves out unless it is told. */
const besides = ['target-size', 'label-content-name-mismatch'];
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** `within` is a selector: what stands around it was looked at before. */
export async function accessibilityProblems(
  page: Page,
  within?: string,
): Promise<readonly string[]> {
  if (await page.evaluate<boolean>('globalThis.axe === undefined')) await page.evaluate(source);
  const options = {
    runOnly: { type: 'tag', values: standards },
    rules: Object.fromEntries(besides.map((rule) => [rule, { enabled: true }])),
  };
  const { violations } = (await page.evaluate(
    `axe.run(${within === undefined ? 'document' : JSON.stringify(within)}, ${JSON.stringify(options)})`,
  )) as AxeResults;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')} ${failureSummary}`,
    ),
  );
}
