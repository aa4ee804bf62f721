import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageWindow } from './age-window.ts';

const now = Date.parse('2026-03-10T12:34:56Z');

test('a young age begins that many days before this hour, an old one ends there', () => {
  assert.deepEqual(ageWindow('under-7', now), { firstSeenFrom: '2026-03-03T12:00:00.000Z' });
  assert.deepEqual(ageWindow('over-30', now), { firstSeenTo: '2026-02-08T12:00:00.000Z' });
});

test('what somebody typed there narrows nothing', () => {
  for (const age of [undefined, '', '7', 'under-', 'under-0', 'over-9999', 'under-7d']) {
    assert.deepEqual(ageWindow(age, now), {}, String(age));
  }
});
