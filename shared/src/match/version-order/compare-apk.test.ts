import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareApk } from './compare-apk.ts';

const cases = [
  ['1.2.3-r1', '>', '1.2.3-r0', 'the revision decides last'],
  ['1.2.3-r10', '>', '1.2.3-r9', 'revisions compare as numbers'],
  ['1.2_rc1', '<', '1.2', 'rc is a prerelease'],
  ['1.2_alpha', '<', '1.2_beta', 'alpha sorts before beta'],
  ['1.2_p1', '>', '1.2', 'p is a patch level'],
  ['1.2.3b', '>', '1.2.3a', 'letters compare'],
  ['1.2', '<', '1.2.1', 'more numbers make a later version'],
  ['1.06', '<', '1.1', 'a leading zero makes a fraction'],
  ['1.2_git20200101', '>', '1.2', 'a snapshot sorts after its release'],
  ['1.2.3', '<', '1.2.3-r0', 'a missing revision sorts before revision zero'],
  ['1.2.3-rubbish', '<', '1.2.3', 'an invalid remainder sorts first'],
] as const;

for (const [left, sign, right, rule] of cases) {
  test(`Alpine versions: ${rule} (${left} ${sign} ${right})`, () => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];

    assert.equal(Math.sign(compareApk(left, right) ?? Number.NaN), expected);
    assert.equal(Math.sign(compareApk(right, left) ?? Number.NaN), 0 - expected);
  });
}

test('Alpine versions: what is no version at all cannot be compared', () => {
  for (const text of ['']) {
    assert.equal(compareApk(text, '1.0'), undefined);
    assert.equal(compareApk('1.0', text), undefined);
  }
});
