import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import {
  debianBookworm,
  dpkgStatus,
  dpkgStatusFolder,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';
import { fixture, namesOf, scanLayers } from '../testing/scan-kit.ts';

test('a package is listed with its source, architecture and purl', async () => {
  const inventory = await scanLayers([
    ...osRelease(debianBookworm),
    dpkgStatus([{ name: 'libc6', version: '2.36-9+deb12u4', source: 'glibc' }]),
  ]);

  assert.deepEqual(inventory.packages, [
    {
      type: 'deb',
      name: 'libc6',
      version: '2.36-9+deb12u4',
      purl: 'pkg:deb/debian/libc6@2.36-9+deb12u4?arch=amd64&distro=debian-12',
      architecture: 'amd64',
      source: { name: 'glibc', version: '2.36-9+deb12u4' },
      locations: ['var/lib/dpkg/status'],
      layer: 0,
      detector: 'dpkg',
    },
  ]);
});

const sources: readonly { written: string | undefined; name: string; version: string }[] = [
  { written: undefined, name: 'pkg', version: '1.0+b1' },
  { written: 'other', name: 'other', version: '1.0+b1' },
  { written: 'other (1.0)', name: 'other', version: '1.0' },
  { written: 'other (2:3~rc1-4)', name: 'other', version: '2:3~rc1-4' },
];

for (const { written, name, version } of sources) {
  test(`Source ${written ?? 'left out'} means ${name} ${version}`, async () => {
    const one = { name: 'pkg', version: '1.0+b1', ...(written ? { source: written } : {}) };
    const inventory = await scanLayers([dpkgStatus([one])]);

    assert.deepEqual(inventory.packages[0]?.source, { name, version });
  });
}

const states: readonly { status: string; isListed: boolean }[] = [
  { status: 'install ok installed', isListed: true },
  { status: 'hold ok installed', isListed: true },
  { status: 'install ok half-configured', isListed: true },
  { status: 'install ok triggers-pending', isListed: true },
  { status: 'deinstall ok config-files', isListed: false },
  { status: 'unknown ok not-installed', isListed: false },
];

for (const { status, isListed } of states) {
  test(`a package that is "${status}" is ${isListed ? '' : 'not '}listed`, async () => {
    const inventory = await scanLayers([dpkgStatus([{ name: 'pkg', version: '1', status }])]);

    assert.equal(inventory.packages.length, isListed ? 1 : 0);
  });
}

test('a distroless status folder is read, its checksums are not', async () => {
  const inventory = await scanLayers([
    ...dpkgStatusFolder([
      { name: 'base-files', version: '12' },
      { name: 'tzdata', version: '2025b' },
    ]),
    { path: 'var/lib/dpkg/status.d/base-files.md5sums', content: 'abc  etc/passwd\n' },
  ]);

  assert.deepEqual(namesOf(inventory), ['base-files@12', 'tzdata@2025b']);
  assert.equal(inventory.state, 'indexed');
});

test('two architectures of one package are two packages', async () => {
  const inventory = await scanLayers([
    dpkgStatus([
      { name: 'libc6', version: '1', architecture: 'amd64' },
      { name: 'libc6', version: '1', architecture: 'i386' },
    ]),
  ]);

  assert.deepEqual(
    inventory.packages.map((one) => one.architecture),
    ['amd64', 'i386'],
  );
});

test('the database may be written as a hard link to its backup', async () => {
  const status = dpkgStatus([{ name: 'curl', version: '1' }]);
  const backup = { ...status, path: 'var/lib/dpkg/status-old' };

  const inventory = await scanLayers([
    backup,
    { path: 'var/lib/dpkg/status', type: 'link', target: 'var/lib/dpkg/status-old' },
  ]);

  assert.deepEqual(namesOf(inventory), ['curl@1']);
});

test('the backup alone is no database', async () => {
  const status = dpkgStatus([{ name: 'curl', version: '1' }]);

  const inventory = await scanLayers([{ ...status, path: 'var/lib/dpkg/status-old' }]);

  assert.deepEqual(inventory.packages, []);
});

test('a node module among the files of a Debian package is owned by it', async () => {
  const path = 'usr/share/nodejs/npm/node_modules/ini/package.json';
  const inventory = await scanLayers(
    [
      ...osRelease(debianBookworm),
      dpkgStatus([{ name: 'npm', version: '9.2.0', architecture: 'all' }]),
      { path, content: '{"name":"ini","version":"3.0.1"}' },
      { path: 'var/lib/dpkg/info/npm.list', content: `/.\n/usr\n/${path}\n` },
    ],
    [{ path: 'app/node_modules/ini/package.json', content: '{"name":"ini","version":"3.0.1"}' }],
  );

  const owners = inventory.packages
    .filter((one) => one.type === 'npm')
    .map((one) => [one.locations[0], one.ownedBy]);
  assert.deepEqual(owners, [
    [path, 'pkg:deb/debian/npm@9.2.0?arch=all&distro=debian-12'],
    ['app/node_modules/ini/package.json', undefined],
  ]);
});

test('a database without a stanza makes the inventory partial', async () => {
  const inventory = await scanLayers([{ path: 'var/lib/dpkg/status', content: '\0\0garbage' }]);

  assert.equal(inventory.state, 'partial');
  assert.equal(inventory.issues[0]?.code, 'PACKAGE_DATA_INVALID');
});

test('an empty database is a system without packages', async () => {
  const inventory = await scanLayers([{ path: 'var/lib/dpkg/status', content: '' }]);

  assert.equal(inventory.state, 'indexed');
});

for (const name of ['ubuntu-10.04-dpkg-status', 'ubuntu-texlive-dpkg-status']) {
  const { path, skip } = await fixture(`package-databases/${name}`);
  test(`${name} lists every installed package`, { skip }, async () => {
    const content = await readFile(path);
    const stanzas = content.toString('utf8').split(/\n\n+/);
    const installed = stanzas.filter((stanza) => /^Status: \S+ \S+ (?!not-|config)/m.test(stanza));

    const inventory = await scanLayers([{ path: 'var/lib/dpkg/status', content }]);

    const expected = installed.map((stanza) => {
      const field = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(stanza)?.[1];
      return `${field('Package')}@${field('Version')}`;
    });
    assert.ok(expected.length > 100);
    assert.deepEqual(namesOf(inventory), expected.sort());
  });
}
