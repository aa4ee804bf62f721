import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { RateLimit } from './rate-limit.ts';

test('a burst goes through, then one for each share of time', async () => {
  const clock = new FakeClock();
  const limit = new RateLimit(clock, { perSecond: 2, burst: 3 });

  assert.deepEqual(
    [1, 2, 3, 4].map(() => limit.take('a')),
    [0, 0, 0, 500],
  );
  assert.equal(limit.take('b'), 0);
  await clock.advance(500);
  assert.deepEqual([limit.take('a'), limit.take('a')], [0, 500]);
  await clock.advance(60_000);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => limit.take('a')),
    [0, 0, 0, 500],
  );
});

test('many strangers do not lift the limit of one that keeps asking', () => {
  const limit = new RateLimit(new FakeClock(), { perSecond: 1, burst: 1 });
  limit.take('busy');

  for (let count = 0; count < 30_000; count += 1) {
    limit.take(`stranger-${count}`);
    if (count % 1000 === 0) assert.ok(limit.take('busy') > 0);
  }
});
