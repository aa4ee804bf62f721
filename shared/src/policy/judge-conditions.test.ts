// Each condition of a policy, met, not met and not known, with its words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  sampleFacts,
  sampleFinding,
  sampleImage,
  samplePolicy,
  verdictOf,
  without,
} from '@harborguard/shared/testing/sample-judged-image.ts';
import type { VerdictKind } from './judge-image.ts';
import type { JudgedFacts, JudgedImage } from './judged-image.ts';
import { FindingConditionsSchema, ImageConditionsSchema, type Policy } from './policy.ts';
import { policyWords } from './policy-words.ts';

interface Row {
  readonly when: Policy['when'];
  readonly words: string;
  readonly verdict: VerdictKind;
  readonly image?: Partial<JudgedImage>;
}

const withFacts = (changes: Partial<JudgedFacts>) => ({ facts: { ...sampleFacts, ...changes } });

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
    image: { findings: [{ ...sampleFinding, severity: 'medium' }] },
  },
  {
    when: { finding: { severityAtLeast: 'low' } },
    words: 'critical, high, medium or low findings',
    verdict: 'pass',
    image: { findings: [{ ...sampleFinding, severity: 'unknown' }] },
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
    when: { finding: { fixKnownForDays: 7 } },
    words: 'findings with a fix known for more than 7 days',
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
    image: { findings: [{ ...sampleFinding, knownExploited: true }] },
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
  {
    when: { finding: { fixable: false } },
    words: 'findings without a fix',
    verdict: 'block',
    image: without('fixedIn'),
  },
  {
    when: { finding: { publishedForDays: 3000 } },
    words: 'findings published more than 3000 days ago',
    verdict: 'pass',
  },
  {
    when: { finding: { firstSeenForDays: 1 } },
    words: 'findings first seen more than 1 day ago',
    verdict: 'warn',
    image: without('firstSeenAtMs'),
  },
  {
    when: { image: { olderThanDays: 30 } },
    words: 'images older than 30 days',
    verdict: 'warn',
    image: { facts: {} },
  },
  {
    when: { image: { baseOlderThanDays: 3000 } },
    words: 'images built on a base older than 3000 days',
    verdict: 'pass',
  },
  {
    when: { image: { runsAsRoot: true } },
    words: 'images that run as root',
    verdict: 'warn',
    image: { facts: {} },
  },
  {
    when: { image: { secretsFound: true } },
    words: 'images that hold secrets',
    verdict: 'pass',
    image: withFacts({ secrets: 0 }),
  },
  {
    when: { image: { licensesForbidden: ['MIT'] } },
    words: 'images with packages under MIT',
    verdict: 'warn',
    image: { facts: {} },
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
    assert.equal(policyWords(samplePolicy(row.when)), `Block ${row.words}`);
    const verdict = verdictOf(samplePolicy(row.when), sampleImage(row.image));
    assert.equal(verdict.kind, row.verdict, verdict.sentence);
    assert.notEqual(verdict.sentence, '');
  });
}

/** What is always known, so that nothing can be missing of it. */
const alwaysKnown: readonly string[] = [
  'severityAtLeast',
  'fixable',
  'packages',
  'coverageUnknown',
];

test('each condition is shown met, not met and not known, each with a sentence that says so', () => {
  const conditions = [
    ...Object.keys(FindingConditionsSchema.properties).map((name) => ['finding', name] as const),
    ...Object.keys(ImageConditionsSchema.properties).map((name) => ['image', name] as const),
  ];
  for (const [group, name] of conditions) {
    const own = rows.filter(({ when }) => {
      const { finding: ofFinding, image: ofImage } = when;
      const asked = { ...ofFinding, ...ofImage };
      return Object.keys(when).join() === group && Object.keys(asked).join() === name;
    });
    const sentences = new Map(
      own.map((row) => [
        row.verdict,
        verdictOf(samplePolicy(row.when), sampleImage(row.image)).sentence,
      ]),
    );
    assert.match(sentences.get('block') ?? '', /^Blocked by "rule": /, name);
    assert.equal(sentences.get('pass'), 'It meets the policy that speaks of it.', name);
    if (alwaysKnown.includes(name)) continue;
    const unknown = sentences.get('warn') ?? '';
    assert.match(unknown, /^Warned by "rule \(Block .+\)": .*not known /, name);
  }
});
