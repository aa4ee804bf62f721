import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedByFilters } from './named-by-filters.ts';

for (const { include, owners, repositories } of [
  { include: ['team/**', 'Other/app-*'], owners: ['other', 'team'], repositories: [] },
  { include: ['library/alpine', 'a/b/c'], owners: [], repositories: ['a/b/c', 'library/alpine'] },
  { include: ['team/*', 'team/web'], owners: ['team'], repositories: [] },
  {
    include: ['*', '**', '{a,b}/**', 't*/web', 'alpine', '../x', 'a/../b'],
    owners: [],
    repositories: [],
  },
  { include: ['Team/Web'], owners: [], repositories: [] },
]) {
  test(`the filters ${include.join(' ')} name ${[...owners, ...repositories].join(', ') || 'nobody'}`, () => {
    assert.deepEqual(namedByFilters(include), { owners, repositories });
  });
}

test('owners of the registries file are named besides', () => {
  const named = namedByFilters(['team/*', 'mine/web'], ['Mine', 'no owner/at all']);

  assert.deepEqual(named, { owners: ['mine', 'team'], repositories: [] });
});
