import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteBudget } from './byte-budget.ts';

const never = new AbortController().signal;

/** Settles what is settled already. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('as much as there is is given at once, the rest when something comes back', async () => {
  const budget = new ByteBudget(100);
  const release = await budget.acquire(60, never);
  (await budget.acquire(40, never))();
  let isServed = false;
  const waiting = budget.acquire(50, never).then((done) => {
    isServed = true;
    return done;
  });

  await turn();
  assert.equal(isServed, false);
  release();
  (await waiting)();
});

test('a small wish does not pass a large one that waits', async () => {
  const budget = new ByteBudget(100);
  const release = await budget.acquire(60, never);
  const order: string[] = [];
  const wish = async (name: string, bytes: number) => {
    const done = await budget.acquire(bytes, never);
    order.push(name);
    done();
  };
  const wishes = [wish('large', 90), wish('small', 10)];

  await turn();
  assert.deepEqual(order, []);
  release();
  await Promise.all(wishes);

  assert.deepEqual(order, ['large', 'small']);
});

test('more than the whole waits for the whole and gets it', async () => {
  const budget = new ByteBudget(100);
  const release = await budget.acquire(1, never);
  const all = budget.acquire(1000, never);
  release();

  (await all)();
  (await budget.acquire(100, never))();
});

test('who leaves the queue takes nothing and lets the next in', async () => {
  const budget = new ByteBudget(100);
  const release = await budget.acquire(60, never);
  const leaver = new AbortController();
  const left = budget.acquire(90, leaver.signal);
  const next = budget.acquire(40, never);

  leaver.abort(new Error('left'));
  await assert.rejects(left, /left/);
  (await next)();
  release();
  (await budget.acquire(100, never))();
});
