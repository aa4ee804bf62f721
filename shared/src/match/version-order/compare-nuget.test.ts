import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareNuget } from './compare-nuget.ts';

const cases = [
  ['1.0.0.1', '>', '1.0.0', 'a fourth number counts'],
  ['1.0.0-BETA', '=', '1.0.0-beta', 'labels ignore case'],
  ['1.0.0-alpha', '<', '1.0.0', 'a prerelease sorts before its release'],
  ['1.0', '=', '1.0.0.0', 'missing parts are zero'],
  ['1.0.0+a', '=', '1.0.0+b', 'build metadata does not count'],
] as const;

for (const [left, sign, right, rule] of cases) {
  test(`NuGet versions: ${rule} (${left} ${sign} ${right})`, () => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];

    assert.equal(Math.sign(compareNuget(left, right) ?? Number.NaN), expected);
    assert.equal(Math.sign(compareNuget(right, left) ?? Number.NaN), 0 - expected);
  });
}

test('NuGet versions: what is no version at all cannot be compared', () => {
  for (const text of ['', 'not a version']) {
    assert.equal(compareNuget(text, '1.0'), undefined);
    assert.equal(compareNuget('1.0', text), undefined);
  }
});
