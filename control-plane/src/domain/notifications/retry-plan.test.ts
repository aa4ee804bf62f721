import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextAttemptAt, pauseUntil } from './retry-plan.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test('attempts spread over some three days and then end', () => {
  let now = 0;
  let attempts = 1;
  for (;;) {
    const next = nextAttemptAt({ attempts, retryAfterMs: undefined, uniform: 0, now });
    if (next === undefined) break;
    assert.ok(next > now);
    now = next;
    attempts += 1;
  }
  assert.equal(attempts, 10);
  assert.ok(now > 72 * hourMs && now < 96 * hourMs, `${now / hourMs} hours`);
});

test('what failed together does not come back together', () => {
  const at = (uniform: number) =>
    nextAttemptAt({ attempts: 2, retryAfterMs: undefined, uniform, now: 0 });
  assert.deepEqual([at(0), at(0.5)], [5 * minuteMs, 5.5 * minuteMs]);
});

test('a receiver may ask for more time, but not for more than a day', () => {
  const at = (retryAfterMs: number) =>
    nextAttemptAt({ attempts: 1, retryAfterMs, uniform: 0, now: 0 });
  assert.equal(at(hourMs), hourMs);
  assert.equal(at(1000 * hourMs), 24 * hourMs);
  assert.equal(at(1), 5_000);
});

test('a channel that fails again and again is left alone for longer and longer', () => {
  assert.equal(pauseUntil(4, 0), undefined);
  assert.deepEqual(
    [5, 6, 20].map((failures) => pauseUntil(failures, 0)),
    [5 * minuteMs, 10 * minuteMs, hourMs],
  );
});
