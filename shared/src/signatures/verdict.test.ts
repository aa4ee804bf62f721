import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decisiveVerdict, markOf, type Verdict } from './verdict.ts';

const verified: Verdict = { kind: 'verified', signerId: '1', signerName: 'key' };
const invalid: Verdict = { kind: 'invalid', reason: 'malformed' };
const unknown: Verdict = { kind: 'unknown-signer' };

test('one good signature is enough, whatever hangs beside it', () => {
  assert.equal(decisiveVerdict([invalid, unknown, verified]), verified);
});

test('without a good one, a wrong one is shown', () => {
  assert.equal(decisiveVerdict([unknown, invalid]), invalid);
});

test('nothing is no signature, which is not the same as unverified', () => {
  assert.equal(markOf(decisiveVerdict([])), 'none');
  assert.equal(markOf(unknown), 'unverified');
});
