import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { linkAddress } from './link-address.ts';

for (const [given, address] of [
  ['https://guard.example.com', 'wss://guard.example.com/api/sensor/link'],
  ['https://guard.example.com/', 'wss://guard.example.com/api/sensor/link'],
  ['https://guard.example.com:8443/base/', 'wss://guard.example.com:8443/base/api/sensor/link'],
  ['wss://guard.example.com', 'wss://guard.example.com/api/sensor/link'],
  ['http://127.0.0.1:8080', 'ws://127.0.0.1:8080/api/sensor/link'],
  ['http://[::1]:8080', 'ws://[::1]:8080/api/sensor/link'],
  ['http://localhost', 'ws://localhost/api/sensor/link'],
] as const) {
  test(`${given} is reached at ${address}`, () => {
    assert.equal(linkAddress(given).href, address);
  });
}

for (const given of [
  'guard.example.com',
  'ftp://guard.example.com',
  'http://guard.example.com',
  'http://localhost.example.com',
  'http://127.0.0.1.example.com',
  'https://user:canary@guard.example.com',
  'https://guard.example.com/?key=canary',
]) {
  test(`${given} is refused by a rule that does not repeat it`, () => {
    assert.throws(
      () => linkAddress(given),
      (error) =>
        isHarborError(error) &&
        error.code === 'CONFIGURATION_INVALID' &&
        !error.message.includes('canary'),
    );
  });
}

test('plain HTTP to another host works when it is allowed', () => {
  const address = linkAddress('http://guard.internal', { allowPlainHttp: true });

  assert.equal(address.href, 'ws://guard.internal/api/sensor/link');
});
