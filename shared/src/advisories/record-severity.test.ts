import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageSeverity, recordSeverity } from './record-severity.ts';

const version3 = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' };
const version4 = {
  type: 'CVSS_V4',
  score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
};

test('CVSS 4 comes before CVSS 3', () => {
  const severity = recordSeverity({ severity: [version3, version4] }, 'GHSA-1');

  assert.equal(severity.origin, 'CVSS:4.0');
  assert.equal(severity.score, 9.3);
});

test('a broken newer vector gives way to a good older one', () => {
  const broken = { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N' };

  assert.equal(recordSeverity({ severity: [broken, version3] }, 'GHSA-1').origin, 'CVSS:3.1');
});

test('the rating of AlmaLinux in its summary comes before any vector', () => {
  const record = { summary: 'Important: vim security update', severity: [version3] };

  assert.deepEqual(recordSeverity(record, 'ALSA-2022:0894'), {
    level: 'high',
    origin: 'AlmaLinux',
  });
  assert.equal(recordSeverity(record, 'GHSA-1').origin, 'CVSS:3.1');
});

test('the priority of Ubuntu comes before any vector', () => {
  const record = { severity: [version3, { type: 'Ubuntu', score: 'negligible' }] };

  assert.deepEqual(recordSeverity(record, 'UBUNTU-CVE-2024-1'), {
    level: 'negligible',
    origin: 'Ubuntu',
  });
});

test('the word of a database is used when there is no vector', () => {
  const record = { database_specific: { severity: 'MODERATE' } };

  assert.deepEqual(recordSeverity(record, 'GHSA-1'), { level: 'medium', origin: 'GHSA' });
  assert.equal(recordSeverity({ ...record, severity: [version3] }, 'GHSA-1').level, 'critical');
});

test('a record that says nothing is of unknown severity', () => {
  assert.deepEqual(recordSeverity({}, 'DSA-1-1'), { level: 'unknown', origin: 'none' });
});

const urgencies = [
  ['unimportant', 'negligible'],
  ['low', 'low'],
  ['medium**', 'medium'],
  ['high', 'high'],
] as const;

for (const [urgency, level] of urgencies) {
  test(`Debian's urgency ${urgency} is ${level}`, () => {
    const entry = { ecosystem_specific: { urgency } };

    assert.deepEqual(packageSeverity(entry, 'Debian:12'), { level, origin: 'Debian' });
  });
}

test('an urgency that rates nothing leaves the severity to the record', () => {
  for (const urgency of ['not yet assigned', 'end-of-life', 7, undefined]) {
    assert.equal(packageSeverity({ ecosystem_specific: { urgency } }, 'Debian:12'), undefined);
  }
});
