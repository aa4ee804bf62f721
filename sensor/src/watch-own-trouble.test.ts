import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMemoryShort } from './watch-own-trouble.ts';

const well = { residentBytes: 100, residentBytesMax: 1000, heapBytes: 50, heapBytesMax: 1000 };

for (const { name, changes, short } of [
  { name: 'plenty of everything', changes: {}, short: false },
  { name: 'a container almost full', changes: { residentBytes: 900 }, short: true },
  { name: 'a heap almost full', changes: { heapBytes: 900 }, short: true },
  {
    name: 'much memory where nobody limits it',
    changes: { residentBytes: 1e12, residentBytesMax: undefined },
    short: false,
  },
]) {
  test(`${name} is ${short ? 'a sign' : 'no sign'} of trouble`, () => {
    assert.equal(isMemoryShort({ ...well, ...changes }), short);
  });
}
