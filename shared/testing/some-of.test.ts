import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exhaustiveVariable, someOf, upTo } from './some-of.ts';

test('so many are taken in their order, with both ends', (t) => {
  const isExhaustive = process.env[exhaustiveVariable] === 'true';

  const some = someOf(t, upTo(100), 10);

  assert.equal(some.length, isExhaustive ? 100 : 10);
  assert.deepEqual(
    some,
    some.toSorted((one, other) => one - other),
  );
  assert.deepEqual([some[0], some.at(-1)], [1, 100]);
});

test('of few all are taken', (t) => {
  assert.deepEqual(someOf(t, [3, 1, 2], 5), [3, 1, 2]);
});

test('all are taken where every one is asked for', (t) => {
  const before = process.env[exhaustiveVariable];
  process.env[exhaustiveVariable] = 'true';
  t.after(() => {
    if (before === undefined) delete process.env[exhaustiveVariable];
    else process.env[exhaustiveVariable] = before;
  });

  assert.deepEqual(someOf(t, upTo(4), 2), [1, 2, 3, 4]);
});
