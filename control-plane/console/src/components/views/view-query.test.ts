import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameQuery, viewQuery } from './view-query.ts';

test('a view keeps filters and order, and no page', () => {
  const search = { severity: 'high', fixable: true, page: 4, package: '', sort: undefined };

  assert.deepEqual(viewQuery(search), { fixable: 'true', severity: 'high' });
});

test('two addresses are the same view however their filters are ordered', () => {
  assert.ok(isSameQuery({ a: '1', b: '2' }, { b: '2', a: '1' }));
  assert.ok(!isSameQuery({ a: '1' }, { a: '1', b: '2' }));
});
