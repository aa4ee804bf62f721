import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTokenReply, tokenRequest } from './token-exchange.ts';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const password = { kind: 'password', username: 'robot', password: 'p\u00e4ss:word' } as const;

test('the question joins the query the realm already has', () => {
  const request = tokenRequest({
    realm: 'https://a.example/token?account=x',
    service: 'reg test',
    scopes: ['repository:a/b:pull', 'repository:c:pull'],
    credential: { kind: 'anonymous' },
  });

  const url = new URL(request.url);
  assert.equal(url.searchParams.get('account'), 'x');
  assert.equal(url.searchParams.get('service'), 'reg test');
  assert.deepEqual(url.searchParams.getAll('scope'), ['repository:a/b:pull', 'repository:c:pull']);
  assert.equal(request.authorization, undefined);
});

test('a password goes into the header and nowhere else', () => {
  const request = tokenRequest({ realm: 'https://a/t', scopes: [], credential: password });

  assert.equal(
    request.authorization,
    `Basic ${Buffer.from('robot:p\u00e4ss:word').toString('base64')}`,
  );
  assert.ok(!request.url.includes('word'));
});

test('an identity token is traded by a form, with the scopes in one field', () => {
  const request = tokenRequest({
    realm: 'https://a/t',
    service: 's',
    scopes: ['x', 'y'],
    credential: { kind: 'identity-token', token: 'canary' },
  });

  const form = new URLSearchParams(request.body);
  assert.equal(request.method, 'POST');
  assert.equal(form.get('grant_type'), 'refresh_token');
  assert.equal(form.get('refresh_token'), 'canary');
  assert.equal(form.get('scope'), 'x y');
  assert.ok(!request.url.includes('canary'));
});

for (const { name, reply, lifetimeSeconds } of [
  { name: 'token alone', reply: { token: 't' }, lifetimeSeconds: 60 },
  {
    name: 'access_token alone',
    reply: { access_token: 't', expires_in: 300 },
    lifetimeSeconds: 300,
  },
  {
    name: 'an empty token beside a good one',
    reply: { token: '', access_token: 't' },
    lifetimeSeconds: 60,
  },
  { name: 'expires_in 0', reply: { token: 't', expires_in: 0 }, lifetimeSeconds: 60 },
  { name: 'expires_in 30', reply: { token: 't', expires_in: 30 }, lifetimeSeconds: 60 },
  { name: 'expires_in null', reply: { token: 't', expires_in: null }, lifetimeSeconds: 60 },
  { name: 'expires_in as text', reply: { token: 't', expires_in: '120' }, lifetimeSeconds: 120 },
  { name: 'expires_in of years', reply: { token: 't', expires_in: 1e12 }, lifetimeSeconds: 86_400 },
]) {
  test(`${name} lives ${lifetimeSeconds} seconds`, () => {
    const parsed = parseTokenReply(encode(reply));

    assert.equal(parsed.kind === 'token' && parsed.token, 't');
    assert.equal(parsed.kind === 'token' && parsed.lifetimeMs, lifetimeSeconds * 1000);
  });
}

test('a token is renewed a tenth of its life, and at least 5 seconds, before its end', () => {
  const short = parseTokenReply(encode({ token: 't', expires_in: 60 }));
  const tiny = parseTokenReply(encode({ token: 't' }));
  const long = parseTokenReply(encode({ token: 't', expires_in: 300 }));

  assert.equal(short.kind === 'token' && short.refreshAfterMs, 54_000);
  assert.equal(tiny.kind === 'token' && tiny.refreshAfterMs, 54_000);
  assert.equal(long.kind === 'token' && long.refreshAfterMs, 270_000);
});

for (const { name, reply } of [
  { name: 'no token', reply: {} },
  { name: 'a token of another type', reply: { token: 7 } },
  { name: 'a token that breaks a header', reply: { token: 'a\r\nX: y' } },
  { name: 'a token over the limit', reply: { token: 'a'.repeat(40_000) } },
  { name: 'a list', reply: [] },
]) {
  test(`a reply with ${name} is invalid`, () => {
    assert.equal(parseTokenReply(encode(reply)).kind, 'invalid');
  });
}

test('a token that says itself how long it lives needs no expires_in, which counts more where it is', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'RS256' })}.${part({ iat: 1000, exp: 5500 })}.c2ln`;

  const silent = parseTokenReply(encode({ access_token: token }));
  const told = parseTokenReply(encode({ access_token: token, expires_in: 300 }));

  assert.ok(silent.kind === 'token' && told.kind === 'token');
  assert.equal(silent.lifetimeMs, 4_500_000);
  assert.equal(told.lifetimeMs, 300_000);
});
