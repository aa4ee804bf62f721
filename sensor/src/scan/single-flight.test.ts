import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SingleFlight } from './single-flight.ts';

const never = new AbortController().signal;

function pending() {
  const started: AbortSignal[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const work = (signal: AbortSignal) => {
    started.push(signal);
    return promise;
  };
  return { started, work, resolve, reject };
}

test('two that ask at once share one piece of work', async () => {
  const flights = new SingleFlight<string>();
  const { started, work, resolve } = pending();

  const both = [flights.run('a', never, work), flights.run('a', never, work)];
  resolve('done');

  assert.deepEqual(await Promise.all(both), ['done', 'done']);
  assert.equal(started.length, 1);
});

test('other keys and later calls start work of their own', async () => {
  const flights = new SingleFlight<string>();
  const { started, work, resolve } = pending();
  resolve('done');

  await flights.run('a', never, work);
  await flights.run('a', never, work);
  await flights.run('b', never, work);

  assert.equal(started.length, 3);
});

test('the work goes on for the other when the one who started it leaves', async () => {
  const flights = new SingleFlight<string>();
  const { started, work, resolve } = pending();
  const starter = new AbortController();

  const left = flights.run('a', starter.signal, work);
  const stays = flights.run('a', never, work);
  starter.abort(new Error('left'));
  await assert.rejects(left, /left/);
  resolve('done');

  assert.equal(await stays, 'done');
  assert.equal(started.length, 1);
});

test('the work stops when everybody has left, and the next call starts anew', async () => {
  const flights = new SingleFlight<string>();
  const { started, work } = pending();
  const first = new AbortController();
  const second = new AbortController();

  const both = [flights.run('a', first.signal, work), flights.run('a', second.signal, work)];
  first.abort(new Error('left'));
  assert.equal(started[0]?.aborted, false);
  second.abort(new Error('left'));
  await Promise.allSettled(both);

  assert.equal(started[0]?.aborted, true);
  assert.equal(await flights.run('a', never, () => Promise.resolve('new')), 'new');
});

test('a failure is for the one who started it; the other tries again itself', async () => {
  const flights = new SingleFlight<string>();
  const { work, reject } = pending();

  const starter = flights.run('a', never, work);
  const joined = flights.run('a', never, () => Promise.resolve('own work'));
  reject(new Error('denied'));

  await assert.rejects(starter, /denied/);
  assert.equal(await joined, 'own work');
});

test('many that joined a failing one share the next try', async () => {
  const flights = new SingleFlight<string>();
  const first = pending();
  const next = pending();

  const starter = flights.run('a', never, first.work);
  const joined = [1, 2, 3].map(() => flights.run('a', never, next.work));
  first.reject(new Error('denied'));
  await assert.rejects(starter);
  next.resolve('done');

  assert.deepEqual(await Promise.all(joined), ['done', 'done', 'done']);
  assert.equal(next.started.length, 1);
});
