import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AdvisoryGroup, advisorySums, sumOf } from './advisory-sums.ts';

const group: AdvisoryGroup = {
  ...{ advisoryId: 'CVE-1', ids: ['CVE-1', 'GHSA-1'], severity: 'low', images: 2, findings: 3 },
  ...{ fixable: 1, firstSeenAt: '2026-02-01T00:00:00Z' },
  packages: [{ type: 'npm', name: 'a', fixedIn: '2' }],
};

test('names, packages and the gravest word of several advisories are put together', () => {
  const sums = advisorySums([
    group,
    {
      ...{ ...group, ids: ['CVE-1', 'DSA-1'], severity: 'high', epss: 0.5, percentile: 0.9 },
      firstSeenAt: '2026-01-01T00:00:00Z',
      packages: [...group.packages, { type: 'deb', name: 'a' }],
    },
  ]);

  assert.deepEqual(sums.ids, ['CVE-1', 'GHSA-1', 'DSA-1']);
  assert.equal(sums.severity, 'high');
  assert.equal(sums.firstSeenAt, '2026-01-01T00:00:00Z');
  assert.deepEqual([sums.epss, sums.percentile], [0.5, 0.9]);
  assert.equal(sums.packages.length, 2);
});

test('of nothing nothing is said', () => {
  assert.deepEqual(advisorySums([]).ids, []);
  assert.equal(sumOf([], 'images'), 0);
  assert.equal(sumOf([group, group], 'findings'), 6);
});
