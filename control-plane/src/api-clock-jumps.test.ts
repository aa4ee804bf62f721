// The wall clock of the control plane is set, by somebody or by NTP: keys and sessions neither die of it nor outlive what
// they were given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi } from './cli/testing/api-world.ts';
import { Browser } from './testing/browser.ts';
import { startWithOwner } from './testing/people-world.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

test('after a clock was set back a session goes on, and its cookie is replaced as before', async (t) => {
  const { owner, clock } = await startWithOwner(t);
  clock.setNow(clock.now() - dayMs);

  const first = owner.cookie;
  for (let minutes = 0; minutes < 3; minutes += 1) {
    assert.equal((await owner.call('GET', '/api/me')).status, 200);
    await clock.advance(minuteMs);
  }

  assert.notEqual(owner.cookie, first);
});

test('a replaced cookie is not good again because the clock was set back', async (t) => {
  const { app, owner, clock } = await startWithOwner(t);
  const thief = new Browser(app);
  thief.cookie = owner.cookie;
  await clock.advance(16 * minuteMs);
  await owner.call('GET', '/api/me');
  await owner.call('GET', '/api/me');
  clock.setNow(clock.now() - dayMs);

  assert.equal((await thief.call('GET', '/api/me')).status, 401);
  assert.equal((await owner.call('GET', '/api/me')).status, 401, 'it ends for both');
});

test('after a clock was set far ahead and back the last use of a key is told as it is', async (t) => {
  const { call, ownerKey, clock } = await startApi(t);
  const right = clock.now();
  clock.setNow(right + 365 * dayMs);
  await call('GET', '/api/me');
  clock.setNow(right);

  assert.equal((await call('GET', '/api/me')).status, 200);

  const { body } = await call('GET', '/api/api-keys');
  const used = body.data.find(({ prefix }: { prefix: string }) => ownerKey.startsWith(prefix));
  assert.equal(Date.parse(used.lastUsedAt), right);
});

test('a key ends at its time, however the clock came to it', async (t) => {
  const { call, keyOf, clock } = await startApi(t);
  const key = await keyOf('viewer', { expiresAt: clock.now() + dayMs });
  const statusAt = async (now: number) => {
    clock.setNow(now);
    return (await call('GET', '/api/me', { key })).status;
  };
  const start = clock.now();

  assert.equal(await statusAt(start - dayMs), 200);
  assert.equal(await statusAt(start + dayMs), 401);
  assert.equal(await statusAt(start + dayMs - 1), 200);
});
