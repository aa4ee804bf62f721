// Readers of foreign bytes under bytes nobody thought of: pure noise, and real files with pieces changed, cut, doubled
// or moved. A reader may refuse with its coded error; any other throw, a hang or growing memory fails. Seeded, so that
// a failure comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseImageConfig } from '@harborguard/shared/oci/parse-image-config.ts';
import { parseManifest } from '@harborguard/shared/oci/parse-manifest.ts';
import { layerTar } from '@harborguard/shared/testing/image/layer-tar.ts';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { compressLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import fc from 'fast-check';
import { detectors } from './detectors/detectors.ts';
import { GoStream } from './detectors/go-stream.ts';
import { readJar } from './detectors/jar-packages.ts';
import { JarStream } from './detectors/jar-stream.ts';
import { rustDetector } from './detectors/rust.ts';
import { LayerCollector } from './layer-collector.ts';
import { defaultScanLimits } from './scan-limits.ts';
import { findSecrets } from './secrets/find-secrets.ts';
import { secretVariables } from './secrets/secret-variables.ts';
import { TarReader } from './tar-reader.ts';
import { canaries, pemKey } from './testing/canary-secrets.ts';
import { elfFile, goBuildInfo } from './testing/elf-file.ts';
import { jarFile, manifest, pomProperties } from './testing/jar-file.ts';
import {
  berkeleyDatabase,
  ndbDatabase,
  rpmHeader,
  sqliteDatabase,
} from './testing/rpm-databases.ts';

const seed = 20_261_128;
const runs = { seed, numRuns: 1000, endOnFailure: true };
/** One reading of some KiB; a hang or a loop over a number of the attacker takes for ever. */
const readingMsMax = 2000;

/** The bytes with up to eight pieces overwritten, removed, doubled or moved. */
function damaged(whole: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat({ max: Math.max(whole.length - 1, 0) });
  const edit = fc.oneof(
    fc.record({
      kind: fc.constant('set' as const),
      at: place,
      bytes: fc.uint8Array({ maxLength: 16 }),
    }),
    fc.record({
      kind: fc.constant('set' as const),
      at: place,
      bytes: fc.constantFrom(...extremes),
    }),
    fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.nat({ max: 600 }) }),
    fc.record({ kind: fc.constant('double' as const), at: place, length: fc.nat({ max: 600 }) }),
    fc.record({ kind: fc.constant('end' as const), at: place }),
  );
  return fc.array(edit, { minLength: 1, maxLength: 8 }).map((edits) => {
    let bytes = Buffer.from(whole);
    for (const one of edits) {
      const at = Math.min(one.at, bytes.length);
      if (one.kind === 'set') Buffer.from(one.bytes).copy(bytes, at);
      else if (one.kind === 'end') bytes = bytes.subarray(0, at);
      else {
        const piece = bytes.subarray(at, at + one.length);
        const rest = bytes.subarray(one.kind === 'cut' ? at + one.length : at);
        const middle = one.kind === 'cut' ? [] : [piece];
        bytes = Buffer.concat([bytes.subarray(0, at), ...middle, rest]);
      }
    }
    return bytes;
  });
}

const extremes = [
  Uint8Array.of(0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0),
];

function noise(): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength: 4096 }).map((bytes) => Buffer.from(bytes));
}

function holds(bytes: Buffer, read: (bytes: Buffer) => unknown): void {
  const before = process.cpuUsage();
  try {
    read(bytes);
  } catch (error) {
    if (!isHarborError(error)) throw error;
  }
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < readingMsMax, 'it took too long');
}

function fuzz(name: string, whole: Buffer, read: (bytes: Buffer) => unknown): void {
  test(`${name} under noise and damage refuses in order or reads`, () => {
    read(whole);
    const before = process.memoryUsage();
    fc.assert(
      fc.property(fc.oneof(noise(), damaged(whole)), (bytes) => holds(bytes, read)),
      runs,
    );
    const after = process.memoryUsage();
    assert.ok(after.arrayBuffers - before.arrayBuffers < 256 * 1024 * 1024, 'it held too much');
  });
}

function pushed(bytes: Buffer): void {
  const collector = new LayerCollector(detectors, defaultScanLimits, 'sha256:0');
  const reader = new TarReader(collector);
  for (let at = 0; at < bytes.length; at += 700) reader.push(bytes.subarray(at, at + 700));
  reader.end();
  JSON.stringify(collector.facts({ diffId: 'sha256:0', uncompressedBytes: bytes.length }));
}

function readBy(detectorName: string, path: string) {
  const detector = detectors.find(({ name }) => name === detectorName);
  assert.ok(detector !== undefined && detector.interest(path) !== undefined, detectorName);
  return (bytes: Buffer) => {
    const reading = detector.read(path, bytes);
    if (reading.kind !== 'data') return;
    const file = { path, layer: 0, data: JSON.parse(JSON.stringify(reading.data)) as unknown };
    detector.find({
      at: (asked) => (asked === path ? file : undefined),
      all: () => [file],
      resolve: (asked) => asked,
    });
  };
}

function streamed(stream: { push(chunk: Buffer): boolean; end(): unknown }, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; at += 333) {
    if (!stream.push(bytes.subarray(at, at + 333))) break;
  }
  stream.end();
}

const archive = await layerTar([
  {
    path: 'var/lib/dpkg/status',
    content: 'Package: a\nStatus: install ok installed\nVersion: 1\n',
  },
  {
    path: `${'deep/'.repeat(60)}node_modules/a/package.json`,
    content: '{"name":"a","version":"1"}',
  },
  { path: 'etc/os-release', type: 'symlink', target: '../usr/lib/os-release' },
  { path: 'usr/bin/su', content: 'x'.repeat(700), mode: 0o4755 },
  { path: 'usr/bin/other', type: 'link', target: 'usr/bin/su' },
  { path: 'app/.wh.gone' },
  { path: 'app/.env', content: canaries.github },
]);
fuzz('the tar reader', archive, pushed);

const headers = ['bash', 'glibc'].map((name) =>
  rpmHeader({
    name,
    version: '5.2',
    release: '1.el9',
    epoch: 1,
    files: ['/usr/bin/x', '/usr/lib/y'],
  }),
);
const {
  'rpm.sqlite': sqlite,
  ndb,
  bdb,
} = {
  'rpm.sqlite': sqliteDatabase(headers),
  ndb: ndbDatabase(headers),
  bdb: berkeleyDatabase(headers),
};
fuzz('the rpm reader of sqlite', sqlite, readBy('rpm', 'var/lib/rpm/rpmdb.sqlite'));
fuzz('the rpm reader of ndb', ndb, readBy('rpm', 'usr/lib/sysimage/rpm/Packages.db'));
fuzz('the rpm reader of Berkeley DB', bdb, readBy('rpm', 'var/lib/rpm/Packages'));

const inner = jarFile([pomProperties('g', 'inner', '1'), manifest({ 'Bundle-License': 'MIT' })]);
const jar = jarFile([
  manifest({ 'Implementation-Title': 'a', 'Implementation-Version': '1' }),
  { name: 'lib/inner.jar', content: inner, stored: true },
  { name: 'lib/packed.jar', content: inner },
]);
fuzz('the jar reader', jar, (bytes) => readJar('app/a.jar', bytes));
fuzz('the reader of large jars', jar, (bytes) => streamed(new JarStream('app/a.jar'), bytes));

const program = elfFile([
  { content: Buffer.alloc(100, 1) },
  { content: goBuildInfo('go1.22', ['path\ta', 'mod\ta\tv1\t', 'dep\tb\tv2\t']), isWritable: true },
]);
fuzz('the reader of Go programs', program, (bytes) => streamed(new GoStream(), bytes));
fuzz('the reader of Rust programs', program, (bytes) => {
  const stream = rustDetector.stream?.('usr/bin/a', bytes.length);
  if (stream !== undefined) streamed(stream, bytes);
});

const image = makeImage({ layers: [compressLayer(archive)] });
fuzz('the manifest reader', Buffer.from(image.manifest), (bytes) =>
  parseManifest(bytes, image.mediaType),
);
fuzz('the configuration reader', Buffer.from(image.config), (bytes) => parseImageConfig(bytes));

const texts: readonly (readonly [string, string, string])[] = [
  ['os-release', 'etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n'],
  [
    'dpkg',
    'var/lib/dpkg/status',
    'Package: a\nStatus: install ok installed\nVersion: 1:2-3\nSource: b (1)\n\n',
  ],
  ['apk', 'lib/apk/db/installed', 'P:a\nV:1-r0\nA:x86_64\no:b\nL:MIT\nF:usr/bin\nR:a\n\n'],
  [
    'npm',
    'app/node_modules/a/package.json',
    '{"name":"a","version":"1.0.0","license":{"type":"MIT"}}',
  ],
  [
    'python',
    'x/site-packages/a-1.dist-info/METADATA',
    'Name: a\nVersion: 1\nLicense: MIT\n\nreadme',
  ],
  ['ruby', 'x/specifications/a-1.gemspec', '# stub: a 1 ruby lib\ns.licenses = ["MIT"]\n'],
  [
    'php',
    'x/vendor/composer/installed.json',
    '{"packages":[{"name":"a/b","version":"1","license":["MIT"]}]}',
  ],
  ['dotnet', 'x/a.deps.json', '{"libraries":{"A/1.0.0":{"type":"package"}},"targets":{}}'],
];
for (const [detector, path, text] of texts) {
  fuzz(`the ${detector} reader`, Buffer.from(text), readBy(detector, path));
}

const leaks = `${Object.values(canaries).join('\n')}\n${pemKey()}machine a login b password c`;
fuzz('the search for secrets', Buffer.from(leaks), (bytes) => {
  const text = bytes.toString('latin1');
  for (const { start, end } of [...findSecrets(text, 'root/.netrc'), ...secretVariables(text)]) {
    assert.ok(start >= 0 && start < end && end <= text.length);
  }
});

test('JSON of any shape is read or refused by every reader of JSON', () => {
  const readers = texts.filter(([, , text]) => text.startsWith('{'));
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const bytes = Buffer.from(JSON.stringify(value));
      for (const [detector, path] of readers) holds(bytes, readBy(detector, path));
      holds(bytes, (one) => parseManifest(one, image.mediaType));
      holds(bytes, (one) => parseImageConfig(one));
      holds(Buffer.from(JSON.stringify({ config: value, rootfs: value })), (one) =>
        parseImageConfig(one),
      );
    }),
    { ...runs, numRuns: 300 },
  );
});
