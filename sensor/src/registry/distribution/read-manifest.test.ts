import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import {
  account,
  password,
  providerFor,
  rejectsWith,
  signal,
  startRegistry,
  withoutWaiting,
} from '../testing/provider-on-test.ts';

const image = await randomImage(new SeededRandom(7));

test('a tag is resolved by one HEAD', async (t) => {
  const registry = await startRegistry(t);
  registry.push(image, 'app', 'v1');
  const { provider } = providerFor(t, registry.url);

  const found = await provider.resolve('app', 'v1', { signal });

  assert.deepEqual(found, {
    digest: image.digest,
    mediaType: image.mediaType,
    sizeBytes: image.manifest.byteLength,
  });
  assert.deepEqual(
    registry.requests.map((request) => request.method),
    ['HEAD'],
  );
});

test('without a digest header the manifest is fetched and hashed', async (t) => {
  const registry = await startRegistry(t, { digestHeader: false });
  registry.push(image, 'app', 'v1');
  const { provider } = providerFor(t, registry.url);

  const found = await provider.resolve('app', 'v1', { signal });

  assert.equal(found.digest, image.digest);
  assert.deepEqual(
    registry.requests.map((request) => request.method),
    ['HEAD', 'GET'],
  );
});

test('manifests and indexes come exactly as they are stored', async (t) => {
  const registry = await startRegistry(t);
  const index = randomIndex([image], { attestation: true });
  registry.push(index, 'app', 'v1');
  const { provider } = providerFor(t, registry.url);

  const byTag = await provider.manifest('app', 'v1', { signal });
  const byDigest = await provider.manifest('app', image.digest, { signal });

  assert.deepEqual(Buffer.from(byTag.bytes), Buffer.from(index.manifest));
  assert.equal(byTag.mediaType, index.mediaType);
  assert.equal(byDigest.digest, image.digest);
});

test('a manifest that does not have the digest asked for is refused', async (t) => {
  for (const digestHeader of [true, false]) {
    const registry = await startRegistry(t, { digestHeader });
    registry.push(image, 'app', 'v1');
    registry.content.corruptManifest('app', image.digest);
    const { provider } = providerFor(t, registry.url);

    await rejectsWith(provider.manifest('app', image.digest, { signal }), 'DIGEST_MISMATCH');
  }
});

test('a manifest that does not have the digest announced is refused', async (t) => {
  const registry = await startRegistry(t);
  registry.push(image, 'app', 'v1');
  registry.content.corruptManifest('app', image.digest);
  const { provider } = providerFor(t, registry.url);

  await rejectsWith(provider.manifest('app', 'v1', { signal }), 'DIGEST_MISMATCH');
});

test('schema 1 is unsupported, by HEAD and by GET', async (t) => {
  const registry = await startRegistry(t, { schema1: true });
  registry.push(image, 'app', 'v1');
  const { provider } = providerFor(t, registry.url);

  await rejectsWith(provider.resolve('app', 'v1', { signal }), 'MANIFEST_UNSUPPORTED');
  await rejectsWith(provider.manifest('app', 'v1', { signal }), 'MANIFEST_UNSUPPORTED');
});

test('an unknown tag is MANIFEST_UNKNOWN', async (t) => {
  const registry = await startRegistry(t);
  registry.push(image, 'app', 'v1');
  const { provider } = providerFor(t, registry.url);

  await rejectsWith(provider.resolve('app', 'nope', { signal }), 'MANIFEST_UNKNOWN');
  await rejectsWith(provider.manifest('app', 'nope', { signal }), 'MANIFEST_UNKNOWN', {
    repository: 'app',
    reference: 'nope',
    registryCode: 'MANIFEST_UNKNOWN',
  });
});

test('412 is a refusal by policy', async (t) => {
  const registry = await startRegistry(t, { policyRefusal: true });
  registry.push(image, 'app', 'v1');
  const { provider } = providerFor(t, registry.url);

  await rejectsWith(provider.resolve('app', 'v1', { signal }), 'POLICY_REFUSED');
  await rejectsWith(provider.manifest('app', 'v1', { signal }), 'POLICY_REFUSED');
});

for (const pullRefusal of [401, 403] as const) {
  for (const kind of ['none', 'basic', 'bearer'] as const) {
    test(`${pullRefusal} on the manifest of a ${kind} registry that lets us in is PULL_DENIED`, async (t) => {
      const authentication = kind === 'none' ? { kind } : ({ kind, ...account } as const);
      const registry = await startRegistry(t, { pullRefusal, authentication });
      registry.push(image, 'app', 'v1');
      const { provider } = providerFor(t, registry.url, { credential: password });

      await rejectsWith(provider.manifest('app', 'v1', { signal }), 'PULL_DENIED');
    });
  }
}

test('a wrong password is said to be one, also when the first question is a manifest', async (t) => {
  for (const kind of ['basic', 'bearer'] as const) {
    const registry = await startRegistry(t, { authentication: { kind, ...account } });
    registry.push(image, 'app', 'v1');
    const credential = { kind: 'password', username: 'robot', password: 'wrong' } as const;
    const { provider } = providerFor(t, registry.url, { credential });

    await rejectsWith(provider.manifest('app', 'v1', { signal }), 'REGISTRY_AUTHENTICATION_FAILED');
  }
});

test('a giant manifest is not read', async (t) => {
  const registry = await startRegistry(t);
  const digest = `sha256:${'0'.repeat(64)}`;
  registry.content.putManifest('app', digest, {
    bytes: Buffer.alloc(4 * 1024 * 1024 + 1, ' '),
    mediaType: image.mediaType,
  });
  const { provider } = providerFor(t, registry.url);

  await rejectsWith(provider.manifest('app', digest, { signal }), 'MANIFEST_TOO_LARGE');
});

test('a rate limit longer than a request may wait says how long', async (t) => {
  const registry = await startRegistry(t);
  registry.push(image, 'app', 'v1');
  registry.fail({
    route: 'manifest',
    action: { kind: 'status', status: 429, headers: { 'retry-after': '7200' } },
  });
  const { provider } = providerFor(t, registry.url);

  await rejectsWith(provider.manifest('app', 'v1', { signal }), 'REGISTRY_RATE_LIMITED', {
    retryAfterSeconds: 7200,
  });
});

test('a registry that breaks for a moment is asked again', async (t) => {
  const registry = await startRegistry(t);
  registry.push(image, 'app', 'v1');
  registry.fail({ route: 'manifest', times: 2, action: { kind: 'reset' } });
  const { provider, clock } = providerFor(t, registry.url);

  const found = await withoutWaiting(clock, provider.manifest('app', 'v1', { signal }));

  assert.equal(found.digest, image.digest);
});
