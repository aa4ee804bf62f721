import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DatedFinding, deadlineOf, type PolicyRow } from './finding-deadline.ts';

const finding: DatedFinding = {
  severity: 'critical',
  firstSeenAt: '2026-03-01T00:00:00Z',
  isFixable: true,
};

function policy(when: PolicyRow['when']['finding'], more: Partial<PolicyRow> = {}): PolicyRow {
  const row = { id: '1', name: 'week', effect: 'warn', enabled: true, words: '', ...more } as const;
  const at = '2026-01-01T00:00:00Z';
  return {
    ...row,
    when: { ...more.when, ...(when && { finding: when }) },
    createdAt: at,
    updatedAt: at,
  };
}

const week = { severityAtLeast: 'high', firstSeenForDays: 7 } as const;

test('the days of a policy count from the first sight', () => {
  const deadline = deadlineOf(finding, [policy(week)]);

  assert.deepEqual(deadline, { at: Date.parse('2026-03-08'), by: 'the policy week' });
});

test('the earliest deadline counts, be it of the catalog or of a policy', () => {
  const kev = { dueAt: '2026-03-05' };

  assert.equal(deadlineOf({ ...finding, kev }, [policy(week)])?.by, 'the KEV catalog');
  const sooner = policy({ knownExploited: true, firstSeenForDays: 1 }, { name: 'day' });
  assert.equal(deadlineOf({ ...finding, kev }, [policy(week), sooner])?.by, 'the policy day');
});

test('the days of a policy may count since a fix is known', () => {
  const fixed = { ...finding, fixKnownAt: '2026-02-01T00:00:00Z' };
  const row = policy({ severityAtLeast: 'critical', fixKnownForDays: 7 });

  assert.equal(deadlineOf(fixed, [row])?.at, Date.parse('2026-02-08'));
  assert.equal(deadlineOf(finding, [row]), undefined, 'no fix is known');
});

test('a policy with two kinds of days is due at the end of both', () => {
  const fixed = { ...finding, fixKnownAt: '2026-02-01T00:00:00Z' };
  const both = policy({ ...week, fixKnownForDays: 60 });

  assert.equal(deadlineOf(fixed, [both])?.at, Date.parse('2026-04-02'));
  assert.equal(deadlineOf({ ...fixed, firstSeenAt: undefined }, [both]), undefined);
});

for (const [name, row] of [
  ['is for graver ones', policy({ ...week, severityAtLeast: 'critical' })],
  ['is switched off', policy(week, { enabled: false })],
  ['holds in some places only', policy(week, { scope: { tags: ['prod'] } })],
  ['asks for more than the list tells', policy({ ...week, epssAtLeast: 0.5 })],
  ['is for what is known to be exploited', policy({ ...week, knownExploited: true })],
  ['is for what cannot be fixed', policy({ ...week, fixable: false })],
  ['looks at the image too', policy(week, { when: { image: { runsAsRoot: true } } })],
  ['counts no days', policy({ severityAtLeast: 'low' })],
] as const) {
  test(`a policy that ${name} makes no deadline`, () => {
    assert.equal(deadlineOf({ ...finding, severity: 'high' }, [row]), undefined);
  });
}

test('a finding no tag has shown has no deadline by a policy', () => {
  assert.equal(deadlineOf({ ...finding, firstSeenAt: undefined }, [policy(week)]), undefined);
});
