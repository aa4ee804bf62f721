import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownConditions } from './own-conditions.ts';

const conditions = ['ADVISORIES_STALE', 'CATALOG_RESTRICTED'].map((code) => ({
  code,
  firstCheck: 'Look.',
}));

test('what is said of all registries above the page is not said of each', () => {
  const codes = ownConditions({ status: 'CONNECTED', conditions }).map(({ code }) => code);

  assert.deepEqual(codes, ['CATALOG_RESTRICTED']);
});

test('why a registry is in error is said whatever it is', () => {
  const codes = ownConditions({ status: 'ERROR', conditions }).map(({ code }) => code);

  assert.deepEqual(codes, ['ADVISORIES_STALE', 'CATALOG_RESTRICTED']);
});
