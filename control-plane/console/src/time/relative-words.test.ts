import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationWords, relativeWords } from './relative-words.ts';

const now = Date.parse('2026-01-10T12:00:00Z');
const minute = 60_000;

const rows: readonly (readonly [differenceMs: number, words: string])[] = [
  [0, 'just now'],
  [-44_000, 'just now'],
  [20_000, 'in a moment'],
  [-50_000, '1 minute ago'],
  [-100 * minute, '2 hours ago'],
  [-25 * 60 * minute, 'yesterday'],
  [3 * 24 * 60 * minute, 'in 3 days'],
];

for (const [differenceMs, words] of rows) {
  test(`${differenceMs} ms from now is ${words}`, () => {
    assert.equal(relativeWords(now + differenceMs, now), words);
  });
}

test('durations are told as people say them', () => {
  const durations = [12.4, 1_400, 59_000, 5 * minute, 125 * minute, 50 * 60 * minute];

  assert.deepEqual(durations.map(durationWords), [
    '12 ms',
    '1.4 s',
    '59 s',
    '5 min',
    '2 h 5 min',
    '2 d',
  ]);
});
