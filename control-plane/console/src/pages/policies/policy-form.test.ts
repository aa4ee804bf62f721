import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCondition, type Policy, policyDraft, policyForm } from './policy-form.ts';

const policy: Policy = {
  ...{ id: 'one', name: 'Signed and fixed', effect: 'block', enabled: true, unknown: 'block' },
  ...{ words: '', createdAt: '', updatedAt: '' },
  scope: { registries: ['docker.io'], repositories: ['team/**', 'shop/*'], tags: ['v*'] },
  when: {
    finding: {
      ...{ severityAtLeast: 'high', fixable: false, fixKnownForDays: 0, knownExploited: true },
      ...{ epssAtLeast: 0.1, publishedForDays: 3, firstSeenForDays: 4, packages: ['log4j*'] },
    },
    image: {
      ...{ notSignedBy: ['release key'], olderThanDays: 5, baseOlderThanDays: 6 },
      ...{ runsAsRoot: true, secretsFound: true, coverageUnknown: true },
      ...{ licensesForbidden: ['GPL-3.0-only'], licensesAllowed: ['MIT'] },
    },
  },
};

test('a policy that is opened and saved unchanged stays what it is, condition by condition', () => {
  const { id: _id, enabled: _on, words: _words, createdAt: _a, updatedAt: _b, ...draft } = policy;

  assert.deepEqual(policyDraft(policyForm(policy)), draft);
});

test('a policy without a condition is not sent', () => {
  assert.equal(hasCondition(policyForm()), true);
  assert.equal(
    hasCondition({ ...policyForm(), severityAtLeast: '', fixKnownForDays: '  ' }),
    false,
  );
});
