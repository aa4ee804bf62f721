import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { makeImage, type TestImage } from '@harborguard/shared/testing/image/test-image.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { pack } from 'tar-stream';
import { MemoryProvider } from '../scan/testing/memory-provider.ts';
import { fixture, inventoryOf, scan } from '../scan/testing/scan-kit.ts';
import type { ArchiveForm } from './image-source-text.ts';
import { openArchive } from './open-archive.ts';
import {
  blobName,
  dockerFiles,
  ociFiles,
  writeFolder,
  writePack,
  writeTar,
} from './testing/image-on-disk.ts';

const packages = { dpkg: 4, npm: [{ name: 'lodash', version: '4.17.15' }] };
const signal = new AbortController().signal;

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-archive-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function image(compression: 'gzip' | 'zstd' | 'none' = 'gzip'): Promise<TestImage> {
  return randomImage(new SeededRandom(3), { packages, compression });
}

async function opened(t: TestContext, path: string, form: ArchiveForm = 'any') {
  const archive = await openArchive({ form, path }, signal);
  t.after(() => archive.provider.close());
  return archive;
}

async function inventoryAt(t: TestContext, path: string, form: ArchiveForm = 'any') {
  return await inventoryOf(await opened(t, path, form));
}

async function refused(path: string, form: ArchiveForm = 'any'): Promise<string> {
  try {
    const { provider, reference } = await openArchive({ form, path }, signal);
    await scan({ provider, reference }).finally(() => provider.close());
  } catch (error) {
    assert.ok(isHarborError(error), String(error));
    return error.code;
  }
  return 'accepted';
}

async function fromRegistry(pushed: TestImage) {
  const provider = new MemoryProvider();
  provider.add(pushed);
  return await inventoryOf({ provider, reference: pushed.digest });
}

for (const compression of ['gzip', 'zstd', 'none'] as const) {
  test(`an OCI layout with ${compression} layers is what the registry has, as folder and tar`, async (t) => {
    const folder = temporaryFolder(t);
    const pushed = await image(compression);
    const files = ociFiles(pushed);
    const expected = await fromRegistry(pushed);

    const tar = await writeTar(join(folder, 'image.tar'), files);
    const layout = writeFolder(join(folder, 'layout'), files);

    assert.deepEqual(await inventoryAt(t, tar), expected);
    assert.deepEqual(await inventoryAt(t, tar, 'oci-archive'), expected);
    assert.deepEqual(await inventoryAt(t, layout), expected);
    assert.deepEqual(await inventoryAt(t, layout, 'oci-layout'), expected);
  });

  test(`a docker archive with ${compression} layers holds the same packages`, async (t) => {
    const pushed = await image(compression);
    const path = join(temporaryFolder(t), 'image.tar');
    await writeTar(path, dockerFiles(pushed));

    const found = await inventoryAt(t, path);
    const expected = await fromRegistry(pushed);

    assert.deepEqual(found.packages, expected.packages);
    assert.deepEqual(found.distro, expected.distro);
    assert.deepEqual(found.platform, expected.platform);
    assert.deepEqual(
      found.layers.map(({ diffId }) => diffId),
      expected.layers.map(({ diffId }) => diffId),
    );
    assert.equal(found.state, 'indexed');
  });
}

test('nothing is written to the folder of the archive or left open', async (t) => {
  const folder = temporaryFolder(t);
  const path = await writeTar(join(folder, 'image.tar'), ociFiles(await image()));
  const descriptors = () => readdirSync('/proc/self/fd').length;
  const before = descriptors();

  const { provider, reference } = await openArchive({ form: 'any', path }, signal);
  await inventoryOf({ provider, reference });
  await provider.close();
  await refused(await writeTar(join(folder, 'none.tar'), new Map()));

  assert.deepEqual(readdirSync(folder).sort(), ['image.tar', 'none.tar']);
  assert.equal(descriptors(), before);
});

test('the index of several platforms in a layout is an index', async (t) => {
  const index = randomIndex([await image(), await image('none')], { attestation: true });
  const path = writeFolder(join(temporaryFolder(t), 'layout'), ociFiles(index));

  const outcome = await scan(await opened(t, path));

  assert.equal(outcome.kind, 'index');
  assert.ok(outcome.kind === 'index');
  assert.equal(outcome.digest, index.digest);
});

test('a layout that lists several images, and a docker archive of several, are indexes of them', async (t) => {
  const folder = temporaryFolder(t);
  const [one, two] = [await image(), await image('none')];
  const layout = writeFolder(join(folder, 'layout'), ociFiles(one, [two]));
  const tar = await writeTar(join(folder, 'image.tar'), dockerFiles(one, two));

  for (const path of [layout, tar]) {
    const archive = await opened(t, path);
    const outcome = await scan(archive);
    assert.ok(outcome.kind === 'index');
    assert.equal(outcome.members.length, 2);
    for (const { digest } of outcome.members) {
      await inventoryOf({ provider: archive.provider, reference: digest });
    }
  }
});

test('layers that are links to another, and names in extension records, are found', async (t) => {
  const pushed = await image('none');
  const files = dockerFiles(pushed);
  const long = `${'long-'.repeat(40)}layer.tar`;
  const archive = pack();
  const [first = new Uint8Array(), second = new Uint8Array()] = pushed.layers.map(
    ({ bytes }) => bytes,
  );
  archive.entry({ name: './shared/first.tar' }, Buffer.from(first));
  archive.entry({ name: '0/layer.tar', type: 'symlink', linkname: '../shared/first.tar' });
  archive.entry({ name: long }, Buffer.from(second));
  archive.entry({ name: '1/layer.tar', type: 'link', linkname: long });
  const [entry] = JSON.parse(Buffer.from(files.get('manifest.json') ?? []).toString()) as [object];
  const Layers = ['0/layer.tar', '1/layer.tar'];
  archive.entry({ name: 'manifest.json' }, JSON.stringify([{ ...entry, Layers }]));
  const config = `${pushed.configDigest.slice(7)}.json`;
  archive.entry({ name: config }, Buffer.from(pushed.config));
  const path = await writePack(join(temporaryFolder(t), 'image.tar'), archive);

  const found = await inventoryAt(t, path, 'docker-archive');

  assert.deepEqual(found.packages, (await fromRegistry(pushed)).packages);
});

test('a file compressed as a whole is refused by its own code', async (t) => {
  const folder = temporaryFolder(t);
  const tar = readFileSync(await writeTar(join(folder, 'image.tar'), ociFiles(await image())));
  for (const [name, bytes] of [
    ['gzip', gzipSync(tar)],
    ['zstd', zstdCompressSync(tar)],
    ['xz', Buffer.from('fd377a585a0000', 'hex')],
  ] as const) {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    assert.equal(await refused(path), 'ARCHIVE_COMPRESSED', name);
  }
});

const hostile: readonly (readonly [
  string,
  () => Promise<ReadonlyMap<string, Uint8Array>>,
  string,
])[] = [
  ['nothing in it', () => Promise.resolve(new Map()), 'ARCHIVE_INVALID'],
  [
    'no image in its index',
    () => files(ociFiles, { 'index.json': '{"schemaVersion":2,"manifests":[]}' }),
    'ARCHIVE_INVALID',
  ],
  ['an index that is no JSON', () => files(ociFiles, { 'index.json': '[' }), 'ARCHIVE_INVALID'],
  [
    'an index larger than any',
    () => files(ociFiles, { 'index.json': ' '.repeat(4 * 1024 * 1024 + 1) }),
    'ARCHIVE_INVALID',
  ],
  [
    'a manifest list of nothing',
    () => files(dockerFiles, { 'manifest.json': '[]' }),
    'ARCHIVE_INVALID',
  ],
  [
    'a manifest list of the wrong types',
    () => files(dockerFiles, { 'manifest.json': '[{"Config":1,"Layers":"a"}]' }),
    'ARCHIVE_INVALID',
  ],
  [
    'a configuration that is missing',
    () => files(dockerFiles, { 'manifest.json': '[{"Config":"../../etc/passwd","Layers":[]}]' }),
    'ARCHIVE_INVALID',
  ],
];

async function files(
  form: (image: TestImage) => Map<string, Uint8Array>,
  changes: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const changed = form(await image());
  for (const [name, content] of Object.entries(changes)) changed.set(name, Buffer.from(content));
  return changed;
}

for (const [name, make, code] of hostile) {
  test(`an archive with ${name} is refused`, async (t) => {
    const path = await writeTar(join(temporaryFolder(t), 'image.tar'), await make());

    assert.equal(await refused(path), code);
  });
}

test('a docker archive whose configuration names other layers is refused', async (t) => {
  const folder = temporaryFolder(t);
  const pushed = await image('none');
  const [layer] = pushed.layers;
  assert.ok(layer);
  const fewer = { ...pushed, layers: [layer] };
  const swapped = { ...pushed, layers: pushed.layers.toReversed() };
  const tampered = Buffer.from(layer.bytes);
  tampered[700] = (tampered[700] ?? 0) ^ 1;
  const changed = { ...pushed, layers: [{ ...layer, bytes: tampered }, ...pushed.layers.slice(1)] };

  const codeOf = async (name: string, one: TestImage) =>
    refused(await writeTar(join(folder, name), dockerFiles(one)));

  assert.equal(await codeOf('fewer.tar', fewer), 'ARCHIVE_INVALID');
  assert.equal(await codeOf('swapped.tar', swapped), 'DIGEST_MISMATCH');
  assert.equal(await codeOf('changed.tar', changed), 'DIGEST_MISMATCH');
});

test('a compressed layer of a docker archive that is not the one of the configuration is refused', async (t) => {
  const pushed = await image('gzip');
  const other = makeImage({ layers: pushed.layers.toReversed() });
  const path = await writeTar(
    join(temporaryFolder(t), 'image.tar'),
    dockerFiles({ ...pushed, layers: other.layers }),
  );

  assert.equal(await refused(path), 'DIFF_ID_MISMATCH');
});

test('blobs of a layout that are missing or changed are refused', async (t) => {
  const folder = temporaryFolder(t);
  const pushed = await image();
  const [layer] = pushed.layers;
  assert.ok(layer);
  const without = ociFiles(pushed);
  without.delete(blobName(layer.digest));
  const changedManifest = ociFiles(pushed);
  changedManifest.set(blobName(pushed.digest), Buffer.from(`${Buffer.from(pushed.manifest)} `));
  const changedLayer = ociFiles(pushed);
  changedLayer.set(blobName(layer.digest), Buffer.alloc(layer.bytes.length));

  assert.equal(await refused(writeFolder(join(folder, 'a'), without)), 'BLOB_MISSING');
  assert.equal(await refused(writeFolder(join(folder, 'b'), changedManifest)), 'DIGEST_MISMATCH');
  assert.equal(await refused(writeFolder(join(folder, 'c'), changedLayer)), 'DIGEST_MISMATCH');
});

test('an archive cut off anywhere is refused and never half believed', async (t) => {
  const folder = temporaryFolder(t);
  const path = await writeTar(join(folder, 'image.tar'), dockerFiles(await image()));
  const whole = readFileSync(path);
  // Without the padding of the last entry and the two blocks at the end, everything is still there.
  for (let bytes = 0; bytes < whole.length - 1536; bytes += 511) {
    writeFileSync(path, whole);
    truncateSync(path, bytes);
    assert.equal(await refused(path), 'ARCHIVE_INVALID', `cut to ${bytes}`);
  }
});

test('the same name twice is refused, because readers differ on which one counts', async (t) => {
  const archive = pack();
  archive.entry({ name: 'index.json' }, '{}');
  archive.entry({ name: './index.json' }, '{}');
  const path = await writePack(join(temporaryFolder(t), 'image.tar'), archive);

  assert.equal(await refused(path), 'ARCHIVE_INVALID');
});

test('links that lead in a circle or out of the archive find nothing', async (t) => {
  const folder = temporaryFolder(t);
  for (const [name, target] of [
    ['circle', 'manifest.json'],
    ['outside', '../../../../../../etc/passwd'],
    ['absolute', '/etc/passwd'],
  ] as const) {
    const archive = pack();
    archive.entry({ name: 'manifest.json', type: 'symlink', linkname: target });
    const path = await writePack(join(folder, name), archive);
    assert.equal(await refused(path), 'ARCHIVE_INVALID', name);
  }
});

test('what is no archive at all is refused with a code', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'text'), 'not a tar '.repeat(100));
  writeFileSync(join(folder, 'empty'), '');

  assert.equal(await refused(join(folder, 'absent')), 'FILE_UNREADABLE');
  assert.equal(await refused(join(folder, 'text')), 'ARCHIVE_INVALID');
  assert.equal(await refused(join(folder, 'empty')), 'ARCHIVE_INVALID');
  assert.equal(await refused(folder), 'ARCHIVE_INVALID');
  assert.equal(await refused('/dev/zero'), 'ARCHIVE_INVALID');
  assert.equal(await refused(folder, 'oci-archive'), 'ARCHIVE_INVALID');
  assert.equal(await refused(join(folder, 'text'), 'oci-layout'), 'ARCHIVE_INVALID');
});

test('an abort ends the reading', async (t) => {
  const path = await writeTar(join(temporaryFolder(t), 'image.tar'), ociFiles(await image()));

  await assert.rejects(openArchive({ form: 'any', path }, AbortSignal.abort()), /abort/i);
});

for (const file of [
  'debian10-nginx-docker-archive.tar',
  'debian10-nginx-compressed-layers-docker-archive.tar',
  'debian10-nginx-os-release-link-docker-archive.tar',
]) {
  const { path, skip } = await fixture(`images/doctored/${file}`);
  test(`${file}, doctored to one layer of three, is refused`, { skip }, async () => {
    assert.equal(await refused(path), 'ARCHIVE_INVALID');
  });
}
