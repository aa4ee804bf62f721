import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptanceRule } from './accepted-findings.ts';
import { judgeImage, type VerdictKind } from './judge-image.ts';
import type { JudgedFacts, JudgedFinding, JudgedImage } from './judged-image.ts';
import type { Policy, PolicyException } from './policy.ts';
import { policyWords } from './policy-words.ts';
import { dayMs } from './truth.ts';

const now = Date.parse('2026-01-31T00:00:00Z');
const ago = (days: number): number => now - days * dayMs;

const finding: JudgedFinding = {
  advisoryId: 'CVE-2025-1',
  ids: ['CVE-2025-1', 'GHSA-aaaa'],
  packageName: 'openssl',
  packageVersion: '3.0.1',
  severity: 'critical',
  fixedIn: '3.0.2',
  knownExploited: false,
  epss: 0.2,
  publishedAtMs: ago(10),
  fixKnownAtMs: ago(8),
  firstSeenAtMs: ago(3),
};

const facts: JudgedFacts = {
  createdAtMs: ago(40),
  baseCreatedAtMs: ago(100),
  user: '1000:1000',
  secrets: 0,
  licenses: [
    { license: 'MIT', packages: 3, example: 'left-pad' },
    { license: 'MIT OR GPL-3.0-only', packages: 1, example: 'either' },
  ],
  unlicensedPackages: 0,
  signedBy: ['release'],
};

function image(changes: Partial<JudgedImage> = {}): JudgedImage {
  return {
    place: {
      registry: 'registry.example',
      repository: 'team/app',
      tag: 'v1',
      digests: ['sha256:a'],
    },
    scan: 'whole',
    uncovered: [],
    findings: [finding],
    facts,
    ...changes,
  };
}

function policy(when: Policy['when'], changes: Partial<Policy> = {}): Policy {
  return { name: 'rule', effect: 'block', when, ...changes };
}

function verdictOf(rule: Policy, judged: JudgedImage = image()) {
  return judgeImage(judged, { policies: [rule], accepted: [] }, now);
}

interface Row {
  readonly when: Policy['when'];
  readonly words: string;
  readonly verdict: VerdictKind;
  readonly image?: Partial<JudgedImage>;
}

const without = (field: keyof JudgedFinding): Partial<JudgedImage> => {
  const { [field]: _, ...rest } = finding;
  return { findings: [rest as JudgedFinding] };
};
const withFacts = (changes: Partial<JudgedFacts>) => ({ facts: { ...facts, ...changes } });

const rows: readonly Row[] = [
  {
    when: { finding: { severityAtLeast: 'critical' } },
    words: 'critical findings',
    verdict: 'block',
  },
  {
    when: { finding: { severityAtLeast: 'high' } },
    words: 'critical or high findings',
    verdict: 'pass',
    image: { findings: [{ ...finding, severity: 'medium' }] },
  },
  {
    when: { finding: { severityAtLeast: 'low' } },
    words: 'critical, high, medium or low findings',
    verdict: 'pass',
    image: { findings: [{ ...finding, severity: 'unknown' }] },
  },
  { when: { finding: { fixable: true } }, words: 'findings with a fix', verdict: 'block' },
  {
    when: { finding: { fixable: true } },
    words: 'findings with a fix',
    verdict: 'pass',
    image: without('fixedIn'),
  },
  { when: { finding: { fixable: false } }, words: 'findings without a fix', verdict: 'pass' },
  {
    when: { finding: { severityAtLeast: 'critical', fixKnownForDays: 7 } },
    words: 'critical findings with a fix known for more than 7 days',
    verdict: 'block',
  },
  {
    when: { finding: { fixKnownForDays: 8 } },
    words: 'findings with a fix known for more than 8 days',
    verdict: 'pass',
  },
  {
    when: { finding: { fixKnownForDays: 7 } },
    words: 'findings with a fix known for more than 7 days',
    verdict: 'warn',
    image: without('fixKnownAtMs'),
  },
  {
    when: { finding: { knownExploited: true } },
    words: 'findings known to be exploited',
    verdict: 'pass',
  },
  {
    when: { finding: { knownExploited: true } },
    words: 'findings known to be exploited',
    verdict: 'block',
    image: { findings: [{ ...finding, knownExploited: true }] },
  },
  {
    when: { finding: { knownExploited: true } },
    words: 'findings known to be exploited',
    verdict: 'warn',
    image: without('knownExploited'),
  },
  {
    when: { finding: { epssAtLeast: 0.2 } },
    words: 'findings with an EPSS of at least 0.2',
    verdict: 'block',
  },
  {
    when: { finding: { epssAtLeast: 0.21 } },
    words: 'findings with an EPSS of at least 0.21',
    verdict: 'pass',
  },
  {
    when: { finding: { epssAtLeast: 0.2 } },
    words: 'findings with an EPSS of at least 0.2',
    verdict: 'warn',
    image: without('epss'),
  },
  {
    when: { finding: { publishedForDays: 9 } },
    words: 'findings published more than 9 days ago',
    verdict: 'block',
  },
  {
    when: { finding: { publishedForDays: 9 } },
    words: 'findings published more than 9 days ago',
    verdict: 'warn',
    image: without('publishedAtMs'),
  },
  {
    when: { finding: { firstSeenForDays: 1 } },
    words: 'findings first seen more than 1 day ago',
    verdict: 'block',
  },
  {
    when: { finding: { firstSeenForDays: 3 } },
    words: 'findings first seen more than 3 days ago',
    verdict: 'pass',
  },
  { when: { finding: { packages: ['open*'] } }, words: 'findings in open*', verdict: 'block' },
  {
    when: { finding: { packages: ['zlib', 'curl'] } },
    words: 'findings in zlib or curl',
    verdict: 'pass',
  },
  {
    when: { image: { notSignedBy: ['release'] } },
    words: 'images not signed by release',
    verdict: 'pass',
  },
  {
    when: { image: { notSignedBy: ['release', 'build'] } },
    words: 'images not signed by release or build',
    verdict: 'block',
    image: withFacts({ signedBy: ['somebody'] }),
  },
  {
    when: { image: { notSignedBy: ['release'] } },
    words: 'images not signed by release',
    verdict: 'warn',
    image: { facts: {} },
  },
  { when: { image: { olderThanDays: 30 } }, words: 'images older than 30 days', verdict: 'block' },
  { when: { image: { olderThanDays: 50 } }, words: 'images older than 50 days', verdict: 'pass' },
  {
    when: { image: { baseOlderThanDays: 90 } },
    words: 'images built on a base older than 90 days',
    verdict: 'block',
  },
  {
    when: { image: { baseOlderThanDays: 90 } },
    words: 'images built on a base older than 90 days',
    verdict: 'warn',
    image: { facts: {} },
  },
  { when: { image: { runsAsRoot: true } }, words: 'images that run as root', verdict: 'pass' },
  {
    when: { image: { runsAsRoot: true } },
    words: 'images that run as root',
    verdict: 'block',
    image: withFacts({ user: '' }),
  },
  {
    when: { image: { runsAsRoot: true } },
    words: 'images that run as root',
    verdict: 'block',
    image: withFacts({ user: '0:0' }),
  },
  {
    when: { image: { secretsFound: true } },
    words: 'images that hold secrets',
    verdict: 'block',
    image: withFacts({ secrets: 2 }),
  },
  {
    when: { image: { secretsFound: true } },
    words: 'images that hold secrets',
    verdict: 'warn',
    image: { facts: {} },
  },
  {
    when: { image: { licensesForbidden: ['gpl-3.0-only'] } },
    words: 'images with packages under gpl-3.0-only',
    verdict: 'pass',
  },
  {
    when: { image: { licensesForbidden: ['MIT'] } },
    words: 'images with packages under MIT',
    verdict: 'block',
  },
  {
    when: { image: { licensesAllowed: ['MIT'] } },
    words: 'images with packages not under MIT',
    verdict: 'pass',
  },
  {
    when: { image: { licensesAllowed: ['ISC'] } },
    words: 'images with packages not under ISC',
    verdict: 'block',
  },
  {
    when: { image: { licensesAllowed: ['MIT'] } },
    words: 'images with packages not under MIT',
    verdict: 'warn',
    image: withFacts({ unlicensedPackages: 4 }),
  },
  {
    when: { image: { coverageUnknown: true } },
    words: 'images that are not wholly known',
    verdict: 'pass',
  },
  {
    when: { image: { coverageUnknown: true } },
    words: 'images that are not wholly known',
    verdict: 'block',
    image: { uncovered: ['deb'] },
  },
  {
    when: { image: { coverageUnknown: true } },
    words: 'images that are not wholly known',
    verdict: 'block',
    image: { scan: 'waiting', findings: [] },
  },
  {
    when: { finding: { severityAtLeast: 'critical' }, image: { runsAsRoot: true } },
    words: 'critical findings in images that run as root',
    verdict: 'pass',
  },
  {
    when: { finding: { severityAtLeast: 'critical' }, image: { olderThanDays: 30 } },
    words: 'critical findings in images older than 30 days',
    verdict: 'block',
  },
  // Where not all findings can be known, none is not none.
  {
    when: { finding: { severityAtLeast: 'critical' } },
    words: 'critical findings',
    verdict: 'warn',
    image: { findings: [], uncovered: ['deb', 'npm'] },
  },
  {
    when: { finding: { severityAtLeast: 'critical' } },
    words: 'critical findings',
    verdict: 'warn',
    image: { findings: [], scan: 'partial' },
  },
  {
    when: { finding: { severityAtLeast: 'critical' } },
    words: 'critical findings',
    verdict: 'unknown',
    image: { findings: [], scan: 'waiting' },
  },
];

for (const row of rows) {
  const changed = row.image === undefined ? '' : ` (${Object.keys(row.image).join(', ')} changed)`;
  test(`"Block ${row.words}" comes to ${row.verdict}${changed}`, () => {
    assert.equal(policyWords(policy(row.when)), `Block ${row.words}`);
    const verdict = verdictOf(policy(row.when), image(row.image));
    assert.equal(verdict.kind, row.verdict, verdict.sentence);
    assert.notEqual(verdict.sentence, '');
  });
}

test('the sentence names what was found and how to get rid of it', () => {
  const { sentence } = verdictOf(
    policy({ finding: { severityAtLeast: 'critical', fixKnownForDays: 7 } }),
  );

  assert.equal(
    sentence,
    'Blocked by "rule": 1 critical finding with a fix known for more than 7 days: CVE-2025-1 in openssl 3.0.1 (fixed in 3.0.2).',
  );
});

test('what is not known counts as the policy says', () => {
  const kinds = (['pass', 'warn', 'block'] as const).map(
    (unknown) =>
      verdictOf(policy({ image: { secretsFound: true } }, { unknown }), image({ facts: {} })).kind,
  );
  const unseen = image({ scan: 'waiting', findings: [], facts: {} });
  const strict = verdictOf(policy({ finding: { fixable: true } }, { unknown: 'block' }), unseen);

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
    const rule = policy({ finding: { fixable: true } }, scope === undefined ? {} : { scope });
    assert.equal(verdictOf(rule).kind, isMeant ? 'block' : 'pass');
  });
}

test('the verdict says when time alone may change it', () => {
  const young = verdictOf(
    policy({ finding: { severityAtLeast: 'critical', fixKnownForDays: 10 } }),
  );
  const never = verdictOf(policy({ finding: { severityAtLeast: 'low', knownExploited: true } }));
  const gone = verdictOf(policy({ finding: { fixKnownForDays: 10 } }), image(without('fixedIn')));

  assert.equal(young.kind, 'pass');
  assert.equal(young.changesAtMs, ago(8) + 10 * dayMs + 1);
  const later = judgeImage(
    image(),
    { policies: [policy({ finding: { fixKnownForDays: 10 } })], accepted: [] },
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
    const policies = [policy({ finding: { severityAtLeast: 'critical' } })];
    const verdict = judgeImage(image(), { policies, accepted }, now);

    assert.equal(verdict.kind, isAccepted ? 'pass' : 'block');
    assert.equal(verdict.acceptedFindings, isAccepted ? 1 : 0);
    if (isAccepted) assert.equal(verdict.changesAtMs, Date.parse(exception.expiresAt));
  });
}

test('a reason names a few of many findings', () => {
  const findings = Array.from({ length: 5000 }, (_, index) => ({
    ...finding,
    advisoryId: `CVE-2025-${index}`,
    packageName: 'x'.repeat(500),
  }));
  const [reason] = verdictOf(policy({ finding: { fixable: true } }), image({ findings })).reasons;

  assert.equal(reason?.findings, 5000);
  assert.equal(reason?.advisories.length, 5);
  assert.ok((reason?.sentence.length ?? 0) < 1500);
  assert.match(reason?.sentence ?? '', /and 4995 more/);
});
