import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareRpm } from './compare-rpm.ts';

const cases = [
  ['1.0-1', '<', '1.0-2', 'the release decides last'],
  ['1:1.0-1', '>', '2.0-1', 'an epoch outweighs the version'],
  ['1.0~rc1-1', '<', '1.0-1', 'a tilde sorts before'],
  ['1.0^git1-1', '>', '1.0-1', 'a caret sorts after'],
  ['1.0^git1-1', '<', '1.0.1-1', 'a caret sorts before more numbers'],
  ['1.0.0', '>', '1.0', 'more segments make a later version'],
  ['1.10', '>', '1.9', 'digits compare as numbers'],
  ['1.a', '<', '1.1', 'letters sort before digits'],
  ['1_0', '=', '1.0', 'separators do not matter'],
  ['8.0.1763-16.el8_5.13', '>', '8.0.1763-16.el8_5.12', 'the minor release of the distro counts'],
  ['4.18.0-372.el8', '<', '4.18.0-372.9.1.el8', 'a respin sorts after'],
] as const;

for (const [left, sign, right, rule] of cases) {
  test(`rpm versions: ${rule} (${left} ${sign} ${right})`, () => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];

    assert.equal(Math.sign(compareRpm(left, right) ?? Number.NaN), expected);
    assert.equal(Math.sign(compareRpm(right, left) ?? Number.NaN), 0 - expected);
  });
}

test('rpm versions: what is no version at all cannot be compared', () => {
  for (const text of ['']) {
    assert.equal(compareRpm(text, '1.0'), undefined);
    assert.equal(compareRpm('1.0', text), undefined);
  }
});
