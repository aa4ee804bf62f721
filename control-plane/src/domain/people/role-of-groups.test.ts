import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleOfGroups } from './role-of-groups.ts';

test('of several groups the greatest role counts, and none of them gives none', () => {
  const map = new Map([
    ['staff', 'viewer'],
    ['security', 'admin'],
  ] as const);

  assert.equal(roleOfGroups(map, ['staff', 'security']), 'admin');
  assert.equal(roleOfGroups(map, ['staff']), 'viewer');
  assert.equal(roleOfGroups(map, ['Staff', 'visitors']), undefined);
  assert.equal(roleOfGroups(map, []), undefined);
});

test('an asterisk is everybody the provider lets in, and no name of a group', () => {
  const map = new Map([
    ['*', 'viewer'],
    ['ops', 'owner'],
  ] as const);

  assert.equal(roleOfGroups(map, []), 'viewer');
  assert.equal(roleOfGroups(map, ['ops']), 'owner');
});
