import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samplePackage } from '@harborguard/shared/testing/sample-report.ts';
import { purlWithUpstream } from './system-packages.ts';

test('a source package of the same version is named, one of another version with it', () => {
  const purl = 'pkg:deb/debian/bash@5.2-2?arch=amd64';
  const bash = samplePackage({ name: 'bash', version: '5.2-2+b2', purl });

  const upstream = (name: string, version: string) =>
    purlWithUpstream({ ...bash, source: { name, version } });

  assert.equal(upstream('bash-src', '5.2-2+b2'), `${purl}&upstream=bash-src`);
  assert.equal(upstream('bash', '5.2-2'), `${purl}&upstream=bash%405.2-2`);
  assert.equal(upstream('bash', '5.2-2+b2'), purl, 'which says no more than the package');
});

test('of an rpm the file name of its source is named, without an epoch', () => {
  const purl = 'pkg:rpm/rocky/openssl-libs@3.0.7-1.el9?epoch=1';
  const found = samplePackage({
    type: 'rpm',
    name: 'openssl-libs',
    version: '1:3.0.7-1.el9',
    purl,
  });
  const source = { name: 'openssl', version: '1:3.0.7-1.el9' };

  const written = purlWithUpstream({ ...found, source });

  assert.equal(written, `${purl}&upstream=openssl-3.0.7-1.el9.src.rpm`);
});

test('packages of a language have no source package', () => {
  const purl = 'pkg:npm/a@1';
  const found = samplePackage({ type: 'npm', purl, source: { name: 'b', version: '1' } });

  assert.equal(purlWithUpstream(found), purl);
});
