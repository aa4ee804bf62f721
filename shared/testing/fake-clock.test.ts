import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, fakeClockStart } from './fake-clock.ts';

test('timers run in the order they are due, and see the time they were due at', async () => {
  const clock = new FakeClock();
  const seen: string[] = [];
  clock.setTimer(30, () => seen.push(`late ${clock.monotonicMs()}`));
  clock.setTimer(10, () => seen.push(`first ${clock.monotonicMs()}`));
  clock.setTimer(10, () => seen.push(`second ${clock.monotonicMs()}`));

  await clock.advance(20);

  assert.deepEqual(seen, ['first 10', 'second 10']);
  assert.deepEqual(clock.pendingDelaysMs(), [10]);
  assert.equal(clock.now(), fakeClockStart + 20);
});

test('a timer set by the continuation of another still runs in the same advance', async () => {
  const clock = new FakeClock();
  const seen: number[] = [];
  const tick = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) {
      await new Promise<void>((resolve) => clock.setTimer(100, resolve));
      seen.push(clock.monotonicMs());
    }
  };
  const done = tick();

  await clock.advance(1000);
  await done;

  assert.deepEqual(seen, [100, 200, 300]);
});

test('a cancelled timer never runs, even when another due at the same time cancels it', async () => {
  const clock = new FakeClock();
  const seen: string[] = [];
  clock.setTimer(5, () => victim.cancel());
  const victim = clock.setTimer(5, () => seen.push('victim'));

  await clock.advance(5);

  assert.deepEqual(seen, []);
});

test('a jump of the wall clock leaves durations and timers alone', async () => {
  const clock = new FakeClock(1_000_000);
  clock.setTimer(50, () => undefined);

  clock.setNow(0);

  assert.equal(clock.now(), 0);
  assert.equal(clock.monotonicMs(), 0);
  await clock.advance(10);
  assert.equal(clock.now(), 10);
  assert.deepEqual(clock.pendingDelaysMs(), [40]);
});

test('a test can wait until the code under test has set a timer', async () => {
  const clock = new FakeClock();
  const waiting = clock.timersPending(2);
  clock.setTimer(1, () => undefined);
  clock.setTimer(2, () => undefined);

  await waiting;
  await clock.advanceToNextTimer();

  assert.equal(clock.monotonicMs(), 1);
});

test('an advance under way refuses a second one', async () => {
  const clock = new FakeClock();
  const first = clock.advance(1);

  await assert.rejects(clock.advance(1), /await the advance/);
  await first;
});
