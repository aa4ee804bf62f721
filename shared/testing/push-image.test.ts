import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFakeRegistry } from './fake-registry/start-fake-registry.ts';
import { pushImage } from './push-image.ts';
import { randomImage, randomIndex } from './random-image.ts';
import { SeededRandom } from './seeded-random.ts';

test('an index arrives over HTTP exactly as it was made, attestation included', async (t) => {
  const registry = await startFakeRegistry({
    knobs: { authentication: { kind: 'basic', username: 'pusher', password: 'p:w' } },
  });
  t.after(() => registry.close());
  const index = randomIndex([await randomImage(new SeededRandom(1))], { attestation: true });

  await pushImage(
    index,
    {
      registryUrl: registry.url,
      repository: 'team/app',
      credential: { username: 'pusher', password: 'p:w' },
    },
    '1.0',
    'latest',
  );

  assert.deepEqual(registry.content.tags('team/app'), ['1.0', 'latest']);
  assert.deepEqual(registry.content.manifest('team/app', '1.0'), {
    bytes: index.manifest,
    mediaType: index.mediaType,
    digest: index.digest,
  });
  for (const member of index.members) {
    assert.deepEqual(registry.content.manifest('team/app', member.digest)?.bytes, member.manifest);
    for (const { digest, bytes } of member.layers) {
      assert.deepEqual(registry.content.blob('team/app', digest), bytes);
    }
  }
});

test('wrong credentials end the push with the answer of the registry', async (t) => {
  const registry = await startFakeRegistry({
    knobs: { authentication: { kind: 'basic', username: 'pusher', password: 'right' } },
  });
  t.after(() => registry.close());
  const image = await randomImage(new SeededRandom(1));

  const push = pushImage(
    image,
    {
      registryUrl: registry.url,
      repository: 'team/app',
      credential: { username: 'pusher', password: 'wrong' },
    },
    'latest',
  );

  await assert.rejects(push, /not accepted.*UNAUTHORIZED/s);
  assert.deepEqual(registry.content.repositories(), []);
});
