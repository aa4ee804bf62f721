import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchPlace } from './search-place.ts';

const digest = `sha256:${'0a'.repeat(32)}`;

test('a digest leads to its image, alone and at the end of a reference', () => {
  const place = { to: '/images/$digest', params: { digest } };

  assert.deepEqual(searchPlace(digest), place);
  assert.deepEqual(searchPlace(`harbor.example.com/payments/ledger:1.2@${digest}`), place);
});

test('the name of an advisory leads to it, however it is written', () => {
  const idOf = (text: string) => searchPlace(text).params?.id;

  assert.equal(idOf('cve-2021-44228'), 'CVE-2021-44228');
  assert.equal(idOf('GHSA-JFH8-C2JP-5V3Q'), 'GHSA-jfh8-c2jp-5v3q');
  assert.equal(idOf('DSA-5417-1'), 'DSA-5417-1');
  assert.equal(idOf('rhsa-2023:1234'), 'RHSA-2023:1234');
  assert.equal(idOf('GO-2024-2687'), 'GO-2024-2687');
});

test('a package with a version leads to the packages', () => {
  for (const text of ['log4j-core < 2.17', 'lodash@4.17.20', 'curl >= 8']) {
    assert.deepEqual(searchPlace(text), { to: '/packages', search: { package: text } });
  }
});

test('anything else is part of the name of an image, without the host a reference begins with', () => {
  const searchOf = (text: string) => searchPlace(text).search?.search;

  assert.equal(searchOf('payments/ledger'), 'payments/ledger');
  assert.equal(searchOf('RC-1'), 'RC-1');
  assert.equal(searchOf('go-tools'), 'go-tools');
  assert.equal(searchOf('harbor.example.com/payments/ledger:1.2'), 'payments/ledger:1.2');
  assert.equal(searchOf('registry:5000/web'), 'web');
  assert.equal(searchOf('localhost/web:latest'), 'web:latest');
});
