import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesIdentity } from './match-identity.ts';

for (const [pattern, identity, want] of [
  ['dev@acme.example', 'dev@acme.example', true],
  ['dev@acme.example', 'dev@acme.example.evil', false],
  ['https://github.com/acme/*', 'https://github.com/acme/app@refs/heads/main', true],
  ['https://github.com/acme/*', 'https://evil.example/?https://github.com/acme/app', false],
  ['https://github.com/acme/*@refs/tags/*', 'https://github.com/acme/app@refs/tags/v1', true],
  ['https://github.com/acme/*@refs/tags/*', 'https://github.com/acme/app@refs/heads/main', false],
  ['ab*ba', 'aba', false],
  ['*', '', true],
  ['a.c', 'abc', false],
] as const) {
  test(`${pattern} ${want ? 'is' : 'is not'} ${identity}`, () => {
    assert.equal(matchesIdentity(pattern, identity), want);
  });
}
