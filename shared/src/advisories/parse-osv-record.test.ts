import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OsvRecordResult, parseOsvRecord } from './parse-osv-record.ts';

const base = {
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2024-02-03T04:05:06.123456Z',
  published: '2024-01-01T00:00:00Z',
  summary: 'Something breaks',
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'Some_Package' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2' }] }],
      versions: ['1.0', '1.1'],
    },
  ],
};

function parseKept(json: unknown): Extract<OsvRecordResult, { kind: 'record' }> {
  const result = parseOsvRecord(json);
  assert.equal(result.kind, 'record');
  return result as Extract<OsvRecordResult, { kind: 'record' }>;
}

test('a record becomes an advisory and a row for each package it names', () => {
  const { advisory, affected } = parseKept({ ...base, aliases: ['CVE-2024-1', 'CVE-2024-1'] });

  assert.deepEqual(advisory, {
    id: 'GHSA-aaaa-bbbb-cccc',
    aliases: ['CVE-2024-1'],
    upstream: [],
    summary: 'Something breaks',
    modifiedAtMs: Date.UTC(2024, 1, 3, 4, 5, 6, 123),
    publishedAtMs: Date.UTC(2024, 0, 1),
    severity: { level: 'unknown', origin: 'none' },
  });
  assert.deepEqual(affected, [
    {
      ecosystem: 'PyPI',
      packageName: 'some-package',
      ranges: [
        {
          type: 'ECOSYSTEM',
          events: [
            ['introduced', '0'],
            ['fixed', '1.2'],
          ],
        },
      ],
      versions: ['1.0', '1.1'],
    },
  ]);
});

test('ranges of commits are counted and left out, the listed versions stay', () => {
  const git = { type: 'GIT', repo: 'https://example.com', events: [{ introduced: '0' }] };
  const entry = { package: { ecosystem: 'PyPI', name: 'a' }, ranges: [git], versions: ['1.0'] };

  const result = parseKept({ ...base, affected: [entry] });

  assert.equal(result.gitRangesSkipped, 1);
  assert.deepEqual(result.affected[0]?.ranges, []);
  assert.deepEqual(result.affected[0]?.versions, ['1.0']);
});

test('a record with nothing but ranges of commits has nothing to match', () => {
  const git = { type: 'GIT', repo: 'https://example.com', events: [{ introduced: '0' }] };

  const result = parseOsvRecord({ ...base, affected: [{ ranges: [git] }] });

  assert.equal(result.kind === 'skipped' && result.reason, 'nothing-to-match');
  assert.equal(result.kind === 'skipped' && result.leftOut?.id, base.id);
  assert.equal(result.gitRangesSkipped, 1);
});

test('a withdrawn record is kept without packages, even when it names none', () => {
  const withdrawn = { ...base, withdrawn: '2024-05-01T00:00:00Z' };

  assert.deepEqual(parseKept(withdrawn).affected, []);
  assert.deepEqual(parseKept({ ...withdrawn, affected: undefined }).affected, []);
  assert.equal(parseKept(withdrawn).advisory.withdrawnAtMs, Date.UTC(2024, 4, 1));
});

test('bug fixes and enhancements of AlmaLinux are no vulnerabilities', () => {
  for (const id of ['ALBA-2019:3471', 'ALEA-2020:1', 'RLBA-2020:1', 'RHEA-2020:1']) {
    const result = parseOsvRecord({ ...base, id });
    assert.equal(result.kind === 'skipped' && result.reason, 'not-a-vulnerability');
  }
  parseKept({ ...base, id: 'ALSA-2022:0894' });
});

test('a date nobody can read makes a record old, not absent', () => {
  assert.equal(parseKept({ ...base, modified: '1-01-01T00:00:00Z' }).advisory.modifiedAtMs, 0);
  assert.equal(parseKept({ ...base, modified: undefined }).advisory.modifiedAtMs, 0);
});

test('the first sentence of the details stands in for a missing summary', () => {
  const details = 'Versions before 1.2 leak. More follows.\nAnd more.';

  assert.equal(
    parseKept({ ...base, summary: undefined, details }).advisory.summary,
    'Versions before 1.2 leak.',
  );
});

test('a summary without end is cut', () => {
  assert.equal(parseKept({ ...base, summary: 'x'.repeat(100_000) }).advisory.summary.length, 1024);
});

test('whatever the JSON holds, nothing is thrown', () => {
  const junk = [null, 7, 'text', [], {}, { id: 7 }, { id: '' }, { id: 'x'.repeat(10_000) }];
  for (const json of junk) {
    assert.equal(parseOsvRecord(json).kind, 'skipped', JSON.stringify(json)?.slice(0, 40));
  }
  const strangeAffected = [
    [null],
    [{ package: 'a', ranges: 'b', versions: 'c' }],
    [{ package: { ecosystem: 'npm', name: 'a' }, ranges: [null, { type: 'SEMVER', events: [1] }] }],
    [
      {
        package: { ecosystem: 'npm', name: 'a' },
        ranges: [{ type: 'SEMVER', events: [{ fixed: '1' }] }],
      },
    ],
    { length: 1e9 },
  ];
  for (const affected of strangeAffected) {
    assert.equal(parseOsvRecord({ ...base, affected }).kind, 'skipped');
  }
});

test('a record that names endless versions is left out as too large', () => {
  const versions = Array.from({ length: 100_001 }, (_, index) => `1.${index}`);
  const entry = { package: { ecosystem: 'npm', name: 'a' }, versions };

  const result = parseOsvRecord({ ...base, affected: [entry] });

  assert.equal(result.kind === 'skipped' && result.reason, 'too-large');
});

test('names that belong to every object are not taken for fields', () => {
  const json: unknown = JSON.parse(
    '{"id":"X-1","modified":"2024-01-01T00:00:00Z","__proto__":{"aliases":["CVE-1-1"]},"affected":[{"package":{"ecosystem":"Debian:10","name":"constructor"},"ecosystem_specific":{"urgency":"constructor"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}',
  );

  const { advisory, affected } = parseKept(json);

  assert.deepEqual(advisory.aliases, []);
  assert.equal(affected[0]?.severity, undefined);
});
