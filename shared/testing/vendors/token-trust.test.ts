import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTokenIssuer, judgeToken, type TokenTrust } from './token-trust.ts';

const issuer = createTokenIssuer('https://issuer.example.com');
const trust: TokenTrust = {
  ...issuer,
  audience: 'sts.example.com',
  subject: 'system:serviceaccount:ns:sensor',
};
const good = { subject: trust.subject, audience: trust.audience, expiresAtMs: 10_000 };
const other = createTokenIssuer('https://issuer.example.com');
const stranger = createTokenIssuer('https://other.example.com');

for (const { name, token, verdict, by = trust } of [
  { name: 'as agreed', token: issuer.issue(good), verdict: 'trusted' },
  { name: 'at its end', token: issuer.issue({ ...good, expiresAtMs: 5000 }), verdict: 'expired' },
  {
    name: 'for somebody else to read',
    token: issuer.issue({ ...good, audience: 'other.example.com' }),
    verdict: 'wrong-audience',
  },
  {
    name: 'of another service account',
    token: issuer.issue({ ...good, subject: 'system:serviceaccount:ns:other' }),
    verdict: 'wrong-subject',
  },
  { name: 'signed by another key', token: other.issue(good), verdict: 'not-signed' },
  { name: 'that is no token', token: 'text', verdict: 'not-signed' },
  {
    name: 'of another issuer',
    token: stranger.issue(good),
    verdict: 'wrong-issuer',
    by: { ...trust, publicKey: stranger.publicKey },
  },
] as const) {
  test(`a token ${name} is ${verdict}`, () => {
    assert.equal(judgeToken(token, by, 5000), verdict);
  });
}
