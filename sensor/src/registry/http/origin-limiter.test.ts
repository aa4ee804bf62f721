import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OriginLimiter, parallelMax } from './origin-limiter.ts';

const signal = new AbortController().signal;

function start(limiter: OriginLimiter, count: number) {
  let running = 0;
  const finish: (() => void)[] = [];
  const all = Array.from({ length: count }, () =>
    limiter.run(signal, () => {
      running += 1;
      return new Promise<void>((resolve) => finish.push(resolve));
    }),
  );
  return { running: () => running, finish, all };
}

test('no more than the limit run at once, and each end lets one in', async () => {
  const work = start(new OriginLimiter(), parallelMax + 2);
  await Promise.resolve();
  assert.equal(work.running(), parallelMax);

  work.finish[0]?.();
  await work.all[0];

  assert.equal(work.running(), parallelMax + 1);
});

test('slowing down halves the limit and never reaches zero', () => {
  const limiter = new OriginLimiter();

  limiter.slowDown();
  assert.equal(limiter.limit, parallelMax / 2);
  for (let round = 0; round < 10; round += 1) limiter.slowDown();

  assert.equal(limiter.limit, 1);
});

test('the limit grows back slowly and no further than it was', () => {
  const limiter = new OriginLimiter();
  limiter.slowDown();

  limiter.speedUp();
  assert.equal(limiter.limit, parallelMax / 2);
  for (let round = 0; round < 100; round += 1) limiter.speedUp();

  assert.equal(limiter.limit, parallelMax);
});

test('whoever gives up waiting takes no place', async () => {
  const limiter = new OriginLimiter();
  const work = start(limiter, parallelMax);
  const controller = new AbortController();
  const waiting = limiter.run(controller.signal, () => Promise.resolve());

  controller.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  for (const finish of work.finish) finish();
  await Promise.all(work.all);

  await limiter.run(signal, () => Promise.resolve());
});

test('work that fails gives its place back', async () => {
  const limiter = new OriginLimiter();
  for (let round = 0; round < parallelMax + 1; round += 1) {
    await assert.rejects(
      limiter.run(signal, () => Promise.reject(new Error('no'))),
      /no/,
    );
  }
});
