import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { WokenLoop } from './woken-loop.ts';

test('a loop works only once it is started, and then also off what woke it before', async () => {
  const { loop, runs } = loopOf();

  loop.wake();
  await loop.idle();
  assert.equal(runs.length, 0);
  loop.start();
  await loop.idle();

  assert.deepEqual(runs, ['begin', 'end']);
});

test('whoever wakes it during a run gets another run, and never two at once', async () => {
  const { loop, runs } = loopOf(async (count) => {
    if (count === 1) {
      loop.wake();
      loop.wake();
    }
    await Promise.resolve();
  });

  loop.start();
  loop.wake();
  await loop.idle();

  assert.deepEqual(runs, ['begin', 'end', 'begin', 'end']);
});

test('a run that fails is told of, and the loop goes on when it is woken', async () => {
  const { loop, runs, failures } = loopOf((count) =>
    count === 1 ? Promise.reject(new TypeError('first')) : Promise.resolve(),
  );

  loop.start();
  loop.wake();
  await loop.idle();
  loop.wake();
  await loop.idle();

  assert.deepEqual(failures, ['TypeError: first']);
  assert.deepEqual(runs, ['begin', 'begin', 'end']);
});

test('a stop ends a pause, waits for the run, and nothing wakes the loop again', async () => {
  const { loop, runs } = loopOf(() => loop.yieldToOthers());
  loop.start();
  loop.wake();

  await loop.stop();
  loop.wake();
  loop.start();
  await loop.idle();

  assert.deepEqual(runs, ['begin', 'end']);
});

function loopOf(work: (count: number) => Promise<void> = () => Promise.resolve()) {
  const runs: string[] = [];
  const failures: string[] = [];
  let count = 0;
  const loop: WokenLoop = new WokenLoop(new FakeClock(), {
    run: async () => {
      count += 1;
      runs.push('begin');
      await work(count);
      runs.push('end');
    },
    failed: (error) => failures.push(String(error)),
  });
  return { loop, runs, failures };
}
