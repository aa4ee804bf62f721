import assert from 'node:assert/strict';
import { createHmac, createSign, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { createGoogleTokenVerifier } from './google-token.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = publicKey.export({ format: 'jwk' });
const expected = { email: 'push@project.iam.gserviceaccount.com', audience: 'https://guard/hook' };

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function tokenOf(
  clock: FakeClock,
  changes: { claims?: object; header?: object; key?: typeof privateKey } = {},
): string {
  const claims = {
    iss: 'https://accounts.google.com',
    aud: expected.audience,
    email: expected.email,
    email_verified: true,
    exp: clock.now() / 1000 + 600,
    ...changes.claims,
  };
  const signed = `${part({ alg: 'RS256', kid: 'one', typ: 'JWT', ...changes.header })}.${part(claims)}`;
  const signature = createSign('RSA-SHA256').update(signed);
  return `${signed}.${signature.sign(changes.key ?? privateKey, 'base64url')}`;
}

function verifier(clock: FakeClock, keys: Record<string, JsonWebKey> = { one: jwk }) {
  const calls: number[] = [];
  const { isValid } = createGoogleTokenVerifier(clock, () => {
    calls.push(clock.now());
    return Promise.resolve(new Map(Object.entries(keys)));
  });
  return { calls, isValid: (token: string) => isValid(token, expected) };
}

test('a token of the right account, for us, signed by Google, is valid', async () => {
  const clock = new FakeClock();
  const { isValid, calls } = verifier(clock);

  assert.equal(await isValid(tokenOf(clock)), true);
  assert.equal(await isValid(tokenOf(clock)), true);
  assert.equal(calls.length, 1);
});

const clock = new FakeClock();
const seconds = clock.now() / 1000;
const wrong: readonly (readonly [string, Parameters<typeof tokenOf>[1]])[] = [
  ['another account', { claims: { email: 'evil@project.iam.gserviceaccount.com' } }],
  ['an account nobody has confirmed', { claims: { email_verified: 'true' } }],
  ['another audience', { claims: { aud: 'https://elsewhere/hook' } }],
  ['a list of audiences', { claims: { aud: [expected.audience] } }],
  ['another issuer', { claims: { iss: 'https://accounts.google.com.evil.example' } }],
  ['an end in the past', { claims: { exp: seconds - 120 } }],
  ['an end next year', { claims: { exp: seconds + 31_536_000 } }],
  ['no end', { claims: { exp: undefined } }],
  ['another algorithm', { header: { alg: 'HS256' } }],
  ['no algorithm', { header: { alg: 'none' } }],
];

for (const [name, changes] of wrong) {
  test(`a token with ${name} is refused without asking anybody for keys`, async () => {
    const { isValid, calls } = verifier(clock);

    assert.equal(await isValid(tokenOf(clock, changes)), false);
    assert.deepEqual(calls, []);
  });
}

test('a token signed by somebody else, or changed after signing, is refused', async () => {
  const { isValid } = verifier(clock);
  const real = tokenOf(clock);
  const [head, body, signature] = real.split('.');
  const keyAsSecret = createHmac('sha256', JSON.stringify(jwk)).update(`${head}.${body}`);

  assert.equal(await isValid(tokenOf(clock, { key: other.privateKey })), false);
  assert.equal(await isValid(`${head}.${body}.${keyAsSecret.digest('base64url')}`), false);
  assert.equal(await isValid(`${head}.${body}.`), false);
  assert.equal(await isValid(`${head}.${body}.${signature}.x`), false);
  assert.equal(await isValid('a'.repeat(100_000)), false);
});

test('an unknown key id asks again, but not with every token', async () => {
  const ticking = new FakeClock();
  const { isValid, calls } = verifier(ticking);
  const unknown = () => tokenOf(ticking, { header: { kid: 'two' } });

  for (let count = 0; count < 5; count += 1) assert.equal(await isValid(unknown()), false);
  assert.equal(calls.length, 1);
  await ticking.advance(61_000);
  await isValid(unknown());
  assert.equal(calls.length, 2);
});
