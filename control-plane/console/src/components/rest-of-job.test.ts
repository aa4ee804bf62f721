import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restMs } from './rest-of-job.ts';

test('a job half done after ten seconds needs ten more', () => {
  assert.equal(restMs({ done: 50, total: 100 }, 10_000), 10_000);
});

test('nothing is foretold of what has no end, has just begun, or is done', () => {
  assert.equal(restMs({ done: 50 }, 60_000), undefined);
  assert.equal(restMs({ done: 1, total: 100 }, 60_000), undefined);
  assert.equal(restMs({ done: 50, total: 100 }, 1_000), undefined);
  assert.equal(restMs({ done: 100, total: 100 }, 60_000), undefined);
});
