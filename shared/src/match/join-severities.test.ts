import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AffectedRow, Severity } from '../advisories/advisory-row.ts';
import { joinSeverities } from './join-severities.ts';

const distro: Severity = { level: 'low', origin: 'Ubuntu' };
const version4: Severity = { level: 'medium', score: 5, origin: 'CVSS:4.0' };
const version3: Severity = { level: 'critical', score: 9.8, origin: 'CVSS:3.1' };
const version2: Severity = { level: 'high', score: 7.5, origin: 'CVSS:2.0' };
const word: Severity = { level: 'critical', origin: 'GHSA' };
const unknown: Severity = { level: 'unknown', origin: 'none' };
const borrowed: Severity = { level: 'critical', origin: 'CVSS:3.1 via CVE-1-1', via: 'CVE-1-1' };

function row(severity: Severity, ofPackage?: Severity): AffectedRow {
  return {
    ecosystem: 'Ubuntu:22.04:LTS',
    packageName: 'vim',
    ranges: [],
    versions: [],
    ...(ofPackage === undefined ? {} : { severity: ofPackage }),
    advisory: { id: 'X-1', aliases: [], upstream: [], summary: '', modifiedAtMs: 0, severity },
  };
}

const descending = [distro, version4, version3, version2, word, borrowed, unknown];

for (const [index, severity] of descending.entries()) {
  test(`${severity.origin} comes before everything less trusted`, () => {
    const rows = descending.slice(index).map((lesser) => row(lesser));

    assert.equal(joinSeverities(rows.toReversed()), severity);
  });
}

test('of equally trusted severities the graver stays', () => {
  const milder: Severity = { level: 'critical', score: 9.1, origin: 'CVSS:3.0' };

  assert.equal(joinSeverities([row(milder), row(version3)]), version3);
});

test('what a record says of the package outweighs what it says of the whole', () => {
  assert.equal(joinSeverities([row(version3, distro)]), distro);
});

test('no record at all is unknown', () => {
  assert.deepEqual(joinSeverities([]), unknown);
});
