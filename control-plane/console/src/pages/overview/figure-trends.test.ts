import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figureTrends } from './figure-trends.ts';

const day = (critical: number, oldestCriticalDays: number | null, knownExploited: number) => ({
  ...{ at: '2026-01-01T00:00:00Z', critical, oldestCriticalDays, knownExploited },
});

test('each figure says in words where it began and where it is', () => {
  const trends = figureTrends([day(1200, null, 3), day(1300, 0, 4), day(1191, 1, 2)]);

  assert.deepEqual(trends.critical.values, [1200, 1300, 1191]);
  assert.match(trends.critical.words, /: 1,200 3 days ago, 1,191 now$/);
  assert.deepEqual(trends.oldestCritical.values, [0, 0, 1]);
  assert.match(trends.oldestCritical.words, /: none 3 days ago, open for 1 day now$/);
  assert.match(trends.knownExploited.words, /: 3 3 days ago, 2 now$/);
});

test('without a day there is nothing to tell, and no failure', () => {
  assert.deepEqual(figureTrends([]).critical.values, []);
});
