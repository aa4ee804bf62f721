import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { WrongKeys } from './wrong-keys.ts';

function upgrade(remoteAddress: string, forwardedFor?: string) {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
  return { socket, headers: forwardedFor ? { 'x-forwarded-for': forwardedFor } : {} };
}

test('an address is not listened to after so many wrong keys, until time has passed', async () => {
  const clock = new FakeClock();
  const wrongKeys = new WrongKeys(clock, { perMinute: 2, trustedProxies: [] });
  const told = (remote: string) => wrongKeys.retryAfterSeconds(upgrade(remote));

  wrongKeys.note(upgrade('192.0.2.7'));
  assert.equal(told('192.0.2.7'), undefined);
  wrongKeys.note(upgrade('::ffff:192.0.2.7'));

  assert.equal(told('192.0.2.7'), 30);
  assert.equal(told('192.0.2.8'), undefined);
  await clock.advance(30_000);
  assert.equal(told('192.0.2.7'), undefined);
});

test('only what a trusted proxy says of who came counts, and not what they said themselves', () => {
  const clock = new FakeClock();
  const limit = { perMinute: 1, trustedProxies: ['10.0.0.0/8', '2001:db8::1'] };
  const wrongKeys = new WrongKeys(clock, limit);
  const isRefused = (...ends: Parameters<typeof upgrade>) =>
    wrongKeys.retryAfterSeconds(upgrade(...ends)) !== undefined;

  wrongKeys.note(upgrade('::ffff:10.0.0.1', '203.0.113.1, 198.51.100.4, 10.0.0.2'));
  wrongKeys.note(upgrade('192.0.2.7', '203.0.113.9'));

  assert.equal(isRefused('10.0.0.1', '198.51.100.4'), true);
  assert.equal(isRefused('2001:db8::1', '198.51.100.4'), true);
  assert.equal(isRefused('10.0.0.1', '203.0.113.1'), false);
  assert.equal(isRefused('10.0.0.1'), false);
  assert.equal(isRefused('192.0.2.7'), true);
  assert.equal(isRefused('203.0.113.9'), false);
});

test('without a limit nobody is refused', () => {
  const wrongKeys = new WrongKeys(new FakeClock(), { perMinute: 0, trustedProxies: [] });
  wrongKeys.note(upgrade('192.0.2.7'));
  assert.equal(wrongKeys.retryAfterSeconds(upgrade('192.0.2.7')), undefined);
});
