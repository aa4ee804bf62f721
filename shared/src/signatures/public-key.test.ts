import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { makeSigningKey } from '../../testing/signatures/signing-kit.ts';
import { parsePublicKey } from './public-key.ts';

test('a private key is refused by name and not repeated', () => {
  const pem = makeSigningKey().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const parsed = parsePublicKey(pem);

  assert.ok(parsed.kind === 'invalid' && parsed.reason.includes('private key'));
});

test('weak and foreign keys are refused', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey;
  const dh = generateKeyPairSync('x25519').publicKey;
  for (const key of [short, koblitz, dh]) {
    const pem = key.export({ type: 'spki', format: 'pem' }).toString();
    assert.equal(parsePublicKey(pem).kind, 'invalid');
  }
  assert.equal(parsePublicKey('canary').kind, 'invalid');
});
