import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeylessAuthority } from '../../testing/signatures/keyless-authority.ts';
import {
  cosignSignType,
  dsseEnvelope,
  keyBundle,
  makeSigningKey,
  signBytes,
  simpleSigningPayload,
  statementOf,
} from '../../testing/signatures/signing-kit.ts';
import type { SignatureMaterial } from './attachment.ts';
import type { Signer } from './signer.ts';
import { signersOf } from './signer.ts';
import { parseTrustedRoot } from './trusted-root.ts';
import { verifySignature } from './verify-signature.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const otherDigest = `sha256:${'b'.repeat(64)}`;
const identity = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1';
const issuer = 'https://token.actions.githubusercontent.com';

function keySigner(publicKey: string): Signer {
  return { id: 'one', name: 'release key', repositories: [], trust: { kind: 'key', publicKey } };
}

function identitySigner(pattern: string, from = issuer): Signer {
  const trust = { kind: 'identity', identity: pattern, issuer: from } as const;
  return { id: 'ci', name: 'release workflow', repositories: [], trust };
}

function judge(material: SignatureMaterial, signers: readonly Signer[], trustedRoot?: string) {
  const root = trustedRoot === undefined ? undefined : parseTrustedRoot(trustedRoot);
  return verifySignature(material, digest, {
    signers: signersOf(signers, 'shop/web'),
    ...(root?.kind === 'root' ? { verifier: root.verifier } : {}),
  });
}

function simple(key = makeSigningKey(), of = digest): SignatureMaterial {
  const payload = simpleSigningPayload(of);
  const signature = signBytes(key, payload).toString('base64');
  return { format: 'simple-signing', payload: payload.toString('base64'), signature };
}

for (const kind of ['P-256', 'P-384', 'rsa', 'ed25519'] as const) {
  test(`a cosign signature by a ${kind} key is verified by that key and named after it`, () => {
    const key = makeSigningKey(kind);

    assert.deepEqual(judge(simple(key), [keySigner(key.pem)]), {
      kind: 'verified',
      signerId: 'one',
      signerName: 'release key',
    });
  });
}

test('a signature by another key is of an unknown signer', () => {
  const signer = keySigner(makeSigningKey().pem);

  assert.deepEqual(judge(simple(), [signer]), { kind: 'unknown-signer' });
});

test('a good signature of another image is invalid here, whoever made it', () => {
  const key = makeSigningKey();

  assert.deepEqual(judge(simple(key, otherDigest), [keySigner(key.pem)]), {
    kind: 'invalid',
    reason: 'digest-mismatch',
  });
});

test('one changed byte of the payload is not verified', () => {
  const key = makeSigningKey();
  const material = simple(key);
  assert.ok(material.format === 'simple-signing');
  const changed = Buffer.from(material.payload, 'base64')
    .toString()
    .replace('"optional":null', '"optional":{}');
  const payload = Buffer.from(changed).toString('base64');

  assert.deepEqual(judge({ ...material, payload }, [keySigner(key.pem)]), {
    kind: 'unknown-signer',
  });
});

test('without signers nothing can be said', () => {
  assert.deepEqual(judge(simple(), []), { kind: 'not-verifiable', reason: 'no-signers' });
});

test('an attestation is verified over its DSSE encoding', () => {
  const key = makeSigningKey();
  const envelope = JSON.stringify(dsseEnvelope(key, statementOf({ digest })));

  assert.equal(judge({ format: 'dsse', envelope }, [keySigner(key.pem)]).kind, 'verified');
  assert.deepEqual(judge({ format: 'dsse', envelope }, [keySigner(makeSigningKey().pem)]), {
    kind: 'unknown-signer',
  });
});

test('a bundle of version 0.3 is verified by its key', () => {
  const key = makeSigningKey();
  const statement = statementOf({ digest, predicateType: cosignSignType });
  const bundle = JSON.stringify(keyBundle(key, statement));

  assert.equal(judge({ format: 'bundle', bundle }, [keySigner(key.pem)]).kind, 'verified');
});

test('a bundle that names a known key and is not signed by it is invalid', () => {
  const key = makeSigningKey();
  const honest = keyBundle(key, statementOf({ digest }));
  const forged = {
    ...honest,
    dsseEnvelope: dsseEnvelope(makeSigningKey(), statementOf({ digest })),
  };

  assert.deepEqual(
    judge({ format: 'bundle', bundle: JSON.stringify(forged) }, [keySigner(key.pem)]),
    {
      kind: 'invalid',
      reason: 'signature-mismatch',
    },
  );
});

const malformed: readonly SignatureMaterial[] = [
  { format: 'simple-signing', payload: 'e30=', signature: 'AAAA' },
  { format: 'simple-signing', payload: '%%%', signature: 'AAAA' },
  { format: 'dsse', envelope: '{"payloadType":"text/plain","payload":"AAAA","signatures":[]}' },
  { format: 'dsse', envelope: '[]' },
  { format: 'bundle', bundle: '{}' },
  { format: 'bundle', bundle: 'null' },
  { format: 'bundle', bundle: '{"mediaType":7,"dsseEnvelope":{"payload":{}}}' },
];
for (const material of malformed) {
  const text = JSON.stringify(material);
  test(`${text} is malformed, never an exception`, () => {
    assert.deepEqual(judge(material, [keySigner(makeSigningKey().pem)]), {
      kind: 'invalid',
      reason: 'malformed',
    });
  });
}

test('a keyless signature is verified by identity and issuer against the trusted root', async () => {
  const authority = await createKeylessAuthority();
  const payload = simpleSigningPayload(digest);
  const made = await authority.sign(payload, identity, issuer);
  const material: SignatureMaterial = {
    format: 'simple-signing',
    payload: payload.toString('base64'),
    signature: made.signature,
    certificate: made.certificatePem,
    logEntry: made.logEntry,
  };
  const { trustedRoot } = authority;
  const pattern = 'https://github.com/acme/*';

  assert.equal(judge(material, [identitySigner(identity)], trustedRoot).kind, 'verified');
  assert.equal(judge(material, [identitySigner(pattern)], trustedRoot).kind, 'verified');
  assert.deepEqual(judge(material, [identitySigner(identity)]), {
    kind: 'not-verifiable',
    reason: 'no-trusted-root',
  });
  for (const signer of [
    identitySigner('https://github.com/other/*'),
    identitySigner('acme/app'),
    identitySigner(identity, 'https://accounts.example'),
  ]) {
    assert.deepEqual(judge(material, [signer], trustedRoot), {
      kind: 'unknown-signer',
      identity,
      issuer,
    });
  }
  const stranger = await createKeylessAuthority();
  assert.notEqual(
    judge(material, [identitySigner(identity)], stranger.trustedRoot).kind,
    'verified',
  );
  const { logEntry: _, ...unlogged } = material;
  assert.deepEqual(judge(unlogged, [identitySigner(identity)], trustedRoot), {
    kind: 'not-verifiable',
    reason: 'no-proof-of-time',
  });
  const elsewhere = await authority.sign(simpleSigningPayload(otherDigest), identity, issuer);
  assert.deepEqual(
    judge({ ...material, logEntry: elsewhere.logEntry }, [identitySigner(identity)], trustedRoot),
    { kind: 'invalid', reason: 'proof-mismatch' },
  );
});
