import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samplePolicy } from '@harborguard/shared/testing/sample-judged-image.ts';
import {
  sampleAdvisories,
  sampleInventory,
  sampleNowMs,
  samplePackage,
} from '@harborguard/shared/testing/sample-report.ts';
import type { MatchCoverage } from '../match/match-report.ts';
import type { Package } from '../protocol/inventory.ts';
import { judgeReport } from './judge-report.ts';

function sentenceFor(packages: Package[], coverage: MatchCoverage): string {
  const matched = { findings: [], ignored: [], hiddenUnfixed: 0, coverage };
  const verdict = judgeReport(
    {
      image: { name: 'app', inventory: sampleInventory({ packages }), matched },
      place: { registry: 'registry.example', repository: 'team/app', tag: '1.0' },
      advisories: sampleAdvisories,
      signedBy: undefined,
    },
    { policies: [samplePolicy({ image: { coverageUnknown: true } })], accepted: [] },
    sampleNowMs,
  );
  return verdict.sentence;
}

const python = samplePackage({ type: 'pypi', name: 'django', purl: 'pkg:pypi/django' });

test('packages that nobody could look up are called by their kind, as the gate calls them', () => {
  const coverage = { distro: 'no-advisory-data', ecosystemsWithoutData: ['PyPI'] } as const;

  assert.match(
    sentenceFor([samplePackage(), python], coverage),
    /no advisories are known for its deb and pypi packages/,
  );
});

test('system packages of an image that is of no distribution were looked up by nobody', () => {
  const coverage = { distro: 'not-a-distro', ecosystemsWithoutData: [] } as const;

  assert.match(sentenceFor([samplePackage()], coverage), /known for its deb packages/);
  assert.match(sentenceFor([python], coverage), /It meets the policy/);
});

test('a distribution without advisories means nothing where none of its packages is', () => {
  const coverage = { distro: 'no-advisory-data', ecosystemsWithoutData: [] } as const;

  assert.match(sentenceFor([python], coverage), /It meets the policy/);
});
