import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeAddress } from './judge-address.ts';

function judge(address: string, allowed: readonly string[] = [], host = 'r.example', port = 443) {
  const verdict = judgeAddress({ address, host, port }, allowed);
  return verdict.kind === 'allowed' ? 'allowed' : verdict.range;
}

for (const [address, want] of [
  ['8.8.8.8', 'allowed'],
  ['2606:4700::1111', 'allowed'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['::', 'unspecified'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['::1', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'allowed'],
  ['192.168.1.1', 'private'],
  ['169.254.0.1', 'link-local'],
  ['169.254.169.254', 'metadata'],
  ['169.254.170.2', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['100.64.0.1', 'carrier-grade NAT'],
  ['100.128.0.1', 'allowed'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['fd12::1', 'unique local'],
  ['fec0::1', 'site-local'],
  ['224.0.0.1', 'multicast'],
  ['ff02::1', 'multicast'],
  ['255.255.255.255', 'reserved'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['::ffff:169.254.169.254', 'metadata'],
  ['::ffff:8.8.8.8', 'allowed'],
  ['::127.0.0.1', 'loopback'],
  ['64:ff9b::10.0.0.1', 'private'],
  ['64:ff9b::8.8.8.8', 'allowed'],
  ['64:ff9b:1::1', 'reserved'],
  ['2002:7f00:1::', 'loopback'],
  ['2002:808:808::', 'allowed'],
  ['2001:0:1::1', 'reserved'],
  ['4000::1', 'reserved'],
  ['0x7f000001', 'not an address'],
  ['127.1', 'not an address'],
  ['010.0.0.1', 'not an address'],
  ['example.com', 'not an address'],
  ['1::2::3', 'not an address'],
  ['', 'not an address'],
] as const) {
  test(`${address || 'nothing'} is ${want}`, () => assert.equal(judge(address), want));
}

for (const { name, address, allowed, host, port, want } of [
  {
    name: 'a block lets its addresses pass',
    address: '10.1.2.3',
    allowed: ['10.0.0.0/8'],
    want: 'allowed',
  },
  {
    name: 'a block holds for mapped addresses too',
    address: '::ffff:10.1.2.3',
    allowed: ['10.0.0.0/8'],
    want: 'allowed',
  },
  {
    name: 'a block does not open metadata',
    address: '169.254.169.254',
    allowed: ['0.0.0.0/0'],
    want: 'metadata',
  },
  {
    name: 'an address with its port passes',
    address: '127.0.0.1',
    allowed: ['127.0.0.1:5000'],
    port: 5000,
    want: 'allowed',
  },
  {
    name: 'another port does not pass',
    address: '127.0.0.1',
    allowed: ['127.0.0.1:5000'],
    port: 5001,
    want: 'loopback',
  },
  {
    name: 'a host with its port passes',
    address: '10.0.0.9',
    allowed: ['Reg.Corp:5000'],
    host: 'reg.corp',
    port: 5000,
    want: 'allowed',
  },
  {
    name: 'a version 6 address with its port passes',
    address: '::1',
    allowed: ['[::1]:5000'],
    host: '[::1]',
    port: 5000,
    want: 'allowed',
  },
  {
    name: 'another host does not pass',
    address: '10.0.0.9',
    allowed: ['reg.corp:443'],
    host: 'other',
    want: 'private',
  },
  {
    name: 'nonsense allows nothing',
    address: '10.0.0.9',
    allowed: ['', '/', '10.0.0.0/99', '*'],
    want: 'private',
  },
] as readonly {
  name: string;
  address: string;
  allowed: string[];
  host?: string;
  port?: number;
  want: string;
}[]) {
  test(name, () => assert.equal(judge(address, allowed, host, port), want));
}
