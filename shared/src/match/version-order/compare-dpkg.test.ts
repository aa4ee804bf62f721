import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareDpkg } from './compare-dpkg.ts';

const cases = [
  ['1.0-1', '<', '1.0-2', 'the revision decides last'],
  ['2:0.1', '>', '1.9', 'an epoch outweighs the version'],
  ['0:1.0', '=', '1.0', 'no epoch is epoch zero'],
  ['1.0~rc1', '<', '1.0', 'a tilde sorts before the end'],
  ['1.0~~', '<', '1.0~', 'two tildes sort before one'],
  ['1.0a', '<', '1.0+', 'letters sort before other characters'],
  ['1.10', '>', '1.9', 'digits compare as numbers'],
  ['1.0-0', '=', '1.0', 'revision zero is no revision'],
  ['1.2.3-1~deb7u1', '<', '1.2.3-1', 'a backport sorts before its origin'],
  ['2.36-9+deb12u4', '>', '2.36-9', 'a security update sorts after'],
  ['1.0-1+b1', '>', '1.0-1', 'a rebuild sorts after'],
  ['1.0-a-1', '>', '1.0-1', 'only the last hyphen parts the revision'],
] as const;

for (const [left, sign, right, rule] of cases) {
  test(`Debian versions: ${rule} (${left} ${sign} ${right})`, () => {
    const expected = { '<': -1, '=': 0, '>': 1 }[sign];

    assert.equal(Math.sign(compareDpkg(left, right) ?? Number.NaN), expected);
    assert.equal(Math.sign(compareDpkg(right, left) ?? Number.NaN), 0 - expected);
  });
}

test('Debian versions: what is no version at all cannot be compared', () => {
  for (const text of ['', ' ']) {
    assert.equal(compareDpkg(text, '1.0'), undefined);
    assert.equal(compareDpkg('1.0', text), undefined);
  }
});
