import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { InventorySchema } from '@harborguard/shared/protocol/inventory.ts';
import {
  alpine318,
  apkInstalled,
  npmPackage,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';
import {
  makeImage,
  makeIndex,
  type TestImage,
} from '@harborguard/shared/testing/image/test-image.ts';
import {
  compressLayer,
  makeLayer,
  sha256Digest,
  type TestLayer,
} from '@harborguard/shared/testing/image/test-layer.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { Check } from 'typebox/value';
import type { ScanProgress } from './scan-progress.ts';
import { MemoryProvider } from './testing/memory-provider.ts';
import { inventoryOf, namesOf, scan } from './testing/scan-kit.ts';

function providerOf(image: TestImage): MemoryProvider {
  const provider = new MemoryProvider({ chunkBytes: 1000 });
  provider.add(image);
  return provider;
}

async function fails(scanning: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(scanning, (error) => {
    assert.ok(isHarborError(error), String(error));
    assert.equal(error.code, code);
    return true;
  });
}

/** The image with one thing in its manifest changed; the digest follows. */
function withManifest(image: TestImage, change: (document: ManifestDocument) => void): TestImage {
  const document = JSON.parse(Buffer.from(image.manifest).toString('utf8')) as ManifestDocument;
  change(document);
  const manifest = Buffer.from(JSON.stringify(document));
  return { ...image, manifest, digest: sha256Digest(manifest) };
}

interface ManifestDocument {
  config: { mediaType: string; size: number };
  layers: { mediaType: string; size: number; digest: string }[];
}

const alpineLayer = await makeLayer([
  ...osRelease(alpine318),
  apkInstalled([{ name: 'musl', version: '1.2.4-r2' }]),
]);

for (const compression of ['gzip', 'zstd', 'none'] as const) {
  test(`an image with layers packed as ${compression} gives a valid inventory`, async () => {
    const layer = await makeLayer(
      [...osRelease(alpine318), apkInstalled([{ name: 'musl', version: '1.2.4-r2' }])],
      compression,
    );
    const image = makeImage({ layers: [layer], settings: { User: 'app', Labels: { a: 'b' } } });

    const inventory = await inventoryOf({ provider: providerOf(image), reference: image.digest });

    assert.ok(Check(InventorySchema, inventory));
    assert.deepEqual(namesOf(inventory), ['musl@1.2.4-r2']);
    assert.equal(inventory.imageDigest, image.digest);
    assert.equal(inventory.state, 'indexed');
    assert.equal(inventory.facts.user, 'app');
    assert.deepEqual(inventory.platform, { os: 'linux', architecture: 'amd64' });
    assert.equal(inventory.sizeBytes, image.config.length + layer.bytes.length);
    assert.equal(inventory.layers[0]?.diffId, layer.diffId);
    assert.equal(inventory.layers[0]?.createdBy, 'COPY layer-0 / # buildkit');
  });
}

test('a layer whose media type names another compression is read all the same', async () => {
  const image = withManifest(makeImage({ layers: [alpineLayer] }), (document) => {
    for (const layer of document.layers) {
      layer.mediaType = 'application/vnd.oci.image.layer.v1.tar+zstd';
    }
  });

  const inventory = await inventoryOf({ provider: providerOf(image), reference: image.digest });

  assert.equal(inventory.packages.length, 1);
});

test('history steps that made no layer are passed over', async () => {
  const image = makeImage({
    layers: [alpineLayer, await makeLayer(npmPackage({ name: 'a', version: '1.0.0' }))],
    history: [
      { created_by: 'ADD rootfs /' },
      { created_by: 'ENV A=b', empty_layer: true },
      { created_by: 'RUN npm install' },
    ],
  });

  const inventory = await inventoryOf({ provider: providerOf(image), reference: image.digest });

  assert.deepEqual(
    inventory.layers.map((layer) => layer.createdBy),
    ['ADD rootfs /', 'RUN npm install'],
  );
});

test('an index gives its members with their roles and fetches no blob', async () => {
  const random = new SeededRandom(1);
  const arm = await randomImage(random, { platform: { os: 'linux', architecture: 'arm64' } });
  const index = randomIndex([await randomImage(random), arm], { attestation: true });
  const provider = new MemoryProvider();
  provider.add(index);

  const outcome = await scan({ provider, reference: index.digest });

  assert.ok(outcome.kind === 'index');
  assert.equal(outcome.digest, index.digest);
  assert.deepEqual(
    outcome.members.map((member) => [member.role, member.platform?.architecture]),
    [
      ['image', 'amd64'],
      ['image', 'arm64'],
      ['attestation', 'unknown'],
    ],
  );
  assert.deepEqual(provider.blobRequests, []);
});

test('an index within an index is a member of no known use', async () => {
  const inner = makeIndex([makeImage({ layers: [alpineLayer] })]);
  const outer = makeIndex([inner as unknown as TestImage]);
  const provider = new MemoryProvider();
  provider.addManifest(outer.digest, outer.mediaType, outer.manifest);

  const outcome = await scan({ provider, reference: outer.digest });

  assert.ok(outcome.kind === 'index');
  assert.equal(outcome.members[0]?.role, 'other');
});

test('a foreign layer is skipped and the rest indexed', async () => {
  const windowsLayer: TestLayer = { ...alpineLayer, bytes: Buffer.from('not here') };
  const image = withManifest(
    makeImage({
      layers: [windowsLayer, await makeLayer(npmPackage({ name: 'a', version: '1.0.0' }))],
    }),
    (document) => {
      const [first] = document.layers;
      assert.ok(first);
      first.mediaType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
    },
  );
  const provider = providerOf(image);
  provider.blobs.delete(windowsLayer.digest);

  const inventory = await inventoryOf({ provider, reference: image.digest });

  assert.equal(inventory.state, 'partial');
  assert.deepEqual(inventory.issues, [{ code: 'FOREIGN_LAYER_SKIPPED', layer: 0 }]);
  assert.equal(inventory.layers[0]?.uncompressedBytes, undefined);
  assert.deepEqual(namesOf(inventory), ['a@1.0.0']);
  assert.equal(inventory.packages[0]?.layer, 1);
});

test('an image without layers is an empty inventory', async () => {
  const image = makeImage({ layers: [], history: [] });

  const inventory = await inventoryOf({ provider: providerOf(image), reference: image.digest });

  assert.deepEqual(inventory.packages, []);
  assert.equal(inventory.state, 'indexed');
});

test('progress goes up to all layers and all bytes', async () => {
  const image = await randomImage(new SeededRandom(2), { layers: 3, fileBytes: 900_000 });
  const seen: ScanProgress[] = [];

  await scan({
    provider: providerOf(image),
    reference: image.digest,
    onProgress: (progress) => seen.push(progress),
  });

  const bytesTotal = image.layers.reduce((sum, layer) => sum + layer.bytes.length, 0);
  const done = { layersDone: 3, layersRead: 3, layersTotal: 3, bytesDone: bytesTotal, bytesTotal };
  assert.deepEqual(seen.at(-1), done);
  assert.ok(seen.length > 3, 'also within layers');
  const bytes = seen.map((progress) => progress.bytesDone);
  assert.deepEqual(
    bytes,
    bytes.toSorted((a, b) => a - b),
  );
});

test('a manifest that is not there fails as MANIFEST_UNKNOWN', async () => {
  await fails(scan({ provider: new MemoryProvider(), reference: 'latest' }), 'MANIFEST_UNKNOWN');
});

test('a schema 1 manifest fails as MANIFEST_UNSUPPORTED', async () => {
  const provider = new MemoryProvider();
  const type = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
  provider.addManifest('old', type, Buffer.from('{"schemaVersion":1}'));

  await fails(scan({ provider, reference: 'old' }), 'MANIFEST_UNSUPPORTED');
});

for (const { name, change, artifactType } of [
  {
    name: 'a chart',
    change: { config: 'application/vnd.cncf.helm.config.v1+json' },
    artifactType: 'application/vnd.cncf.helm.config.v1+json',
  },
  {
    name: 'what names its type',
    change: { config: 'application/vnd.oci.empty.v1+json', artifactType: 'application/x-policy' },
    artifactType: 'application/x-policy',
  },
]) {
  test(`${name} is recognised as an artifact, without reading anything of it`, async () => {
    const image = withManifest(makeImage({ layers: [alpineLayer] }), (document) => {
      document.config.mediaType = change.config;
      Object.assign(document, change.artifactType && { artifactType: change.artifactType });
    });
    const provider = providerOf(image);

    const outcome = await scan({ provider, reference: image.digest });

    assert.deepEqual(outcome, { kind: 'artifact', digest: image.digest, artifactType });
  });
}

test('a manifest that is no JSON fails as MANIFEST_INVALID', async () => {
  const provider = new MemoryProvider();
  provider.addManifest('odd', 'application/vnd.oci.image.manifest.v1+json', Buffer.from('<html>'));

  await fails(scan({ provider, reference: 'odd' }), 'MANIFEST_INVALID');
});

test('a configuration with fewer diff_ids than layers fails as MANIFEST_INVALID', async () => {
  const image = withManifest(makeImage({ layers: [alpineLayer] }), (document) => {
    document.layers.push(...document.layers);
  });

  await fails(scan({ provider: providerOf(image), reference: image.digest }), 'MANIFEST_INVALID');
});

test('a missing layer fails as BLOB_MISSING', async () => {
  const image = makeImage({ layers: [alpineLayer] });
  const provider = providerOf(image);
  provider.blobs.delete(alpineLayer.digest);

  await fails(scan({ provider, reference: image.digest }), 'BLOB_MISSING');
});

const damages: readonly { name: string; damage: (bytes: Buffer) => Uint8Array }[] = [
  { name: 'other bytes', damage: () => Buffer.from('something else') },
  { name: 'a changed byte', damage: (bytes) => bytes.fill(bytes.at(60) === 7 ? 8 : 7, 60, 61) },
  { name: 'a missing end', damage: (bytes) => bytes.subarray(0, bytes.length - 20) },
  { name: 'bytes too many', damage: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) },
  { name: 'nothing', damage: () => Buffer.alloc(0) },
];

for (const { name, damage } of damages) {
  test(`a layer served with ${name} fails as DIGEST_MISMATCH`, async () => {
    const image = makeImage({ layers: [alpineLayer] });
    const provider = providerOf(image);
    provider.blobs.set(alpineLayer.digest, damage(Buffer.from(alpineLayer.bytes)));

    await fails(scan({ provider, reference: image.digest }), 'DIGEST_MISMATCH');
  });

  test(`a configuration served with ${name} fails as DIGEST_MISMATCH`, async () => {
    const image = makeImage({ layers: [alpineLayer] });
    const provider = providerOf(image);
    provider.blobs.set(image.configDigest, damage(Buffer.from(image.config)));

    await fails(scan({ provider, reference: image.digest }), 'DIGEST_MISMATCH');
  });
}

test('a blob that never ends is left once it is longer than announced', async () => {
  const image = makeImage({ layers: [alpineLayer] });
  const provider = providerOf(image);
  const endless = new MemoryProvider();
  endless.add(image);
  let chunks = 0;
  const blob = async function* (_repository: string, digest: string) {
    yield* digest === alpineLayer.digest ? [alpineLayer.bytes] : provider.blob('', digest);
    while (digest === alpineLayer.digest) {
      chunks += 1;
      yield Buffer.alloc(1024);
    }
  };

  await fails(
    scan({ provider: Object.assign(endless, { blob }), reference: image.digest }),
    'DIGEST_MISMATCH',
  );
  assert.ok(chunks <= 2);
});

test('a layer that unpacks to other bytes than configured fails as DIFF_ID_MISMATCH', async () => {
  const other = await makeLayer(npmPackage({ name: 'a', version: '1.0.0' }));
  const image = makeImage({ layers: [{ ...alpineLayer, diffId: other.diffId }] });

  await fails(scan({ provider: providerOf(image), reference: image.digest }), 'DIFF_ID_MISMATCH');
});

const invalidLayers: readonly { name: string; layer: TestLayer; code: ErrorCode }[] = [
  {
    name: 'no archive',
    layer: compressLayer(Buffer.from('x'.repeat(2000))),
    code: 'LAYER_INVALID',
  },
  {
    name: 'a gzip stream cut short before it was pushed',
    layer: cutLayer(alpineLayer, 'gzip'),
    code: 'LAYER_INVALID',
  },
  {
    name: 'xz data',
    layer: cutLayer({ ...alpineLayer, bytes: Buffer.from('\xfd7zXZ\0......', 'latin1') }, 'none'),
    code: 'LAYER_UNSUPPORTED',
  },
];

for (const { name, layer, code } of invalidLayers) {
  test(`a layer that is ${name} fails as ${code}`, async () => {
    const image = makeImage({ layers: [layer] });

    await fails(scan({ provider: providerOf(image), reference: image.digest }), code);
  });
}

test('a layer of an unknown type fails as LAYER_UNSUPPORTED', async () => {
  const image = withManifest(makeImage({ layers: [alpineLayer] }), (document) => {
    for (const layer of document.layers) layer.mediaType = 'application/vnd.in-toto+json';
  });

  await fails(scan({ provider: providerOf(image), reference: image.digest }), 'LAYER_UNSUPPORTED');
});

function cutLayer(layer: TestLayer, compression: TestLayer['compression']): TestLayer {
  const bytes = Buffer.from(layer.bytes).subarray(0, layer.bytes.length - 4);
  return { ...layer, bytes, digest: sha256Digest(bytes), compression };
}
