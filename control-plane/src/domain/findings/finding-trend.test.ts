import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, findingTrend, trendStart } from './finding-trend.ts';

const now = Date.UTC(2026, 0, 10, 15);

test('each day ends with what was opened by then and not resolved', () => {
  const points = findingTrend(
    [
      { day: -1, severity: 'critical', opened: 5, resolved: 1 },
      { day: 0, severity: 'critical', opened: 2, resolved: 0 },
      { day: 2, severity: 'critical', opened: 0, resolved: 6 },
      { day: 1, severity: 'low', opened: 3, resolved: 0 },
    ],
    { now, days: 3 },
  );

  assert.deepEqual(
    points.map(({ open }) => [open.critical, open.low]),
    [
      [6, 0],
      [6, 3],
      [0, 3],
    ],
  );
});

test('days are those of UTC, and the last one ends now', () => {
  const points = findingTrend([], { now, days: 2 });

  assert.equal(trendStart(now, 2), Date.UTC(2026, 0, 9));
  assert.deepEqual(
    points.map(({ at }) => at),
    [Date.UTC(2026, 0, 9) + dayMs, now],
  );
});
