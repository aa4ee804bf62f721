import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { ExpiringCache, type Fetched } from './expiring-cache.ts';

const { signal } = new AbortController();
const minuteMs = 60_000;

function counted(clock: FakeClock, lifeMs: number) {
  let count = 0;
  return {
    count: () => count,
    fetch: (): Promise<Fetched<number>> => {
      count += 1;
      return Promise.resolve({ value: count, expiresAtMs: clock.now() + lifeMs });
    },
  };
}

for (const { lifeMs, renewedAfterMs } of [
  { lifeMs: 60 * minuteMs, renewedAfterMs: 55 * minuteMs },
  { lifeMs: 10 * minuteMs, renewedAfterMs: 9 * minuteMs },
]) {
  test(`what lives ${lifeMs / minuteMs} minutes is renewed after ${renewedAfterMs / minuteMs}`, async () => {
    const clock = new FakeClock();
    const cache = new ExpiringCache<number>(clock);
    const { fetch } = counted(clock, lifeMs);

    await cache.get('key', fetch, { signal });
    await clock.advance(renewedAfterMs - 1);
    assert.equal(await cache.get('key', fetch, { signal }), 1);
    await clock.advance(1);
    assert.equal(await cache.get('key', fetch, { signal }), 2);
  });
}

test('a jump of the wall clock neither prolongs nor ends what is kept', async () => {
  const clock = new FakeClock();
  const cache = new ExpiringCache<number>(clock);
  const { fetch } = counted(clock, 60 * minuteMs);
  await cache.get('key', fetch, { signal });

  clock.setNow(0);
  assert.equal(await cache.get('key', fetch, { signal }), 1);
  await clock.advance(56 * minuteMs);
  assert.equal(await cache.get('key', fetch, { signal }), 2);
});

test('what is expired already is served and not kept', async () => {
  const clock = new FakeClock();
  const cache = new ExpiringCache<number>(clock);
  const { fetch } = counted(clock, -minuteMs);

  assert.equal(await cache.get('key', fetch, { signal }), 1);
  assert.equal(await cache.get('key', fetch, { signal }), 2);
});

test('one who stops waiting does not end the exchange for the others', async () => {
  const cache = new ExpiringCache<number>(new FakeClock());
  const answer = Promise.withResolvers<Fetched<number>>();
  const leaving = new AbortController();
  const first = cache.get('key', () => answer.promise, { signal: leaving.signal });
  const second = cache.get('key', () => assert.fail('asked twice'), { signal });

  leaving.abort(new Error('cancelled'));
  answer.resolve({ value: 1, expiresAtMs: Number.MAX_SAFE_INTEGER });

  await assert.rejects(first, /cancelled/);
  assert.equal(await second, 1);
});

test('a refusal holds for a minute, a passing failure not at all', async () => {
  const clock = new FakeClock();
  const cache = new ExpiringCache<number>(clock);
  let asked = 0;
  const fail = (error: Error) => () => {
    asked += 1;
    return Promise.reject(error);
  };
  const refusal = fail(new HarborError('IDENTITY_REFUSED'));
  const passing = fail(new HarborError('REGISTRY_TIMEOUT'));

  await assert.rejects(cache.get('refused', refusal, { signal }));
  await assert.rejects(cache.get('refused', refusal, { signal }));
  assert.equal(asked, 1);
  await clock.advance(minuteMs);
  await assert.rejects(cache.get('refused', refusal, { signal }));
  assert.equal(asked, 2);

  await assert.rejects(cache.get('passing', passing, { signal }));
  await assert.rejects(cache.get('passing', passing, { signal }));
  assert.equal(asked, 4);
});

test('while a renewal fails the old value serves until its own end, with a pause between the tries', async () => {
  const clock = new FakeClock();
  const cache = new ExpiringCache<number>(clock);
  let asked = 0;
  const refuse = () => {
    asked += 1;
    return Promise.reject(new HarborError('IDENTITY_REFUSED'));
  };
  await cache.get('key', counted(clock, 60 * minuteMs).fetch, { signal });

  await clock.advance(56 * minuteMs);
  assert.equal(await cache.get('key', refuse, { signal }), 1);
  assert.equal(await cache.get('key', refuse, { signal }), 1);
  assert.equal(asked, 1);
  await clock.advance(4 * minuteMs);
  await assert.rejects(cache.get('key', refuse, { signal }));
});
