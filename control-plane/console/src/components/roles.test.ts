import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleCovers, rolesWithin } from './roles.ts';

test('an administrator gives every role but that of the owner', () => {
  assert.equal(rolesWithin('admin').includes('owner'), false);
  assert.equal(roleCovers('owner', 'admin'), true);
});

test('a developer works but does not read what people did', () => {
  assert.equal(roleCovers('developer', 'ci'), true);
  assert.equal(roleCovers('developer', 'auditor'), false);
});
