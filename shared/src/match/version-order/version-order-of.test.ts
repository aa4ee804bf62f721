import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareApk } from './compare-apk.ts';
import { compareDpkg } from './compare-dpkg.ts';
import { compareRpm } from './compare-rpm.ts';
import { compareSemver } from './compare-semver.ts';
import { versionOrderOf } from './version-order-of.ts';

test('every release of a distro uses the order of its package manager', () => {
  assert.equal(versionOrderOf('Debian:12'), compareDpkg);
  assert.equal(versionOrderOf('Ubuntu:22.04:LTS'), compareDpkg);
  assert.equal(versionOrderOf('Alpine:v3.18'), compareApk);
  assert.equal(versionOrderOf('Rocky Linux:9'), compareRpm);
});

test('npm, Go and crates.io share semantic versions', () => {
  for (const ecosystem of ['npm', 'Go', 'crates.io']) {
    assert.equal(versionOrderOf(ecosystem), compareSemver);
  }
});

test('an ecosystem nobody taught an order has none', () => {
  assert.equal(versionOrderOf('OSS-Fuzz'), undefined);
  assert.equal(versionOrderOf('constructor'), undefined);
});
