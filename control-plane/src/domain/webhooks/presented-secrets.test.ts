import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { presentedSecrets } from './presented-secrets.ts';
import { mintWebhookSecret } from './webhook-secret-text.ts';

const secret = mintWebhookSecret(new SeededRandom('shown'));
const body = new Uint8Array();
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

for (const [name, headers] of [
  ['a bearer', { authorization: `Bearer ${secret}` }],
  ['a bearer in lower case', { authorization: `bearer ${secret}` }],
  ['the password of Basic', { authorization: basic(`anybody:${secret}`) }],
  ['the whole of Authorization', { authorization: secret }],
  ['a header of our own', { 'x-harborguard-token': secret }],
  ['an API key header', { 'x-api-key': secret }],
] as const) {
  test(`a secret is found as ${name}`, () => {
    assert.deepEqual(presentedSecrets({ headers, body }, undefined), [secret]);
  });
}

test('what has not the form of a secret is nothing', () => {
  const wrongSum = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`;
  for (const text of ['', 'Bearer', 'x', wrongSum, `${secret}${secret}`, 'y'.repeat(5000)]) {
    const headers = { authorization: text, 'x-api-key': `Bearer ${text}` };
    assert.deepEqual(presentedSecrets({ headers, body }, undefined), [], text.slice(0, 30));
  }
});

test('one in the address counts alone', () => {
  const headers = { authorization: `Bearer ${secret}` };

  assert.deepEqual(presentedSecrets({ headers, body }, 'wrong'), []);
});
