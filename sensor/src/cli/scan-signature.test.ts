// Signatures as a pipeline asks for them: a process, its exit code, what it says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { makeIndex } from '@harborguard/shared/testing/image/test-image.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { makeArtifact } from '@harborguard/shared/testing/signatures/artifact-image.ts';
import { createKeylessAuthority } from '@harborguard/shared/testing/signatures/keyless-authority.ts';
import {
  attachmentTag,
  cosignBundle,
  cosignSignature,
  makeSigningKey,
  simpleSigningPayload,
} from '@harborguard/shared/testing/signatures/signing-kit.ts';
import { commandEnvironment } from './testing/command-environment.ts';

const entry = join(import.meta.dirname, '../main.ts');

function scan(folder: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [entry, 'scan', '--plain-http', ...args], {
    env: commandEnvironment({ HARBORGUARD_DOCKER_CONFIG: folder }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise<{ code: number | null; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, err })),
  );
}

async function setUp(t: TestContext) {
  const registry = await startFakeRegistry({});
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-sign-'));
  t.after(async () => {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const key = makeSigningKey();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const keyFile = file('key.pub', key.pem);
  const name = `${new URL(registry.url).host}/shop/web:1.0`;
  return { registry, folder, key, keyFile, file, name };
}

test('a signed image passes and says by whom; an unsigned one breaks --require-signature', async (t) => {
  const { registry, folder, key, keyFile, name } = await setUp(t);
  const image = await randomImage(new SeededRandom(4));
  registry.push(image, 'shop/web', '1.0');
  const options = ['--verify-key', keyFile, '--require-signature'];

  const unsigned = await scan(folder, name, ...options);
  const tag = attachmentTag(image.digest, 'sig');
  registry.push(cosignSignature(key, image.digest), 'shop/web', tag);
  const signed = await scan(folder, name, ...options);
  registry.push(cosignSignature(key, `sha256:${'0'.repeat(64)}`), 'shop/web', tag);
  const wrong = await scan(folder, name, ...options);

  assert.equal(unsigned.code, 1, unsigned.err);
  assert.match(unsigned.err, /signature: no signature\n.*--require-signature/);
  assert.equal(signed.code, 0, signed.err);
  assert.ok(signed.err.includes(`signature: verified by ${keyFile}`));
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /signature: invalid: digest-mismatch/);
});

test('a signed index signs what is in it; a bundle is found by its fallback tag', async (t) => {
  const { registry, folder, key, keyFile, name } = await setUp(t);
  const index = makeIndex([await randomImage(new SeededRandom(5))]);
  registry.push(index, 'shop/web', '1.0');
  const bundle = cosignBundle(key, { ...index, kind: 'image' } as never);
  registry.push(makeIndex([bundle]), 'shop/web', attachmentTag(index.digest));

  const signed = await scan(folder, name, '--verify-key', keyFile, '--require-signature');

  assert.equal(signed.code, 0, signed.err);
});

test('a keyless signature is verified against the trusted root in a file', async (t) => {
  const { registry, folder, file, name } = await setUp(t);
  const authority = await createKeylessAuthority();
  const image = await randomImage(new SeededRandom(6));
  registry.push(image, 'shop/web', '1.0');
  const [identity, issuer] = ['https://ci.example/release', 'https://issuer.example'];
  const payload = simpleSigningPayload(image.digest);
  const made = await authority.sign(payload, identity, issuer);
  const signature = makeArtifact({
    layers: [
      {
        mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
        bytes: payload,
        annotations: {
          'dev.cosignproject.cosign/signature': made.signature,
          'dev.sigstore.cosign/certificate': made.certificatePem,
          'dev.sigstore.cosign/bundle': made.logEntry,
        },
      },
    ],
  });
  registry.push(signature, 'shop/web', attachmentTag(image.digest, 'sig'));
  const root = ['--trusted-root', file('trusted_root.json', authority.trustedRoot)];
  const by = (who: string) => ['--verify-identity', who, '--verify-issuer', issuer, ...root];

  const signed = await scan(folder, name, '--require-signature', ...by(identity));
  const other = await scan(folder, name, '--require-signature', ...by('https://ci.example/other'));

  assert.equal(signed.code, 0, signed.err);
  assert.equal(other.code, 1, other.err);
  assert.match(other.err, /unknown signer: https:\/\/ci.example\/release/);
});

test('options that contradict, and files that are no keys, are mistakes of usage', async (t) => {
  const { folder, file, name } = await setUp(t);

  for (const args of [
    ['--require-signature'],
    ['--verify-identity', 'a'],
    ['--verify-key', file('no.pub', 'canary')],
  ]) {
    const { code, err } = await scan(folder, name, ...args);
    assert.equal(code, 2, err);
    assert.ok(!err.includes('canary'));
  }
});
