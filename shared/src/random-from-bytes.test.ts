import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFromBytes, uuidVersion7 } from './random-from-bytes.ts';

test('a UUID carries the time in front, the version and the variant', () => {
  const uuid = uuidVersion7(0x0190_b5a0_1234, new Uint8Array(10).fill(0xff));

  assert.equal(uuid, '0190b5a0-1234-7fff-bfff-ffffffffffff');
});

test('UUIDs of later milliseconds sort after earlier ones', () => {
  const earlier = uuidVersion7(1_700_000_000_000, new Uint8Array(10).fill(0xff));
  const later = uuidVersion7(1_700_000_000_001, new Uint8Array(10));

  assert.ok(earlier < later);
});

test('a uniform number stays below one even when every bit is set', () => {
  const random = randomFromBytes({
    bytes: (length) => new Uint8Array(length).fill(255),
    now: () => 0,
  });

  assert.ok(random.uniform() < 1);
  assert.ok(random.uniform() > 0.999);
});
