import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressBlock } from './address-block.ts';

test('addresses of one IPv6 network count as one, those of IPv4 each', () => {
  assert.equal(addressBlock('2001:db8:1:2::1'), addressBlock('2001:db8:1:2:ffff:ffff:ffff:ffff'));
  assert.notEqual(addressBlock('2001:db8:1:2::1'), addressBlock('2001:db8:1:3::1'));
  assert.equal(addressBlock('fe80::1%eth0'), addressBlock('fe80::2'));
  assert.notEqual(addressBlock('192.0.2.7'), addressBlock('192.0.2.8'));
});

test('an address of IPv4 is the same however it is written', () => {
  for (const text of ['::ffff:192.0.2.7', '::ffff:c000:207', '::FFFF:C000:0207']) {
    assert.equal(addressBlock(text), '192.0.2.7');
  }
  assert.notEqual(addressBlock('::ffff:192.0.2.7'), addressBlock('::ffff:192.0.2.8'));
});

test('what is no address stays what it is', () => {
  assert.equal(addressBlock('accept'), 'accept');
  assert.equal(addressBlock('unknown:peer'), 'unknown:peer');
});
