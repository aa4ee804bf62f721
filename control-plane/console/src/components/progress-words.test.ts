import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressWords } from './progress-words.ts';

const half = { phase: 'layers', done: 1_200, total: 2_400 };

test('progress is told with counts, and with what is left once that can be said', () => {
  assert.equal(progressWords(half, 20_000), 'layers: 1,200 of 2,400, about 20 s left');
  assert.equal(progressWords(half, 1_000), 'layers: 1,200 of 2,400');
  assert.equal(progressWords(half, Number.NaN), 'layers: 1,200 of 2,400');
  assert.equal(progressWords({ phase: 'probe', done: 0 }, 20_000), 'probe: 0');
});
