import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trendHeight, trendInWords, trendShape } from './trend-shape.ts';

const none = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
const points = [
  { at: '2026-01-01T00:00:00Z', open: none },
  { at: '2026-01-02T00:00:00Z', open: { ...none, critical: 3, high: 9 } },
];

test('the scale ends at a round number above the highest day', () => {
  assert.deepEqual(trendShape(points).lines, [0, 5, 10, 15]);
  assert.deepEqual(trendShape([]).lines, [0, 1]);
});

test('the gravest stand at the bottom, and each band begins where the one below ends', () => {
  const { bands, y } = trendShape(points);

  assert.deepEqual(
    bands.slice(0, 2).map(({ severity }) => severity),
    ['critical', 'high'],
  );
  assert.ok(bands[0]?.path.includes(`640,${y(3)}`) && bands[1]?.path.includes(`640,${y(3)}`));
  assert.equal(y(0), trendHeight);
});

test('the trend is told in words too', () => {
  const peak = { at: '2026-01-01T12:00:00Z', open: { ...none, low: 20 } };
  const words = trendInWords([...points.slice(0, 1), peak, ...points.slice(1)]);

  assert.match(words, /0 3 days ago, 12 now, of which 3 critical; at most 20 in between/);
});
