import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdvisoryRow, Severity } from './advisory-row.ts';
import { KnownRatings } from './borrow-severity.ts';

const unknown: Severity = { level: 'unknown', origin: 'none' };
const critical: Severity = { level: 'critical', score: 9.8, vector: 'V', origin: 'CVSS:3.1' };
const medium: Severity = { level: 'medium', score: 5, vector: 'W', origin: 'CVSS:4.0' };
const word: Severity = { level: 'high', origin: 'GHSA' };

function record(id: string, extra: Partial<AdvisoryRow> = {}): AdvisoryRow {
  return {
    id,
    aliases: [],
    upstream: [],
    summary: '',
    modifiedAtMs: 1,
    severity: unknown,
    ...extra,
  };
}

interface Case {
  readonly name: string;
  readonly rated: readonly AdvisoryRow[];
  readonly of: AdvisoryRow;
  readonly expected: readonly [level: string, origin: string] | undefined;
}

const cases: readonly Case[] = [
  {
    name: 'an update takes the rating of the CVE it was made from',
    rated: [record('CVE-2024-1', { severity: critical })],
    of: record('DSA-1-1', { upstream: ['CVE-2024-1'] }),
    expected: ['critical', 'CVSS:3.1 via CVE-2024-1'],
  },
  {
    name: 'an update of several is as grave as the gravest',
    rated: [
      record('CVE-2024-1', { severity: medium }),
      record('CVE-2024-2', { severity: critical }),
    ],
    of: record('DSA-1-1', { upstream: ['CVE-2024-1', 'CVE-2024-2'] }),
    expected: ['critical', 'CVSS:3.1 via CVE-2024-2'],
  },
  {
    name: 'without a record of the CVE, one that calls it an alias speaks for it',
    rated: [record('GHSA-1', { aliases: ['CVE-2024-1'], severity: word })],
    of: record('DSA-1-1', { upstream: ['CVE-2024-1'] }),
    expected: ['high', 'GHSA via GHSA-1'],
  },
  {
    name: 'the record of the CVE itself speaks before one that calls it an alias',
    rated: [
      record('GHSA-1', { aliases: ['CVE-2024-1'], severity: critical }),
      record('CVE-2024-1', { severity: medium }),
    ],
    of: record('DSA-1-1', { upstream: ['CVE-2024-1'] }),
    expected: ['medium', 'CVSS:4.0 via CVE-2024-1'],
  },
  {
    name: 'of two that call it an alias the better scale speaks',
    rated: [
      record('GHSA-1', { aliases: ['CVE-2024-1'], severity: word }),
      record('PYSEC-1', { aliases: ['CVE-2024-1'], severity: medium }),
    ],
    of: record('ALPINE-1', { upstream: ['CVE-2024-1'] }),
    expected: ['medium', 'CVSS:4.0 via PYSEC-1'],
  },
  {
    name: 'the same vulnerability by another name comes before what it was made from',
    rated: [record('GHSA-1', { severity: medium }), record('CVE-2024-9', { severity: critical })],
    of: record('GO-1', { aliases: ['GHSA-1'], upstream: ['CVE-2024-9'] }),
    expected: ['medium', 'CVSS:4.0 via GHSA-1'],
  },
  {
    name: 'a record of a distro about a CVE takes the rating of that CVE',
    rated: [record('CVE-2024-1', { severity: critical })],
    of: record('DEBIAN-CVE-2024-1'),
    expected: ['critical', 'CVSS:3.1 via CVE-2024-1'],
  },
  {
    name: 'what nobody rates stays unknown',
    rated: [record('CVE-2024-1')],
    of: record('DSA-1-1', { upstream: ['CVE-2024-1'] }),
    expected: undefined,
  },
  {
    name: 'nobody borrows from itself',
    rated: [record('CVE-2024-1', { severity: critical })],
    of: record('CVE-2024-1', { aliases: ['CVE-2024-1'] }),
    expected: undefined,
  },
];

for (const { name, rated, of, expected } of cases) {
  test(name, () => {
    for (const order of [rated, rated.toReversed()]) {
      const ratings = new KnownRatings();
      for (const one of order) ratings.add(one);

      const borrowed = ratings.for(of);

      assert.deepEqual(borrowed && [borrowed.level, borrowed.origin], expected);
    }
  });
}

test('a rating borrowed twice names where it came from first', () => {
  const ratings = new KnownRatings();
  const severity: Severity = { ...critical, origin: 'CVSS:3.1 via CVE-2024-1', via: 'CVE-2024-1' };
  ratings.add(record('DEBIAN-CVE-2024-1', { severity }));

  const borrowed = ratings.for(record('DSA-1-1', { upstream: ['DEBIAN-CVE-2024-1'] }));

  assert.deepEqual(borrowed, severity);
});
