import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareMaven } from './compare-maven.ts';

const cases = [
  ['1.0-alpha-1', '<', '1.0-beta-1', 'alpha sorts before beta'],
  ['1.0-rc1', '<', '1.0-SNAPSHOT', 'rc sorts before snapshot'],
  ['1.0-SNAPSHOT', '<', '1.0', 'a snapshot sorts before its release'],
  ['1.0', '=', '1.0.0', 'trailing zeros do not count'],
  ['1.0.Final', '=', '1.0', 'Final is the release itself'],
  ['1.0', '<', '1.0-sp1', 'a service pack sorts after'],
  ['1.0-sp1', '<', '1.0-jre', 'unknown words sort after known ones'],
  ['1.0a1', '=', '1.0-alpha-1', 'a is short for alpha before a number'],
  ['2.0-1', '<', '2.0.1', 'a hyphenated number sorts before a dotted one'],
  ['1.10', '>', '1.9', 'digits compare as numbers'],
] as const;

for (const [left, sign, right, rule] of cases) {
  test(`Maven versions: ${rule} (${left} ${sign} ${right})`, () => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];

    assert.equal(Math.sign(compareMaven(left, right) ?? Number.NaN), expected);
    assert.equal(Math.sign(compareMaven(right, left) ?? Number.NaN), 0 - expected);
  });
}

test('Maven versions: what is no version at all cannot be compared', () => {
  for (const text of ['']) {
    assert.equal(compareMaven(text, '1.0'), undefined);
    assert.equal(compareMaven('1.0', text), undefined);
  }
});
