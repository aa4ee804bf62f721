import assert from 'node:assert/strict';
import { test } from 'node:test';
import { licenseHolds } from './license-terms.ts';

const rows: readonly (readonly [string, boolean])[] = [
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['MIT OR GPL-3.0-only', true],
  ['MIT AND GPL-3.0-only', false],
  ['MIT and ISC', true],
  ['(MIT OR GPL-3.0-only) AND ISC', true],
  ['(MIT AND GPL-3.0-only) OR GPL-3.0-only', false],
  ['ISC WITH exception', true],
  ['(MIT', false],
  [')MIT OR ISC(', false],
  ['', false],
];
for (const [expression, isHeld] of rows) {
  test(`"${expression}" ${isHeld ? 'can' : 'cannot'} be kept with MIT and ISC alone`, () => {
    assert.equal(
      licenseHolds(expression, (id) => ['MIT', 'ISC'].includes(id)),
      isHeld,
    );
  });
}
