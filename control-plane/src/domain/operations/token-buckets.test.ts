import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { TokenBuckets } from './token-buckets.ts';

test('a caller has a minute’s worth at once, and then what time brings back', async () => {
  const clock = new FakeClock();
  const buckets = new TokenBuckets(clock, 60);

  const outcomes = Array.from({ length: 61 }, () => buckets.take('a').kind);
  assert.equal(outcomes.filter((kind) => kind === 'taken').length, 60);
  assert.deepEqual(buckets.take('a'), { kind: 'empty', retryAfterSeconds: 1 });
  assert.equal(buckets.take('b').kind, 'taken');

  await clock.advance(1000);
  assert.equal(buckets.take('a').kind, 'taken');
  assert.equal(buckets.take('a').kind, 'empty');
});

test('ten thousand callers do not grow the memory without end', () => {
  const buckets = new TokenBuckets(new FakeClock(), 1);

  buckets.take('first');
  for (let count = 0; count < 10_000; count += 1) buckets.take(`caller-${count}`);

  assert.equal(buckets.take('first').kind, 'taken');
  assert.equal(buckets.take('caller-9999').kind, 'empty');
});
