import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordProblem } from './password-rules.ts';

const email = 'marguerite@harbour-works.example';

for (const password of [
  'quiet tangerine 47 sails',
  'zwölf boxkämpfer jagen',
  'a marguerite in a very long field',
]) {
  test(`"${password}" is a password`, () => {
    assert.equal(passwordProblem(password, email), undefined);
  });
}

const refused: readonly (readonly [string, RegExp])[] = [
  ['short one', /at least 12/],
  ['x'.repeat(257), /at most 256/],
  ['aaaabbbbccccdddd', /different characters/],
  ['marguerite-2026', /e-mail/],
  ['harbour-works!', /e-mail/],
  ['Password1234!', /guessed first/],
  ['2026HarborGuard', /guessed first/],
  ['qwertyuiop99', /guessed first/],
  ['123456789012', /guessed first/],
  ['zyxwvutsrqpo', /guessed first/],
];

for (const [password, rule] of refused) {
  test(`"${password.slice(0, 20)}" is refused: ${rule.source}`, () => {
    assert.match(passwordProblem(password, email) ?? '', rule);
  });
}
