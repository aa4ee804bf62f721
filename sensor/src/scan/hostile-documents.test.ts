// Manifests, indexes and configurations made to break their reader. Each has a name, and the verdict it must end in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { compressLayer, sha256Digest } from '@harborguard/shared/testing/image/test-layer.ts';
import { verdictOf } from './testing/hostile-case.ts';
import { MemoryProvider } from './testing/memory-provider.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const image = makeImage({ layers: [compressLayer(Buffer.alloc(1024), 'none')] });
const goodManifest = JSON.parse(Buffer.from(image.manifest).toString()) as Record<string, unknown>;
const goodConfig = JSON.parse(Buffer.from(image.config).toString()) as Record<string, unknown>;
const config = goodManifest['config'] as Record<string, unknown>;
const [layer] = goodManifest['layers'] as Record<string, unknown>[];

function provider(): MemoryProvider {
  const made = new MemoryProvider();
  made.add(image);
  return made;
}

function verdictOfManifest(bytes: Uint8Array, mediaType = manifestType): Promise<string> {
  const made = provider();
  const digest = sha256Digest(bytes);
  made.addManifest(digest, mediaType, bytes);
  return verdictOf({ provider: made, reference: digest });
}

function verdictOfConfig(bytes: Uint8Array, claims: Record<string, unknown> = {}): Promise<string> {
  const made = provider();
  const digest = sha256Digest(bytes);
  made.blobs.set(digest, bytes);
  const described = { ...config, digest, size: bytes.length, ...claims };
  const manifest = json({ ...goodManifest, config: described });
  made.addManifest(sha256Digest(manifest), manifestType, manifest);
  return verdictOf({ provider: made, reference: sha256Digest(manifest) });
}

function json(value: unknown): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

/** What stands where something else belongs. */
const wrong: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 7],
  ['a text', 'text'],
  ['true', true],
  ['a list of lists', [[]]],
  ['a list of nulls', [null]],
  ['an object', { a: 1 }],
];

const digests = [
  '',
  'sha256',
  'sha256:',
  'sha256:zz',
  `sha256:${'A'.repeat(64)}`,
  `sha256:${'a'.repeat(63)}`,
  `sha256:${'a'.repeat(65)}`,
  `md5:${'a'.repeat(32)}`,
  `sha256:${'a'.repeat(64)}/../x`,
  `sha256:../../../etc/passwd`,
  `sha256:${'a'.repeat(64)}\n`,
];
const sizes = [-1, 1.5, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 2, '12', null, {}, []];

interface Document {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const invalidManifests: readonly Document[] = [
  ...wrong.flatMap(([name, value]) =>
    ['config', 'layers'].map((field) => ({
      name: `${name} for ${field}`,
      bytes: json({ ...goodManifest, [field]: value }),
    })),
  ),
  ...wrong
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ({
      name: `${name} for annotations`,
      bytes: json({ ...goodManifest, annotations: name === 'an object' ? { a: {} } : value }),
    })),
  ...digests.flatMap((digest) => [
    {
      name: `the configuration ${JSON.stringify(digest)}`,
      bytes: json({ ...goodManifest, config: { ...config, digest } }),
    },
    {
      name: `a layer ${JSON.stringify(digest)}`,
      bytes: json({ ...goodManifest, layers: [{ ...layer, digest }] }),
    },
  ]),
  ...sizes.map((size) => ({
    name: `a layer of ${String(size)} bytes (${typeof size})`,
    bytes: json(
      JSON.stringify({ ...goodManifest, layers: [{ ...layer, size: 'SIZE' }] }).replace(
        '"SIZE"',
        size === Number.POSITIVE_INFINITY ? '1e400' : JSON.stringify(size),
      ),
    ),
  })),
  ...['3', '"2"', 'null', '-1', '2.5'].map((version) => ({
    name: `schema version ${version}`,
    bytes: json(
      JSON.stringify(goodManifest).replace('"schemaVersion":2', `"schemaVersion":${version}`),
    ),
  })),
  { name: 'no bytes at all', bytes: new Uint8Array() },
  { name: 'no JSON', bytes: json('<html>') },
  { name: 'JSON cut in the middle', bytes: image.manifest.subarray(0, 100) },
  { name: 'JSON with something behind it', bytes: json(`${JSON.stringify(goodManifest)}{}`) },
  { name: 'bytes that are no UTF-8', bytes: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) },
  {
    name: 'brackets a hundred thousand deep',
    bytes: json(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  },
  {
    name: 'objects fifty thousand deep',
    bytes: json(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
  },
  {
    name: 'more bytes than registries must take',
    bytes: json({ ...goodManifest, filler: 'x'.repeat(4 * 1024 * 1024) }),
  },
  {
    name: 'more layers than any image has',
    bytes: json({ ...goodManifest, layers: Array(1025).fill(layer) }),
  },
  {
    name: 'a media type without end',
    bytes: json({ ...goodManifest, layers: [{ ...layer, mediaType: 'a'.repeat(5000) }] }),
  },
  ...['[]', '7', '"text"', 'true', 'null'].map((text) => ({
    name: `${text} for all`,
    bytes: json(text),
  })),
];

const codes =
  /^(?:MANIFEST_INVALID|MANIFEST_UNSUPPORTED|MANIFEST_TOO_LARGE|LAYER_COUNT_LIMIT|NESTING_LIMIT)$/;

for (const { name, bytes } of invalidManifests) {
  test(`hostile manifest: ${name}`, async () => {
    assert.match(await verdictOfManifest(bytes), codes);
  });
}

const member = { mediaType: manifestType, digest: image.digest, size: image.manifest.length };
const indexes: readonly Document[] = [
  ...wrong.map(([name, value]) => ({
    name: `${name} for manifests`,
    bytes: json({ schemaVersion: 2, manifests: value }),
  })),
  ...wrong
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => ({
      name: `${name} for a platform`,
      bytes: json({ schemaVersion: 2, manifests: [{ ...member, platform: value }] }),
    })),
  ...digests.map((digest) => ({
    name: `a member ${JSON.stringify(digest)}`,
    bytes: json({ schemaVersion: 2, manifests: [{ ...member, digest }] }),
  })),
  {
    name: 'more members than any index has',
    bytes: json({ schemaVersion: 2, manifests: Array(1025).fill(member) }),
  },
];

for (const { name, bytes } of indexes) {
  test(`hostile index: ${name}`, async () => {
    assert.match(await verdictOfManifest(bytes, indexType), codes);
  });
}

const invalidConfigs: readonly Document[] = [
  ...wrong
    .filter(([, value]) => value !== null)
    .flatMap(([name, value]) =>
      ['rootfs', 'history', 'os', 'architecture', 'created'].flatMap((field) => {
        const isRight =
          (typeof value === 'string' && !['rootfs', 'history'].includes(field)) ||
          (field === 'rootfs' && name === 'an object');
        return isRight
          ? []
          : [{ name: `${name} for ${field}`, bytes: json({ ...goodConfig, [field]: value }) }];
      }),
    ),
  ...digests.map((digest) => ({
    name: `the diffID ${JSON.stringify(digest)}`,
    bytes: json({ ...goodConfig, rootfs: { type: 'layers', diff_ids: [digest] } }),
  })),
  { name: 'no diffIDs', bytes: json({ ...goodConfig, rootfs: { type: 'layers', diff_ids: [] } }) },
  { name: 'no root file system', bytes: json({ os: 'linux' }) },
  {
    name: 'ten thousand diffIDs',
    bytes: json({ ...goodConfig, rootfs: { diff_ids: Array(10_000).fill(layer?.['digest']) } }),
  },
  { name: 'no JSON', bytes: json('PK\u0003\u0004') },
  { name: 'a list', bytes: json('[]') },
  {
    name: 'brackets a hundred thousand deep',
    bytes: json(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  },
  {
    name: 'nine mebibytes of labels',
    bytes: json({ ...goodConfig, config: { Labels: { a: 'x'.repeat(9 * 1024 * 1024) } } }),
  },
];

for (const { name, bytes } of invalidConfigs) {
  test(`hostile configuration: ${name}`, async () => {
    assert.equal(await verdictOfConfig(bytes), 'MANIFEST_INVALID');
  });
}

const odd: readonly Document[] = [
  {
    name: 'a hundred thousand labels',
    bytes: json({
      ...goodConfig,
      config: {
        Labels: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`l${at}`, 'v'])),
      },
    }),
  },
  {
    name: 'ten thousand ports',
    bytes: json({
      ...goodConfig,
      config: {
        ExposedPorts: Object.fromEntries(
          Array.from({ length: 10_000 }, (_, at) => [`${at}/tcp`, {}]),
        ),
      },
    }),
  },
  {
    name: 'a hundred thousand variables',
    bytes: json({
      ...goodConfig,
      config: { Env: Array.from({ length: 100_000 }, (_, at) => `V${at}=x`) },
    }),
  },
  {
    name: 'a variable of four mebibytes',
    bytes: json({ ...goodConfig, config: { Env: [`A=${'PASSWORD='.repeat(460_000)}`] } }),
  },
  {
    name: 'a hundred thousand steps',
    bytes: json({
      ...goodConfig,
      history: Array(100_000).fill({ created_by: 'RUN x', empty_layer: true }),
    }),
  },
  {
    name: 'a step of four mebibytes',
    bytes: json({ ...goodConfig, history: [{ created_by: 'ENV_'.repeat(1_000_000) }] }),
  },
  {
    name: 'a prototype for a label',
    bytes: json(
      '{"os":"linux","config":{"Labels":{"__proto__":{"x":1},"constructor":"y"}},"rootfs":{"diff_ids":["' +
        String((goodConfig['rootfs'] as { diff_ids: string[] }).diff_ids[0]) +
        '"]}}',
    ),
  },
  ...wrong.flatMap(([name, value]) =>
    ['Env', 'Cmd', 'Entrypoint', 'WorkingDir', 'Healthcheck'].map((field) => ({
      name: `${name} for ${field}`,
      bytes: json({ ...goodConfig, config: { [field]: value } }),
    })),
  ),
];

for (const { name, bytes } of odd) {
  test(`odd configuration: ${name}`, async () => {
    assert.equal(await verdictOfConfig(bytes), 'clean');
  });
}

test('hostile configuration: fewer bytes than its descriptor says, or more', async () => {
  const bytes = json(goodConfig);

  assert.equal(await verdictOfConfig(bytes, { size: bytes.length + 1 }), 'DIGEST_MISMATCH');
  assert.equal(await verdictOfConfig(bytes, { size: bytes.length - 1 }), 'DIGEST_MISMATCH');
});

test('hostile index: one that names itself is one document, since a sensor follows no member', async () => {
  const made = provider();
  const own = `sha256:${'1'.repeat(64)}`;
  const manifests = [{ mediaType: indexType, digest: own, size: 10 }];
  made.addManifest(own, indexType, json({ schemaVersion: 2, manifests }));

  assert.equal(await verdictOf({ provider: made, reference: own }), 'index');
});
