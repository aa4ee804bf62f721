import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { osRelease } from '@harborguard/shared/testing/image/package-files.ts';
import {
  berkeleyDatabase,
  ndbDatabase,
  rpmHeader,
  sqliteDatabase,
  type TestRpm,
  withWriteAheadLog,
} from '../testing/rpm-databases.ts';
import { fixture, namesOf, scanLayers } from '../testing/scan-kit.ts';

const rocky9 = { id: 'rocky', versionId: '9.4', idLike: 'rhel centos fedora' };

const nodejs: TestRpm = {
  name: 'nodejs-libs',
  version: '18.20.2',
  release: '1.module+el8.9.0',
  epoch: 1,
  architecture: 'x86_64',
  license: 'MIT AND ISC',
  vendor: 'Rocky Enterprise Software Foundation',
  sourcePackage: 'nodejs-18.20.2-1.module+el8.9.0.src.rpm',
  modularity: 'nodejs:18:8090020240409:a75119d5',
};

/** Longer than a page, so that it is laid over several where the format has pages. */
const large: TestRpm = {
  name: 'large',
  version: '1',
  release: '1',
  files: Array.from({ length: 400 }, (_, index) => `/usr/share/large/${index}/file`),
};

const formats: readonly {
  readonly path: string;
  readonly encode: (headers: readonly Buffer[]) => Buffer;
  readonly name: string;
}[] = [
  { name: 'sqlite', path: 'rpmdb.sqlite', encode: (headers) => sqliteDatabase(headers) },
  {
    name: 'sqlite with a write-ahead log',
    path: 'rpmdb.sqlite',
    encode: (headers) => withWriteAheadLog(sqliteDatabase(headers)),
  },
  { name: 'ndb', path: 'Packages.db', encode: ndbDatabase },
  { name: 'Berkeley DB', path: 'Packages', encode: (headers) => berkeleyDatabase(headers) },
  {
    name: 'big-endian Berkeley DB',
    path: 'Packages',
    encode: (headers) => berkeleyDatabase(headers, { bigEndian: true }),
  },
];

for (const { name, path, encode } of formats) {
  test(`packages are read from a database of the kind ${name}`, async () => {
    const inventory = await scanLayers([
      ...osRelease(rocky9),
      { path: `var/lib/rpm/${path}`, content: encode([rpmHeader(large), rpmHeader(nodejs)]) },
    ]);

    assert.equal(inventory.state, 'indexed');
    assert.deepEqual(namesOf(inventory), ['large@1-1', 'nodejs-libs@1:18.20.2-1.module+el8.9.0']);
    assert.deepEqual(inventory.packages[1], {
      type: 'rpm',
      name: 'nodejs-libs',
      version: '1:18.20.2-1.module+el8.9.0',
      purl: 'pkg:rpm/rocky/nodejs-libs@18.20.2-1.module+el8.9.0?arch=x86_64&distro=rocky-9.4&epoch=1',
      architecture: 'x86_64',
      source: { name: 'nodejs', version: '1:18.20.2-1.module+el8.9.0' },
      licenses: ['MIT AND ISC'],
      vendor: 'Rocky Enterprise Software Foundation',
      modularity: 'nodejs:18:8090020240409:a75119d5',
      locations: [`var/lib/rpm/${path}`],
      layer: 0,
      detector: 'rpm',
    });
  });
}

function database(...packages: readonly TestRpm[]) {
  return sqliteDatabase(packages.map(rpmHeader));
}

const curl: TestRpm = { name: 'curl', version: '8.1', release: '2', epoch: 0 };

test('an epoch of zero is not written', async () => {
  const inventory = await scanLayers([
    { path: 'var/lib/rpm/rpmdb.sqlite', content: database(curl) },
  ]);

  assert.deepEqual(namesOf(inventory), ['curl@8.1-2']);
  assert.equal(inventory.packages[0]?.purl, 'pkg:rpm/curl@8.1-2');
});

test('keys that rpm keeps among the packages are none', async () => {
  const key = { name: 'gpg-pubkey', version: 'fd431d51', release: '4ae0493b' };

  const inventory = await scanLayers([
    { path: 'var/lib/rpm/rpmdb.sqlite', content: database(key, curl) },
  ]);

  assert.deepEqual(namesOf(inventory), ['curl@8.1-2']);
});

test('a database behind the link from its old folder is read once', async () => {
  const inventory = await scanLayers([
    { path: 'var/lib/rpm', type: 'symlink', target: '../../usr/lib/sysimage/rpm' },
    { path: 'usr/lib/sysimage/rpm/rpmdb.sqlite', content: database(curl) },
  ]);

  assert.deepEqual(inventory.packages[0]?.locations, ['usr/lib/sysimage/rpm/rpmdb.sqlite']);
  assert.equal(inventory.packages.length, 1);
});

test('what a conversion to another format left behind does not count', async () => {
  const old = berkeleyDatabase([rpmHeader({ ...curl, version: '7.0' })]);

  const sameLayer = await scanLayers([
    { path: 'var/lib/rpm/Packages', content: old },
    { path: 'var/lib/rpm/rpmdb.sqlite', content: database(curl) },
  ]);
  const laterLayer = await scanLayers(
    [{ path: 'var/lib/rpm/Packages', content: old }],
    [{ path: 'usr/lib/sysimage/rpm/rpmdb.sqlite', content: database(curl) }],
  );

  const otherWayRound = await scanLayers(
    [{ path: 'var/lib/rpm/rpmdb.sqlite', content: database(curl) }],
    [{ path: 'var/lib/rpm/Packages', content: old }],
  );

  assert.deepEqual(namesOf(sameLayer), ['curl@8.1-2']);
  assert.deepEqual(namesOf(laterLayer), ['curl@8.1-2']);
  assert.deepEqual(namesOf(otherWayRound), ['curl@7.0-2']);
});

test('the database of a later layer replaces the one below', async () => {
  const bash: TestRpm = { name: 'bash', version: '5', release: '1' };

  const inventory = await scanLayers(
    [{ path: 'var/lib/rpm/rpmdb.sqlite', content: database(curl, bash) }],
    [{ path: 'var/lib/rpm/rpmdb.sqlite', content: database(bash, { ...curl, release: '3' }) }],
  );

  const layers = inventory.packages.map((one) => `${one.name}-${one.version} ${one.layer}`);
  assert.deepEqual(layers.sort(), ['bash-5-1 0', 'curl-8.1-3 1']);
});

test('language packages among the files of an rpm are owned by it', async () => {
  const paths = {
    python: 'usr/lib/python3.9/site-packages/requests-2.25.1.egg-info/PKG-INFO',
    node: 'usr/lib/node_modules/npm/package.json',
  };
  const owner = { ...curl, files: Object.values(paths).map((path) => `/${path}`) };

  const inventory = await scanLayers([
    ...osRelease(rocky9),
    { path: 'var/lib/rpm/rpmdb.sqlite', content: database(owner) },
    { path: paths.python, content: 'Name: requests\nVersion: 2.25.1\n' },
    { path: paths.node, content: '{"name":"npm","version":"8.0.0"}' },
    { path: 'app/site-packages/a-1.dist-info/METADATA', content: 'Name: a\nVersion: 1\n' },
  ]);

  const purl = 'pkg:rpm/rocky/curl@8.1-2?distro=rocky-9.4';
  const owners = inventory.packages.map((one) => [one.name, one.ownedBy]);
  assert.deepEqual(Object.fromEntries(owners), {
    curl: undefined,
    requests: purl,
    npm: purl,
    a: undefined,
  });
});

const manifestLine = [
  'openssl-libs',
  '3.3.3-2.azl3',
  '1741000000',
  '1740000000',
  'Microsoft Corporation',
  '(none)',
  '7340032',
  'x86_64',
  '0',
  'openssl-3.3.3-2.azl3.src.rpm',
].join('\t');

test('a distroless image is read by the list of its packages', async () => {
  const inventory = await scanLayers([
    { path: 'var/lib/rpmmanifest/container-manifest-2', content: `${manifestLine}\n` },
  ]);

  assert.deepEqual(inventory.packages, [
    {
      type: 'rpm',
      name: 'openssl-libs',
      version: '3.3.3-2.azl3',
      purl: 'pkg:rpm/openssl-libs@3.3.3-2.azl3?arch=x86_64',
      architecture: 'x86_64',
      source: { name: 'openssl', version: '3.3.3-2.azl3' },
      vendor: 'Microsoft Corporation',
      locations: ['var/lib/rpmmanifest/container-manifest-2'],
      layer: 0,
      detector: 'rpm',
    },
  ]);
});

test('the epoch in that list is that of the source too', async () => {
  const content = manifestLine.replace('\t0\t', '\t1\t');

  const inventory = await scanLayers([
    { path: 'var/lib/rpmmanifest/container-manifest-2', content },
  ]);

  assert.equal(inventory.packages[0]?.version, '1:3.3.3-2.azl3');
  assert.deepEqual(inventory.packages[0].source, { name: 'openssl', version: '1:3.3.3-2.azl3' });
});

test('a line of that list that names no package is reported beside the others', async () => {
  const inventory = await scanLayers([
    { path: 'var/lib/rpmmanifest/container-manifest-2', content: `${manifestLine}\nhalf a li` },
  ]);

  assert.equal(inventory.packages.length, 1);
  assert.equal(inventory.issues[0]?.code, 'PACKAGE_DATA_INVALID');
});

const realDatabases = [
  { file: 'rpm-bdb-Packages-1', path: 'Packages', names: ['dive@0.9.2-1'] },
  { file: 'rpm-bdb-Packages-centos', path: 'Packages', names: ['dive@0.9.2-1'] },
  {
    file: 'rpm-ndb-Packages.db',
    path: 'Packages.db',
    names: ['filesystem@15.0-11.8.1', 'glibc@2.31-150300.63.1', 'system-user-root@20190513-3.3.1'],
  },
];

for (const { file, path, names } of realDatabases) {
  const { path: place, skip } = await fixture(`package-databases/${file}`);
  test(`${file} lists every package`, { skip }, async () => {
    const inventory = await scanLayers([
      { path: `var/lib/rpm/${path}`, content: await readFile(place) },
    ]);

    assert.equal(inventory.state, 'indexed');
    assert.deepEqual(namesOf(inventory), names);
  });
}
