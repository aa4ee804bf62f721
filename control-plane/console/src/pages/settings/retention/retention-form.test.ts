import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isBounded,
  type RetentionRule,
  retentionForm,
  retentionWords,
  scopeOf,
} from './retention-form.ts';

const rule: RetentionRule = {
  ...{ id: 'rule', name: 'old builds', isEnabled: true, kind: 'untagged-images' },
  ...{ repositories: ['ci/**', 'lab/*'], olderThanDays: 90, keepNewest: 10 },
  ...{ createdAt: '', updatedAt: '' },
};

test('a rule that is opened asks for the same scope', () => {
  assert.deepEqual(scopeOf(retentionForm(rule)), {
    ...{ kind: 'untagged-images', repositories: ['ci/**', 'lab/*'] },
    ...{ olderThanDays: 90, keepNewest: 10 },
  });
});

test('a rule without age and number is not sent', () => {
  assert.equal(isBounded({ ...retentionForm(rule), olderThanDays: '', keepNewest: '' }), false);
  assert.equal(isBounded({ ...retentionForm(rule), olderThanDays: '', keepNewest: '0' }), true);
});

test('a rule says in words what it removes', () => {
  assert.equal(
    retentionWords({ ...rule, registryId: 'one' }, new Map([['one', 'plant 7']])),
    'Images no tag shows of ci/**, lab/* in plant 7 older than 90 days but for the newest 10 of each repository',
  );
});
