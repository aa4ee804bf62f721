import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jwtClaims, jwtLifetimeSeconds } from './jwt-claims.ts';

function token(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

test('a token lives from its issue to its expiry', () => {
  assert.equal(jwtLifetimeSeconds(token({ iat: 1000, exp: 5500 })), 4500);
  assert.equal(jwtLifetimeSeconds(token({ nbf: 1000, exp: 1600 })), 600);
});

test('a token that does not say both times, or says them the wrong way round, has no known life', () => {
  assert.equal(jwtLifetimeSeconds(token({ exp: 5500 })), undefined);
  assert.equal(jwtLifetimeSeconds(token({ iat: 5500, exp: 1000 })), undefined);
  assert.equal(jwtLifetimeSeconds(token({ iat: '1000', exp: 5500 })), undefined);
});

for (const { name, text } of [
  { name: 'a random text', text: 'dckr_pat_abc' },
  { name: 'a text with dots', text: 'not.a.token' },
  { name: 'a list', text: token([1]) },
  { name: 'something endless', text: `a.${'A'.repeat(40_000)}.c` },
]) {
  test(`${name} has no claims`, () => {
    assert.equal(jwtClaims(text), undefined);
  });
}
