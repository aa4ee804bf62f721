import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAttestationMember } from './attachments.ts';
import { mediaTypes } from './media-types.ts';
import { layerCountMax, manifestBytesMax, parseManifest } from './parse-manifest.ts';

const digest = `sha256:${'1'.repeat(64)}`;
const config = { mediaType: mediaTypes.ociConfig, digest, size: 10 };
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 20 };

function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

const image = { schemaVersion: 2, config, layers: [layer] };

test('an OCI image manifest is read by its content type', () => {
  const parsed = parseManifest(bytes(image), `${mediaTypes.ociManifest}; charset=utf-8`);

  assert.equal(parsed.kind, 'image');
  assert.equal(parsed.kind === 'image' && parsed.layers[0]?.sizeBytes, 20);
  assert.equal(parsed.kind === 'image' && parsed.mediaType, mediaTypes.ociManifest);
});

test('a Docker manifest is read by the type inside when the registry sends a generic one', () => {
  const docker = { ...image, mediaType: mediaTypes.dockerManifest };

  const parsed = parseManifest(bytes(docker), 'application/json');

  assert.equal(parsed.kind === 'image' && parsed.mediaType, mediaTypes.dockerManifest);
});

test('an index keeps its members with platform and annotations', () => {
  const index = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: [
      {
        mediaType: mediaTypes.ociManifest,
        digest,
        size: 5,
        platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
      },
      {
        mediaType: mediaTypes.ociManifest,
        digest,
        size: 6,
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      },
    ],
  };

  const parsed = parseManifest(bytes(index), mediaTypes.ociIndex);

  assert.equal(parsed.kind, 'index');
  if (parsed.kind !== 'index') return;
  assert.deepEqual(parsed.members[0]?.platform, {
    os: 'linux',
    architecture: 'arm',
    variant: 'v7',
  });
  assert.deepEqual(parsed.members.map(isAttestationMember), [false, true]);
});

test('a manifest without any type is known by its shape', () => {
  assert.equal(parseManifest(bytes(image)).kind, 'image');
  assert.equal(parseManifest(bytes({ schemaVersion: 2, manifests: [] })).kind, 'index');
});

for (const { name, contentType } of [
  { name: 'signed schema 1', contentType: mediaTypes.dockerSchema1Signed },
  { name: 'schema 1 known by its version only', contentType: 'application/json' },
  {
    name: 'an unknown manifest type',
    contentType: 'application/vnd.oci.artifact.manifest.v1+json',
  },
]) {
  test(`${name} is unsupported`, () => {
    const parsed = parseManifest(bytes({ schemaVersion: 1, fsLayers: [] }), contentType);

    assert.equal(parsed.kind, 'unsupported');
  });
}

const bad: readonly { name: string; body: unknown; type?: string; code?: string }[] = [
  { name: 'an image that also lists members', body: { ...image, manifests: [] } },
  {
    name: 'a type inside that contradicts the content type',
    body: { ...image, mediaType: mediaTypes.ociManifest },
    type: mediaTypes.dockerManifest,
  },
  { name: 'an image announced as an index', body: image, type: mediaTypes.ociIndex },
  { name: 'text that is not JSON', body: '<html>' },
  { name: 'a JSON array', body: [] },
  { name: 'a layer with a wrong digest', body: { ...image, layers: [{ ...layer, digest: 'x' }] } },
  { name: 'a layer with a negative size', body: { ...image, layers: [{ ...layer, size: -1 }] } },
  { name: 'an image without configuration', body: { schemaVersion: 2, layers: [] } },
  {
    name: 'an image with too many layers',
    body: { ...image, layers: Array.from({ length: layerCountMax + 1 }, () => layer) },
    code: 'LAYER_COUNT_LIMIT',
  },
  { name: 'a giant', body: ' '.repeat(manifestBytesMax + 1), code: 'MANIFEST_TOO_LARGE' },
];

for (const { name, body, type = mediaTypes.ociManifest, code = 'MANIFEST_INVALID' } of bad) {
  test(`${name} is invalid`, () => {
    const parsed = parseManifest(bytes(body), type);

    assert.equal(parsed.kind === 'invalid' && parsed.code, code);
  });
}

test('null annotations count as none', () => {
  const parsed = parseManifest(bytes({ ...image, annotations: null }), mediaTypes.ociManifest);

  assert.deepEqual(parsed.kind === 'image' && parsed.annotations, {});
});
