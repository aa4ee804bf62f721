import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../testing/seeded-random.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';

const random = new SeededRandom(2);
const delays = (failures: number, floorMs: number) =>
  Array.from({ length: 1_000 }, () => reconnectDelayMs(failures, floorMs, random));

test('the first try is at once unless the control plane set a floor', () => {
  assert.deepEqual(new Set(delays(0, 0)), new Set([0]));
  assert.ok(Math.max(...delays(0, 10_000)) > 9_000);
});

for (const { failures, windowMs } of [
  { failures: 1, windowMs: 1_000 },
  { failures: 2, windowMs: 2_000 },
  { failures: 6, windowMs: 32_000 },
  { failures: 7, windowMs: 60_000 },
  { failures: 1_000_000, windowMs: 60_000 },
]) {
  test(`after ${failures} failures the wait is spread over ${windowMs} ms`, () => {
    const found = delays(failures, 0);

    assert.ok(Math.max(...found) < windowMs && Math.max(...found) > windowMs * 0.95);
    assert.ok(Math.min(...found) < windowMs * 0.05);
  });
}

test('a floor widens a small window and does not pass the cap', () => {
  assert.ok(Math.max(...delays(1, 30_000)) > 28_000);
  assert.ok(Math.max(...delays(1, 600_000)) < 60_000);
});

test('ten thousand sensors at the cap do not come back in step', () => {
  const seconds = new Map<number, number>();
  for (let sensor = 0; sensor < 10_000; sensor += 1) {
    const second = Math.floor(reconnectDelayMs(9, 0, random) / 1_000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }

  assert.ok(Math.max(...seconds.values()) < 250, 'an even spread is 167 in a second');
});
