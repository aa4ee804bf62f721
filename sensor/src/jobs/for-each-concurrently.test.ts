import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachConcurrently } from './for-each-concurrently.ts';

test('no more than the limit run at once and every item runs once', async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;

  await forEachConcurrently([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    seen.push(item);
    running -= 1;
  });

  assert.equal(most, 3);
  assert.deepEqual(seen.toSorted(), [1, 2, 3, 4, 5, 6, 7]);
});

test('a failure stops further starts and waits for those running', async () => {
  const started: number[] = [];
  let ended = 0;

  const run = forEachConcurrently([1, 2, 3, 4, 5], 2, async (item) => {
    started.push(item);
    if (item === 1) throw new Error('first');
    await new Promise((resolve) => setImmediate(resolve));
    ended += 1;
  });

  await assert.rejects(run, /first/);
  assert.equal(ended, 1);
  assert.deepEqual(started, [1, 2]);
});
