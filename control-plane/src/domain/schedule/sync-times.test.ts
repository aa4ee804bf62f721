import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syncTimesAfter } from './sync-times.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.parse('2026-01-05T12:00:00Z');
const daily = {
  schedule: 'daily',
  cron: undefined,
  lastSyncAt: now - dayMs,
  nextSyncAt: now,
} as const;

test('a success is the last one, and the next is a day later', () => {
  assert.deepEqual(syncTimesAfter(daily, { outcome: 'succeeded', now, failuresInRow: 0 }), {
    ...{ lastSyncAt: now, nextSyncAt: now + dayMs, syncWantedAt: null },
  });
});

test('a failure does not make the inventory younger and is tried again soon', () => {
  assert.deepEqual(syncTimesAfter(daily, { outcome: 'failed', now, failuresInRow: 2 }), {
    ...{ nextSyncAt: now + 10 * 60_000, syncWantedAt: null },
  });
});

test('a cancelled sync counts as the one that was due', () => {
  const { nextSyncAt } = syncTimesAfter(daily, { outcome: 'cancelled', now, failuresInRow: 0 });
  assert.equal(nextSyncAt, now + dayMs);
});

test('one that was cancelled before anything was due leaves the plan as it is', () => {
  const early = { ...daily, nextSyncAt: now + hourMs };
  const { nextSyncAt } = syncTimesAfter(early, { outcome: 'cancelled', now, failuresInRow: 0 });
  assert.equal(nextSyncAt, now + hourMs);
});
