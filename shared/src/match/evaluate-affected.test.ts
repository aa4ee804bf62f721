import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AffectedPackage, RangeEvent } from '../advisories/advisory-row.ts';
import { evaluateAffected } from './evaluate-affected.ts';

function affected(
  events: readonly RangeEvent[],
  extra: Partial<AffectedPackage> = {},
): AffectedPackage {
  return {
    ecosystem: 'npm',
    packageName: 'sample',
    ranges: events.length === 0 ? [] : [{ type: 'SEMVER', events }],
    versions: [],
    ...extra,
  };
}

const cases: readonly (readonly [string, readonly RangeEvent[], string, string])[] = [
  ['everything from zero is affected', [['introduced', '0']], '0.0.0-alpha', 'affected'],
  [
    'a prerelease of the first version is after zero',
    [
      ['introduced', '0'],
      ['fixed', '1.0.0'],
    ],
    '0.0.0-1',
    'affected',
  ],
  [
    'the fixed version is not affected',
    [
      ['introduced', '0'],
      ['fixed', '1.2.0'],
    ],
    '1.2.0',
    'not-affected',
  ],
  [
    'a prerelease of the fix is affected',
    [
      ['introduced', '0'],
      ['fixed', '1.2.0'],
    ],
    '1.2.0-rc.1',
    'affected',
  ],
  ['the introducing version is affected', [['introduced', '1.0.0']], '1.0.0', 'affected'],
  ['before the introduction is not affected', [['introduced', '1.0.0']], '0.9.9', 'not-affected'],
  [
    'the last affected version is affected',
    [
      ['introduced', '0'],
      ['last_affected', '1.2.0'],
    ],
    '1.2.0',
    'affected',
  ],
  [
    'after the last affected is not',
    [
      ['introduced', '0'],
      ['last_affected', '1.2.0'],
    ],
    '1.2.1',
    'not-affected',
  ],
  [
    'between two intervals is not affected',
    [
      ['introduced', '1.0.0'],
      ['fixed', '1.1.0'],
      ['introduced', '2.0.0'],
      ['fixed', '2.1.0'],
    ],
    '1.5.0',
    'not-affected',
  ],
  [
    'events out of order are sorted first',
    [
      ['fixed', '2.1.0'],
      ['introduced', '2.0.0'],
      ['fixed', '1.1.0'],
      ['introduced', '0'],
    ],
    '2.0.5',
    'affected',
  ],
  [
    'at or after the limit is not affected',
    [
      ['introduced', '0'],
      ['limit', '1.0.0'],
    ],
    '1.0.0',
    'not-affected',
  ],
  [
    'passing one of two limits is enough',
    [
      ['introduced', '0'],
      ['limit', '1.0.0'],
      ['limit', '2.0.0'],
    ],
    '1.5.0',
    'affected',
  ],
  [
    'a star limits nothing',
    [
      ['introduced', '0'],
      ['limit', '*'],
    ],
    '99.0.0',
    'affected',
  ],
];

for (const [title, events, version, kind] of cases) {
  test(title, () => {
    assert.equal(evaluateAffected(version, affected(events)).kind, kind);
  });
}

test('the fix of the interval the version lies in is named', () => {
  const events: RangeEvent[] = [
    ['introduced', '1.0.0'],
    ['fixed', '1.1.0'],
    ['introduced', '2.0.0'],
    ['fixed', '2.1.0'],
  ];

  assert.deepEqual(evaluateAffected('1.0.5', affected(events)), {
    kind: 'affected',
    fixedIn: '1.1.0',
  });
  assert.deepEqual(evaluateAffected('2.0.5', affected(events)), {
    kind: 'affected',
    fixedIn: '2.1.0',
  });
});

test('a listed version is affected, whatever the ranges say', () => {
  const row = affected(
    [
      ['introduced', '2.0.0'],
      ['fixed', '2.1.0'],
    ],
    { versions: ['1.0.0'] },
  );

  assert.deepEqual(evaluateAffected('1.0.0', row), { kind: 'affected', fixedIn: '2.1.0' });
  assert.equal(evaluateAffected('v1.0.0', row).kind, 'affected');
  assert.equal(evaluateAffected('1.0.1', row).kind, 'not-affected');
});

test('any of several ranges is enough', () => {
  const row = affected([], {
    ranges: [
      {
        type: 'SEMVER',
        events: [
          ['introduced', '1.0.0'],
          ['fixed', '1.1.0'],
        ],
      },
      {
        type: 'SEMVER',
        events: [
          ['introduced', '2.0.0'],
          ['fixed', '2.1.0'],
        ],
      },
    ],
  });

  assert.equal(evaluateAffected('2.0.0', row).kind, 'affected');
  assert.equal(evaluateAffected('1.1.0', row).kind, 'not-affected');
});

test('a version that cannot be compared is undetermined, not clean', () => {
  const row = affected([
    ['introduced', '0'],
    ['fixed', '1.0.0'],
  ]);

  assert.equal(evaluateAffected('(devel)', row).kind, 'undetermined');
});

test('a version that cannot be compared is affected when every version is', () => {
  assert.equal(evaluateAffected('(devel)', affected([['introduced', '0']])).kind, 'affected');
});

test('a range whose own versions cannot be compared decides nothing', () => {
  const row = affected([
    ['introduced', 'yesterday'],
    ['fixed', '1.0.0'],
  ]);

  assert.equal(evaluateAffected('0.5.0', row).kind, 'undetermined');
});

test('an ecosystem without an order still knows listed versions', () => {
  const row = affected([], { ecosystem: 'OSS-Fuzz', versions: ['r7'] });

  assert.equal(evaluateAffected('r7', row).kind, 'affected');
  assert.equal(evaluateAffected('r8', row).kind, 'not-affected');
});

test('a distro range uses the order of the distro', () => {
  const row = affected([], {
    ecosystem: 'Debian:10',
    ranges: [
      {
        type: 'ECOSYSTEM',
        events: [
          ['introduced', '0'],
          ['fixed', '1.0-1+deb10u1'],
        ],
      },
    ],
  });

  assert.equal(evaluateAffected('1.0-1~bpo1', row).kind, 'affected');
  assert.equal(evaluateAffected('1:0.1-1', row).kind, 'not-affected');
});

test('Alpine says never affected with a fix at zero', () => {
  const row = affected([], {
    ecosystem: 'Alpine:v3.18',
    ranges: [
      {
        type: 'ECOSYSTEM',
        events: [
          ['introduced', '0'],
          ['fixed', '0'],
        ],
      },
    ],
  });

  assert.equal(evaluateAffected('1.2.3-r0', row).kind, 'not-affected');
});
