import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs } from './finding-trend.ts';
import { postureTrend } from './posture-trend.ts';

const today = 20_000;
const now = today * dayMs + dayMs / 2;
const cohort = (openedDay: number, resolvedDay: number | undefined, findings = 1) => ({
  ...{ openedDay, resolvedDay, findings },
});

test('a day counts what was opened by its end and resolved later, and how long the oldest had been open', () => {
  const critical = [
    cohort(today - 10, today - 1),
    cohort(today - 2, undefined, 3),
    cohort(today - 2, today - 2, 50),
    cohort(today, today),
  ];
  const trend = postureTrend(
    { critical, knownExploited: [cohort(today - 1, undefined, 2)] },
    {
      ...{ now, days: 4 },
    },
  );

  assert.deepEqual(
    trend.map(({ at: _, ...point }) => Object.values(point)),
    [
      [1, 7, 0],
      [4, 8, 0],
      [3, 1, 2],
      [3, 2, 2],
    ],
  );
  assert.equal(trend[0]?.at, (today - 2) * dayMs);
  assert.equal(trend.at(-1)?.at, now);
});

test('where nothing critical was open nothing was oldest', () => {
  const trend = postureTrend({ critical: [], knownExploited: [] }, { now, days: 2 });

  assert.deepEqual(
    trend.map(({ oldestCriticalDays }) => oldestCriticalDays),
    [undefined, undefined],
  );
});

test('what a clock ahead of ours opened or resolved happened today', () => {
  const critical = [cohort(today + 3, undefined), cohort(today - 1, today + 1)];
  const trend = postureTrend({ critical, knownExploited: [] }, { now, days: 2 });

  assert.deepEqual(
    trend.map((point) => [point.critical, point.oldestCriticalDays]),
    [
      [1, 0],
      [1, 0],
    ],
  );
});
