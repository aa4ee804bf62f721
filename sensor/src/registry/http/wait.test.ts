import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { orAborted, wait } from './wait.ts';

test('a wait ends when its time has come', async () => {
  const clock = new FakeClock();
  const waiting = wait(clock, 1000, new AbortController().signal);

  await clock.advance(1000);

  await waiting;
});

test('a wait that is cancelled ends at once and leaves no timer', async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const waiting = wait(clock, 1000, controller.signal);

  controller.abort(new Error('enough'));

  await assert.rejects(waiting, /enough/);
  assert.deepEqual(clock.pendingDelaysMs(), []);
});

test('whoever waits for shared work may leave, and the work goes on', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const controller = new AbortController();
  const leaving = orAborted(promise, controller.signal);
  const staying = orAborted(promise, new AbortController().signal);

  controller.abort(new Error('enough'));
  resolve('done');

  await assert.rejects(leaving, /enough/);
  assert.equal(await staying, 'done');
});
