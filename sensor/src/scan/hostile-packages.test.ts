// Package databases and manifests made to break their detector: cut, of other types than expected, or without end.
// Whatever they hold, the scan ends with an inventory, and says so when a database that counts was not read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LayerEntry, layerTar } from '@harborguard/shared/testing/image/layer-tar.ts';
import { elfFile, goBuildInfo } from './testing/elf-file.ts';
import { verdictOfTar } from './testing/hostile-case.ts';
import { jarFile, pomProperties } from './testing/jar-file.ts';
import {
  berkeleyDatabase,
  ndbDatabase,
  rpmHeader,
  sqliteDatabase,
} from './testing/rpm-databases.ts';

/** A path that each detector of texts and databases asks for. */
const places = {
  'os-release': 'etc/os-release',
  dpkg: 'var/lib/dpkg/status',
  apk: 'lib/apk/db/installed',
  'rpm of sqlite': 'var/lib/rpm/rpmdb.sqlite',
  'rpm of ndb': 'usr/lib/sysimage/rpm/Packages.db',
  'rpm of Berkeley DB': 'var/lib/rpm/Packages',
  npm: 'app/node_modules/a/package.json',
  python: 'usr/lib/python3/dist-packages/a-1.dist-info/METADATA',
  ruby: 'usr/share/gems/specifications/a-1.gemspec',
  php: 'app/vendor/composer/installed.json',
  dotnet: 'app/a.deps.json',
  java: 'app/a.jar',
} as const;

const bodies = {
  'a single zero': Buffer.alloc(1),
  zeros: Buffer.alloc(70_000),
  ones: Buffer.alloc(70_000, 0xff),
  noise: Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * 7919 + (at >> 3)) % 256)),
  'line ends': Buffer.alloc(200_000, 0x0a),
  colons: Buffer.alloc(200_000, 0x3a),
  blanks: Buffer.alloc(200_000, 0x20),
  'one line without end': Buffer.alloc(300_000, 0x61),
  brackets: Buffer.from('['.repeat(150_000)),
  null: Buffer.from('null'),
  'a number': Buffer.from('1e999'),
  'nested objects': Buffer.from(`${'{"packages":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  'a prototype': Buffer.from('{"__proto__":{"name":"x"},"name":{"toString":1},"version":["1"]}'),
} as const;

const allowed = /^(?:clean|PACKAGE_DATA_INVALID|ENTRY_LIMIT|FILE_BYTES_LIMIT)(?: \w+)*$/;

for (const [detector, path] of Object.entries(places)) {
  for (const [name, content] of Object.entries(bodies)) {
    test(`hostile packages: ${name} for ${detector}`, async () => {
      assert.match(await verdictOfTar(await layerTar([{ path, content }])), allowed);
    });
  }
}

const rpm = rpmHeader({ name: 'bash', version: '5', release: '1', files: ['/usr/bin/bash'] });
const wholes: Readonly<Record<string, LayerEntry & { readonly content: Buffer }>> = {
  'an rpm database of sqlite': { path: places['rpm of sqlite'], content: sqliteDatabase([rpm]) },
  'an rpm database of ndb': { path: places['rpm of ndb'], content: ndbDatabase([rpm]) },
  'an rpm database of Berkeley DB': {
    path: places['rpm of Berkeley DB'],
    content: berkeleyDatabase([rpm]),
  },
  'a jar': { path: places.java, content: jarFile([pomProperties('g', 'a', '1')]) },
  'a Go program': {
    path: 'usr/bin/go-program',
    content: elfFile([
      { content: goBuildInfo('go1.22', ['path\ta', 'mod\ta\tv1.0.0\t']), isWritable: true },
      { content: Buffer.alloc(2000) },
    ]),
  },
};

for (const [name, { path, content }] of Object.entries(wholes)) {
  for (const share of [0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999]) {
    test(`hostile packages: ${name} cut at ${share * 100} %`, async () => {
      const cut = content.subarray(0, Math.floor(content.length * share));
      assert.match(await verdictOfTar(await layerTar([{ path, content: cut }])), allowed);
    });
  }
}

function nestedJar(depth: number): Buffer {
  const inner =
    depth === 0 ? pomProperties('g', 'a', '1') : { name: 'i.jar', content: nestedJar(depth - 1) };
  return jarFile([inner]);
}

const jars: Readonly<Record<string, readonly [Buffer, string]>> = {
  'ten jars in each other': [nestedJar(10), 'NESTING_LIMIT'],
  'a jar that unpacks to a thousand times itself': [
    jarFile([{ name: 'i.jar', content: Buffer.alloc(8 * 1024 * 1024) }]),
    'COMPRESSION_RATIO_LIMIT',
  ],
  'a jar whose entries share one place': [
    jarFile(
      Array.from({ length: 50 }, (_, at) => ({
        name: `${at}.jar`,
        content: nestedJar(0),
        claims: { headerOffset: 0 },
      })),
    ),
    'clean',
  ],
  'a jar whose entry lies behind its end': [
    jarFile([{ name: 'i.jar', content: 'x', claims: { headerOffset: 0xfffffff0 } }]),
    'PACKAGE_DATA_INVALID',
  ],
  'a jar of an unknown method': [
    jarFile([{ name: 'i.jar', content: 'x', claims: { method: 99 } }]),
    'PACKAGE_DATA_INVALID',
  ],
  'a jar with a wrong checksum': [
    jarFile([{ name: 'i.jar', content: 'x', claims: { checksum: 1 } }]),
    'PACKAGE_DATA_INVALID',
  ],
  'an encrypted jar': [
    jarFile([{ name: 'i.jar', content: 'x', claims: { flags: 1 } }]),
    'PACKAGE_DATA_INVALID',
  ],
  'a jar with names of traversal': [
    jarFile([{ name: '../../../etc/a.jar', content: nestedJar(0) }]),
    'clean',
  ],
};

for (const [name, [content, verdict]] of Object.entries(jars)) {
  test(`hostile packages: ${name}`, async () => {
    assert.equal(await verdictOfTar(await layerTar([{ path: places.java, content }])), verdict);
  });
}
