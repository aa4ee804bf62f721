import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupsIn, textIn } from './openid-claims.ts';

test('groups are found by a plain name, by an address, by a path, and alone', () => {
  assert.deepEqual(groupsIn({ groups: ['a', 'b'] }, 'groups'), ['a', 'b']);
  assert.deepEqual(groupsIn({ 'https://x.example/g': ['a'] }, 'https://x.example/g'), ['a']);
  assert.deepEqual(groupsIn({ realm_access: { roles: ['a'] } }, 'realm_access.roles'), ['a']);
  assert.deepEqual(groupsIn({ groups: 'a' }, 'groups'), ['a']);
});

test('what is no group, or nowhere, is none', () => {
  for (const claims of [{}, { groups: null }, { groups: [1, {}, ''] }, { groups: { a: 'b' } }]) {
    assert.deepEqual(groupsIn(claims, 'groups'), []);
  }
  assert.deepEqual(groupsIn({}, 'constructor.name'), []);
  assert.equal(textIn({ email: ['a@b'] }, 'email'), undefined);
  assert.equal(textIn({ email: 'x'.repeat(300) }, 'email'), undefined);
});
