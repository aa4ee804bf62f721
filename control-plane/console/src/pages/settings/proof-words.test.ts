import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proofWords } from './proof-words.ts';

test('a proof says how far it is, how the log ends, or which event is wrong', () => {
  assert.equal(proofWords({ state: 'checking' }), 'Checking …');
  assert.equal(
    proofWords({ state: 'checking', checked: 10_000, total: 1_000_000, cursor: 'x' }),
    'Checking: 10,000 of 1,000,000 events …',
  );
  assert.match(proofWords({ state: 'whole', head: '7:ab' }), /is intact.* 7:ab$/);
  assert.equal(
    proofWords({ state: 'broken', seq: 5, reason: 'was changed' }),
    'The chain is broken: event 5 was changed.',
  );
});
