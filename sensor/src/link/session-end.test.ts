import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { codeOfRefusal, nextTry, type SessionEnd } from './session-end.ts';

const random = new SeededRandom(11);

function delays(end: SessionEnd, failures: number, floorMs = 0): number[] {
  return Array.from({ length: 300 }, () => nextTry(end, { failures, floorMs, random }).delayMs);
}

test('after a minute of a stable link the next try is at once and failures count anew', () => {
  const end = { code: 'LINK_UNREACHABLE', liveMs: 60_000 } as const;

  assert.deepEqual(nextTry(end, { failures: 9, floorMs: 0, random }), {
    state: 'waiting',
    failures: 0,
    delayMs: 0,
  });
});

test('a link that flaps is a failing link', () => {
  const end = { code: 'LINK_UNREACHABLE', liveMs: 59_999 } as const;

  assert.equal(nextTry(end, { failures: 4, floorMs: 0, random }).failures, 5);
});

test('failed tries spread over the whole window, also at its cap', () => {
  const found = delays({ code: 'LINK_UNREACHABLE', liveMs: 0 }, 40);

  assert.ok(Math.min(...found) < 3_000 && Math.max(...found) > 57_000);
  assert.ok(found.every((delay) => delay < 60_000));
});

test('a refused sensor tries again within a window of a minute from the first time on', () => {
  const found = delays({ code: 'UNAUTHORIZED', liveMs: 0 }, 0);

  assert.ok(Math.max(...found) > 50_000 && Math.max(...found) < 60_000);
});

test('a drain is come back from a little after the time given, and is no failure', () => {
  const end = { code: 'SHUTTING_DOWN', drainAfterMs: 20_000, liveMs: 5_000 } as const;

  const found = delays(end, 3);

  assert.ok(found.every((delay) => delay >= 20_000 && delay <= 24_000));
  assert.equal(nextTry(end, { failures: 3, floorMs: 0, random }).failures, 0);
});

test('a Retry-After of a year is cut to minutes', () => {
  const end = { code: 'SHUTTING_DOWN', retryAfterMs: 365 * 24 * 3_600_000, liveMs: 0 } as const;

  assert.ok(delays(end, 0).every((delay) => delay <= 420_000));
});

test('401 tells nothing but that the key is not known, whatever its body says', () => {
  assert.equal(codeOfRefusal({ status: 401, code: 'INTERNAL_ERROR' }), 'UNAUTHORIZED');
  assert.equal(codeOfRefusal({ status: 502 }), 'LINK_UNREACHABLE');
  assert.equal(codeOfRefusal({ status: 426 }), 'PROTOCOL_UNSUPPORTED');
});
