import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparePackagist } from './compare-packagist.ts';

const cases = [
  ['1.0-dev', '<', '1.0alpha1', 'dev sorts first'],
  ['1.0alpha1', '<', '1.0beta1', 'alpha sorts before beta'],
  ['1.0beta1', '<', '1.0RC1', 'beta sorts before RC'],
  ['1.0RC1', '<', '1.0', 'RC sorts before the release'],
  ['1.0', '<', '1.0pl1', 'a patch level sorts after'],
  ['v1.2.3', '=', '1.2.3', 'a leading v does not count'],
  ['dev-main', '<', '0.0.1', 'a branch sorts before every number'],
] as const;

for (const [left, sign, right, rule] of cases) {
  test(`Packagist versions: ${rule} (${left} ${sign} ${right})`, () => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];

    assert.equal(Math.sign(comparePackagist(left, right) ?? Number.NaN), expected);
    assert.equal(Math.sign(comparePackagist(right, left) ?? Number.NaN), 0 - expected);
  });
}

test('Packagist versions: what is no version at all cannot be compared', () => {
  for (const text of ['', '-']) {
    assert.equal(comparePackagist(text, '1.0'), undefined);
    assert.equal(comparePackagist('1.0', text), undefined);
  }
});
