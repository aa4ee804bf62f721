import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseChallenge } from './choose-challenge.ts';
import { parseChallenges } from './parse-challenges.ts';

for (const { line, want } of [
  { line: 'Basic realm="r",Bearer realm="https://a/t"', want: 'bearer' },
  { line: 'Bearer realm="Registry"', want: 'basic' },
  { line: 'Bearer', want: 'basic' },
  { line: 'Bearer realm="file:///etc/passwd"', want: 'basic' },
  { line: 'Basic', want: 'basic' },
  { line: 'Negotiate', want: 'none' },
  { line: '', want: 'none' },
]) {
  test(`"${line}" is answered with ${want}`, () => {
    assert.equal(chooseChallenge(parseChallenges([line])).kind, want);
  });
}
