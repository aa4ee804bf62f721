import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparePep440 } from './compare-pep440.ts';

const cases = [
  ['1.0.dev1', '<', '1.0a1', 'a development release sorts first'],
  ['1.0a1', '<', '1.0b1', 'alpha sorts before beta'],
  ['1.0rc1', '<', '1.0', 'a candidate sorts before its release'],
  ['1.0', '<', '1.0.post1', 'a post release sorts after'],
  ['1.0.post1.dev1', '<', '1.0.post1', 'a development release of a post release sorts before it'],
  ['1.0', '=', '1.0.0', 'trailing zeros do not count'],
  ['1!0.1', '>', '2.0', 'an epoch outweighs the version'],
  ['1.0+local.1', '>', '1.0', 'a local version sorts after'],
  ['1.0-1', '=', '1.0.post1', 'a bare hyphenated number is a post release'],
  ['1.0ALPHA1', '=', '1.0a1', 'spellings are the same'],
  ['0.1-bulbasaur', '<', '0.0.1', 'a version outside the scheme sorts before every proper one'],
  ['0.1-bulbasaur', '<', '0.1-charmander', 'versions outside the scheme compare among themselves'],
] as const;

for (const [left, sign, right, rule] of cases) {
  test(`Python versions: ${rule} (${left} ${sign} ${right})`, () => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];

    assert.equal(Math.sign(comparePep440(left, right) ?? Number.NaN), expected);
    assert.equal(Math.sign(comparePep440(right, left) ?? Number.NaN), 0 - expected);
  });
}

test('Python versions: what is no version at all cannot be compared', () => {
  for (const text of ['']) {
    assert.equal(comparePep440(text, '1.0'), undefined);
    assert.equal(comparePep440('1.0', text), undefined);
  }
});
