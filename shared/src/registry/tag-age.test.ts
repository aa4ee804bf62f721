import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pushTime, tagAge } from './tag-age.ts';

const now = Date.parse('2026-03-31T00:00:00Z');

test('a tag is old when its push is longer ago than the maximum, to the millisecond', () => {
  const pushed = Date.parse('2026-03-01T00:00:00Z');

  assert.equal(tagAge({ maxAgeDays: 30 }, pushed, now), 'young');
  assert.equal(tagAge({ maxAgeDays: 30 }, pushed - 1, now), 'old');
  assert.equal(tagAge({}, 0, now), 'young');
});

test('without a time nothing is old, and it is said', () => {
  assert.equal(tagAge({ maxAgeDays: 1 }, undefined, now), 'unknown');
});

test('times are read as vendors write them; what means no time is none', () => {
  assert.equal(pushTime('2026-03-31T00:00:00.000Z'), now);
  assert.equal(pushTime(new Date(now)), now);
  assert.equal(pushTime(now), now);
  for (const nothing of ['0001-01-01T00:00:00Z', '', 'yesterday', null, undefined, Number.NaN]) {
    assert.equal(pushTime(nothing), undefined, String(nothing));
  }
});
