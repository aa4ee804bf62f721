import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ago,
  sampleFinding,
  sampleImage,
  sampleNow,
  samplePolicy,
  verdictOf,
  without,
} from '@harborguard/shared/testing/sample-judged-image.ts';
import { acceptanceRule } from './accepted-findings.ts';
import { judgeImage } from './judge-image.ts';
import type { Policy, PolicyException } from './policy.ts';
import { dayMs } from './truth.ts';

test('the sentence names what was found and how to get rid of it', () => {
  const { sentence } = verdictOf(
    samplePolicy({ finding: { severityAtLeast: 'critical', fixKnownForDays: 7 } }),
  );

  assert.equal(
    sentence,
    'Blocked by "rule": 1 critical finding with a fix known for more than 7 days: CVE-2025-1 in openssl 3.0.1 (fixed in 3.0.2).',
  );
});

test('the same findings in another order are told in the same words, the gravest first', () => {
  const findings = [
    { ...sampleFinding, advisoryId: 'CVE-2025-3', severity: 'high' },
    { ...sampleFinding, advisoryId: 'CVE-2025-2', severity: 'medium' },
    { ...sampleFinding, advisoryId: 'CVE-2025-2', severity: 'medium', packageName: 'curl' },
    { ...sampleFinding, advisoryId: 'CVE-2025-9' },
  ] as const;
  const { epss: _, ...unscored } = sampleFinding;
  const unsure = ['CVE-2025-8', 'CVE-2025-7'].map((advisoryId) => ({ ...unscored, advisoryId }));
  const known = samplePolicy({ finding: { fixable: true } });
  const scored = samplePolicy({ finding: { epssAtLeast: 0.9 } });
  const sentence = (policy: Policy, all: readonly (typeof sampleFinding)[]) =>
    verdictOf(policy, sampleImage({ findings: all })).sentence;

  assert.match(
    sentence(known, findings),
    /: CVE-2025-9 in openssl .*, CVE-2025-3 in .*, CVE-2025-2 in curl .*, CVE-2025-2 in openssl /,
  );
  assert.equal(sentence(known, findings.toReversed()), sentence(known, findings));
  assert.match(sentence(scored, unsure), /it is not known what its EPSS is: CVE-2025-7 in openssl/);
  assert.equal(sentence(scored, unsure.toReversed()), sentence(scored, unsure));
});

test('what is not known counts as the policy says', () => {
  const kinds = (['pass', 'warn', 'block'] as const).map(
    (unknown) =>
      verdictOf(
        samplePolicy({ image: { secretsFound: true } }, { unknown }),
        sampleImage({ facts: {} }),
      ).kind,
  );
  const unseen = sampleImage({ scan: 'waiting', findings: [], facts: {} });
  const strict = verdictOf(
    samplePolicy({ finding: { fixable: true } }, { unknown: 'block' }),
    unseen,
  );

  assert.deepEqual(kinds, ['pass', 'warn', 'block']);
  assert.equal(strict.kind, 'block');
});

const scopes: readonly (readonly [Policy['scope'], boolean])[] = [
  [{ registries: ['registry.example'] }, true],
  [{ registries: ['*.example'] }, true],
  [{ registries: ['docker.io'] }, false],
  [{ repositories: ['team/*'] }, true],
  [{ repositories: ['team'] }, false],
  [{ repositories: ['*'] }, true],
  [{ tags: ['v*'] }, true],
  [{ tags: ['latest'] }, false],
  [{ repositories: ['team/*'], tags: ['latest'] }, false],
];
for (const [scope, isMeant] of scopes) {
  test(`a policy for ${JSON.stringify(scope)} ${isMeant ? 'judges' : 'leaves alone'} the image`, () => {
    const rule = samplePolicy({ finding: { fixable: true } }, scope === undefined ? {} : { scope });
    assert.equal(verdictOf(rule).kind, isMeant ? 'block' : 'pass');
  });
}

test('the verdict says when time alone may change it', () => {
  const young = verdictOf(
    samplePolicy({ finding: { severityAtLeast: 'critical', fixKnownForDays: 10 } }),
  );
  const never = verdictOf(
    samplePolicy({ finding: { severityAtLeast: 'low', knownExploited: true } }),
  );
  const gone = verdictOf(
    samplePolicy({ finding: { fixKnownForDays: 10 } }),
    sampleImage(without('fixedIn')),
  );

  assert.equal(young.kind, 'pass');
  assert.equal(young.changesAtMs, ago(8) + 10 * dayMs + 1);
  const later = judgeImage(
    sampleImage(),
    { policies: [samplePolicy({ finding: { fixKnownForDays: 10 } })], accepted: [] },
    young.changesAtMs ?? 0,
  );
  assert.equal(later.kind, 'block');
  assert.deepEqual([never.changesAtMs, gone.changesAtMs], [undefined, undefined]);
});

const exception = { reason: 'not reachable', expiresAt: '2026-03-01T00:00:00Z' };
const accepting: readonly (readonly [Partial<PolicyException>, boolean])[] = [
  [{ advisory: 'CVE-2025-1' }, true],
  [{ advisory: 'ghsa-AAAA' }, true],
  [{ advisory: 'CVE-2025-2' }, false],
  [{ package: 'openssl' }, true],
  [{ package: 'zlib' }, false],
  [{ advisory: 'CVE-2025-1', package: 'zlib' }, false],
  [{ advisory: 'CVE-2025-1', scope: { tags: ['v*'] } }, true],
  [{ advisory: 'CVE-2025-1', scope: { repositories: ['other/*'] } }, false],
  [{ advisory: 'CVE-2025-1', scope: { digests: ['sha256:a'] } }, true],
  [{ advisory: 'CVE-2025-1', scope: { digests: ['sha256:b'] } }, false],
  [{ advisory: 'CVE-2025-1', expiresAt: '2026-01-31T00:00:00Z' }, false],
];
for (const [given, isAccepted] of accepting) {
  test(`an exception of ${JSON.stringify(given)} ${isAccepted ? 'accepts' : 'leaves'} the finding`, () => {
    const accepted = [acceptanceRule({ ...exception, ...given })];
    const policies = [samplePolicy({ finding: { severityAtLeast: 'critical' } })];
    const verdict = judgeImage(sampleImage(), { policies, accepted }, sampleNow);

    assert.equal(verdict.kind, isAccepted ? 'pass' : 'block');
    assert.equal(verdict.acceptedFindings, isAccepted ? 1 : 0);
    if (isAccepted) assert.equal(verdict.changesAtMs, Date.parse(exception.expiresAt));
  });
}

test('a reason names a few of many findings', () => {
  const findings = Array.from({ length: 5000 }, (_, index) => ({
    ...sampleFinding,
    advisoryId: `CVE-2025-${index}`,
    packageName: 'x'.repeat(500),
  }));
  const [reason] = verdictOf(
    samplePolicy({ finding: { fixable: true } }),
    sampleImage({ findings }),
  ).reasons;

  assert.equal(reason?.findings, 5000);
  assert.equal(reason?.advisories.length, 5);
  assert.ok((reason?.sentence.length ?? 0) < 1500);
  assert.match(reason?.sentence ?? '', /and 4995 more/);
});
