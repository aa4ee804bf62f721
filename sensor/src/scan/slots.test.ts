import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from './slots.ts';

const never = new AbortController().signal;

test('slots are given in the order they were asked for', async () => {
  const slots = new Slots(1);
  const order: number[] = [];
  const release = await slots.acquire(never);
  const waiting = [1, 2, 3].map(async (number) => {
    const mine = await slots.acquire(never);
    order.push(number);
    mine();
  });

  assert.deepEqual(order, []);
  release();
  await Promise.all(waiting);

  assert.deepEqual(order, [1, 2, 3]);
});

test('who leaves the queue takes no slot', async () => {
  const slots = new Slots(1);
  const release = await slots.acquire(never);
  const leaver = new AbortController();
  const left = slots.acquire(leaver.signal);
  const next = slots.acquire(never);

  leaver.abort(new Error('left'));
  await assert.rejects(left, /left/);
  release();

  (await next)();
});

test('nobody gets a slot with a signal that is aborted already', async () => {
  const slots = new Slots(1);

  await assert.rejects(slots.acquire(AbortSignal.abort(new Error('too late'))), /too late/);

  (await slots.acquire(never))();
});

test('giving a slot back twice is a programming error', async () => {
  const slots = new Slots(1);
  const release = await slots.acquire(never);
  release();

  assert.throws(release, /once/);
});
