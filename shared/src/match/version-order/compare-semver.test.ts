import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSemver } from './compare-semver.ts';

const cases = [
  ['1.0.0-alpha', '<', '1.0.0-alpha.1', 'more identifiers sort after'],
  ['1.0.0-alpha.1', '<', '1.0.0-alpha.beta', 'numbers sort before words'],
  ['1.0.0-rc.1', '<', '1.0.0', 'a prerelease sorts before its release'],
  ['1.0.0-beta.11', '>', '1.0.0-beta.2', 'numeric identifiers compare as numbers'],
  ['1.0.0+a', '=', '1.0.0+b', 'build metadata does not count'],
  ['v1.2.3', '=', '1.2.3', 'a leading v does not count'],
  ['1.2', '=', '1.2.0', 'missing parts are zero'],
  ['0.0.0-20200101000000-abcdef', '<', '0.0.1', 'a pseudo-version sorts before the next release'],
  ['2.0.0+incompatible', '=', '2.0.0', 'the incompatible mark does not count'],
  ['99999999999999999999.0.0', '>', '99999999999999999998.0.0', 'numbers of any size compare'],
  ['1.2.3rc1', '<', '1.2.3', 'a label without a hyphen is a prerelease'],
] as const;

for (const [left, sign, right, rule] of cases) {
  test(`semantic versions: ${rule} (${left} ${sign} ${right})`, () => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];

    assert.equal(Math.sign(compareSemver(left, right) ?? Number.NaN), expected);
    assert.equal(Math.sign(compareSemver(right, left) ?? Number.NaN), 0 - expected);
  });
}

test('semantic versions: what is no version at all cannot be compared', () => {
  for (const text of ['', 'latest', '(devel)', 'git+https://example.com/x']) {
    assert.equal(compareSemver(text, '1.0'), undefined);
    assert.equal(compareSemver('1.0', text), undefined);
  }
});
