import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { layerTar, opaqueMarker, whiteout } from './image/layer-tar.ts';
import { linuxArm64 } from './image/test-image.ts';
import { sha256Digest } from './image/test-layer.ts';
import { randomImage, randomIndex } from './random-image.ts';
import { SeededRandom } from './seeded-random.ts';

async function namesIn(tar: Uint8Array): Promise<string[]> {
  const names: string[] = [];
  const reader = extract();
  reader.end(tar);
  for await (const entry of reader) {
    names.push(entry.header.name);
    entry.resume();
  }
  return names;
}

const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8'));

test('the same seed makes the same image, another seed another one', async () => {
  const make = (seed: string) =>
    randomImage(new SeededRandom(seed), { layers: 3, packages: { dpkg: 4, npm: 2 } });

  assert.equal((await make('a')).digest, (await make('a')).digest);
  assert.notEqual((await make('a')).digest, (await make('b')).digest);
});

for (const [compression, unpack] of [
  ['gzip', gunzipSync],
  ['zstd', zstdDecompressSync],
  ['none', (bytes: Uint8Array) => Buffer.from(bytes)],
] as const) {
  test(`manifest, configuration and layers belong together (${compression})`, async () => {
    const image = await randomImage(new SeededRandom(1), { compression, packages: { apk: 3 } });
    const manifest = parse(image.manifest);

    assert.equal(image.digest, sha256Digest(image.manifest));
    assert.equal(manifest.config.digest, sha256Digest(image.config));
    for (const [index, layer] of image.layers.entries()) {
      assert.equal(manifest.layers[index].digest, sha256Digest(layer.bytes));
      assert.equal(manifest.layers[index].size, layer.bytes.length);
      assert.equal(layer.diffId, sha256Digest(unpack(layer.bytes)));
      assert.equal(parse(image.config).rootfs.diff_ids[index], layer.diffId);
    }
    const names = await namesIn(unpack(image.layers[0]?.bytes ?? new Uint8Array()));
    assert.ok(names.includes('lib/apk/db/installed') && names.includes('etc/os-release'));
  });
}

test('images can share a base layer', async () => {
  const random = new SeededRandom(2);
  const first = await randomImage(random, { layers: 1, packages: { dpkg: 2 } });
  const second = await randomImage(random, { layers: 1, base: first.layers });

  assert.equal(second.layers.length, 2);
  assert.equal(second.layers[0]?.digest, first.layers[0]?.digest);
});

test('an index names its members with their platforms and marks the attestation', async () => {
  const random = new SeededRandom(3);
  const index = randomIndex(
    [await randomImage(random), await randomImage(random, { platform: linuxArm64 })],
    { attestation: true },
  );
  const { manifests } = parse(index.manifest);

  assert.deepEqual(
    manifests.map((one: { platform: { architecture: string } }) => one.platform.architecture),
    ['amd64', 'arm64', 'unknown'],
  );
  assert.equal(manifests[2].annotations['vnd.docker.reference.digest'], manifests[0].digest);
  for (const [position, member] of index.members.entries()) {
    assert.equal(manifests[position].digest, sha256Digest(member.manifest));
  }
});

test('whiteouts and opaque markers stand where the layer format wants them', async () => {
  const tar = await layerTar([whiteout('usr/share/doc'), whiteout('top'), opaqueMarker('app')]);

  assert.deepEqual(await namesIn(tar), ['usr/share/.wh.doc', '.wh.top', 'app/.wh..wh..opq']);
});
