import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import {
  alpine318,
  apkInstalled,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';
import { fixture, namesOf, scanLayers } from '../testing/scan-kit.ts';

test('a package is listed with its origin, licence and purl', async () => {
  const inventory = await scanLayers([
    ...osRelease(alpine318),
    apkInstalled([
      { name: 'libcrypto3', version: '3.1.4-r5', origin: 'openssl', license: 'Apache-2.0' },
    ]),
  ]);

  assert.deepEqual(inventory.packages, [
    {
      type: 'apk',
      name: 'libcrypto3',
      version: '3.1.4-r5',
      purl: 'pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&distro=alpine-3.18.12',
      architecture: 'x86_64',
      source: { name: 'openssl', version: '3.1.4-r5' },
      licenses: ['Apache-2.0'],
      locations: ['lib/apk/db/installed'],
      layer: 0,
      detector: 'apk',
    },
  ]);
});

test('a node module among the files of an Alpine package is owned by it', async () => {
  const path = 'usr/lib/node_modules/npm/package.json';

  const inventory = await scanLayers([
    ...osRelease(alpine318),
    apkInstalled([{ name: 'npm', version: '9.6.6-r0', files: ['usr/bin/npm', path] }]),
    { path, content: '{"name":"npm","version":"9.6.6"}' },
  ]);

  const npm = inventory.packages.find((one) => one.type === 'npm');
  assert.equal(npm?.ownedBy, 'pkg:apk/alpine/npm@9.6.6-r0?arch=x86_64&distro=alpine-3.18.12');
});

test('a database behind the link of a merged /usr is read once', async () => {
  const database = apkInstalled([{ name: 'musl', version: '1' }]);

  const inventory = await scanLayers([
    { path: 'lib', type: 'symlink', target: 'usr/lib' },
    { ...database, path: 'usr/lib/apk/db/installed' },
  ]);

  assert.deepEqual(namesOf(inventory), ['musl@1']);
});

const { path, skip } = await fixture('package-databases/alpine-2.6.6-apk-installed');
test('the database of Alpine 2.6 lists every package', { skip }, async () => {
  const content = await readFile(path);
  const names = [...content.toString('utf8').matchAll(/^P:(.*)$/gm)].map((match) => match[1]);

  const inventory = await scanLayers([{ path: 'lib/apk/db/installed', content }]);

  assert.ok(names.length > 10);
  assert.deepEqual(inventory.packages.map((one) => one.name).sort(), names.sort());
});
