// Every way in which something may be cut short is a loop of minutes. `npm test` takes some of them, others each time;
// the chaos suite takes them all. The seed of a failed run repeats it: HARBORGUARD_TEST_SEED.
import type { TestContext } from 'node:test';
import { SeededRandom } from './seeded-random.ts';

/** Set by the chaos suite. */
export const exhaustiveVariable = 'HARBORGUARD_TEST_EXHAUSTIVE';

/** In their order; the first and the last are always among them. */
export function someOf<Item>(t: TestContext, items: readonly Item[], count: number): Item[] {
  if (process.env[exhaustiveVariable] === 'true' || items.length <= count) return [...items];
  const seed = process.env['HARBORGUARD_TEST_SEED'] ?? String(Date.now());
  t.diagnostic(`${count} of ${items.length}, HARBORGUARD_TEST_SEED=${seed}`);
  const random = new SeededRandom(seed);
  const chosen = new Set([0, items.length - 1]);
  while (chosen.size < count) chosen.add(random.integer(items.length));
  return items.filter((_, index) => chosen.has(index));
}

/** From 1, as failures are counted. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
