import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advisoryLinks } from './advisory-links.ts';

test('each name leads to who keeps it', () => {
  const links = advisoryLinks(['CVE-2021-44228', 'GHSA-jfh8-c2jp-5v3q', 'DSA-5020-1']);

  assert.deepEqual(
    links.map(({ href }) => new URL(href).hostname),
    ['nvd.nist.gov', 'www.cve.org', 'github.com', 'security-tracker.debian.org'],
  );
});

test('a name that is none leads nowhere', () => {
  assert.deepEqual(advisoryLinks(['javascript:alert(1)', 'CVE-2021-1/../..', '']), []);
});
