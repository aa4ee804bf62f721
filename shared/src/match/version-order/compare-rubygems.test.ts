import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareRubygems } from './compare-rubygems.ts';

const cases = [
  ['1.10', '>', '1.9', 'digits compare as numbers'],
  ['1.0.a', '<', '1.0', 'letters make a prerelease'],
  ['1.0.0', '=', '1', 'trailing zeros do not count'],
  ['1.0.b1', '<', '1.0.b2', 'prereleases compare among themselves'],
  ['1.2.3-1', '<', '1.2.3', 'a hyphen makes a prerelease'],
  ['1.0.0.a', '=', '1.a', 'zeros before letters do not count'],
] as const;

for (const [left, sign, right, rule] of cases) {
  test(`RubyGems versions: ${rule} (${left} ${sign} ${right})`, () => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];

    assert.equal(Math.sign(compareRubygems(left, right) ?? Number.NaN), expected);
    assert.equal(Math.sign(compareRubygems(right, left) ?? Number.NaN), 0 - expected);
  });
}

test('RubyGems versions: what is no version at all cannot be compared', () => {
  for (const text of ['1.0_1', 'nightly']) {
    assert.equal(compareRubygems(text, '1.0'), undefined);
    assert.equal(compareRubygems('1.0', text), undefined);
  }
});
