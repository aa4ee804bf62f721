import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextDueAt } from './next-due-at.ts';

const hour = 3_600_000;
const minute = 60_000;
const at = 1_800_000_000_000;
const succeeded = { lastSuccessAtMs: at, lastAttemptAtMs: at, failuresInRow: 0 };

test('daily is due 24 hours after the last success', () => {
  assert.equal(nextDueAt('daily', succeeded), at + 24 * hour);
});

test('weekly is due 7 days after the last success', () => {
  assert.equal(nextDueAt('weekly', succeeded), at + 7 * 24 * hour);
});

test('manual and on_push are never due by time', () => {
  assert.equal(nextDueAt('manual', succeeded), undefined);
  assert.equal(nextDueAt('on_push', { failuresInRow: 0 }), undefined);
});

test('on_push a sync that failed is tried again, by hand it is not', () => {
  const failing = { lastSuccessAtMs: at - hour, lastAttemptAtMs: at, failuresInRow: 2 };
  assert.equal(nextDueAt('on_push', failing), at + 10 * minute);
  assert.equal(nextDueAt('manual', failing), undefined);
});

test('a registry that was never synced is due at once', () => {
  assert.equal(nextDueAt('daily', { failuresInRow: 0 }), 0);
});

test('a failure does not move the day, it only spaces the retries', () => {
  const failing = { lastSuccessAtMs: at, lastAttemptAtMs: at + hour, failuresInRow: 1 };

  assert.equal(nextDueAt('daily', failing), at + 24 * hour);
});

for (const { failuresInRow, wait } of [
  { failuresInRow: 1, wait: 5 * minute },
  { failuresInRow: 3, wait: 20 * minute },
  { failuresInRow: 50, wait: 6 * hour },
]) {
  test(`after ${failuresInRow} failures in a row the next try waits ${wait / minute} minutes`, () => {
    assert.equal(nextDueAt('daily', { lastAttemptAtMs: at, failuresInRow }), at + wait);
  });
}
