import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type LayerEntry,
  opaqueMarker,
  whiteout,
} from '@harborguard/shared/testing/image/layer-tar.ts';
import {
  apkInstalled,
  debianBookworm,
  dpkgStatus,
  dpkgStatusFolder,
  npmPackage,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';
import { namesOf, scanLayers } from './testing/scan-kit.ts';

const lodash = npmPackage({ name: 'lodash', version: '4.17.20' });
const express = npmPackage({ name: 'express', version: '4.0.0' });
const base = [...lodash, ...express];

const removals: readonly {
  readonly name: string;
  readonly upper: readonly LayerEntry[];
  readonly left: readonly string[];
}[] = [
  {
    name: 'a whiteout removes the folder it names and all below it',
    upper: [whiteout('app/node_modules/lodash')],
    left: ['express@4.0.0'],
  },
  {
    name: 'a whiteout of the manifest alone removes the package',
    upper: [whiteout('app/node_modules/lodash/package.json')],
    left: ['express@4.0.0'],
  },
  { name: 'a whiteout of the top folder removes everything', upper: [whiteout('app')], left: [] },
  {
    name: 'an opaque folder hides what lies below it in lower layers',
    upper: [opaqueMarker('app/node_modules')],
    left: [],
  },
  {
    name: 'an opaque root hides all lower layers',
    upper: [{ path: '.wh..wh..opq' }],
    left: [],
  },
  {
    name: 'a marker written with a leading ./ or / counts',
    upper: [{ path: './app/node_modules/.wh.lodash' }, { path: '/app/node_modules/.wh.express' }],
    left: [],
  },
  {
    name: 'a file in the place of a folder hides all that was in it',
    upper: [{ path: 'app/node_modules', content: 'now a file' }],
    left: [],
  },
  {
    name: 'a link in the place of a folder hides all that was in it',
    upper: [{ path: 'app', type: 'symlink', target: '/srv' }],
    left: [],
  },
  {
    name: 'a manifest overwritten by something that is no package is gone',
    upper: [{ path: 'app/node_modules/lodash/package.json', content: '{"private":true}' }],
    left: ['express@4.0.0'],
  },
  {
    name: 'a folder in the place of a manifest hides it',
    upper: [{ path: 'app/node_modules/lodash/package.json', type: 'directory' }],
    left: ['express@4.0.0'],
  },
  {
    name: 'a folder entry alone removes nothing',
    upper: [{ path: 'app/node_modules', type: 'directory' }],
    left: ['express@4.0.0', 'lodash@4.17.20'],
  },
  {
    name: 'a root that claims to be a file hides nothing',
    upper: [{ path: './', content: 'x' }],
    left: ['express@4.0.0', 'lodash@4.17.20'],
  },
  {
    name: 'a marker in the middle of a name is no marker',
    upper: [{ path: 'app/not.a.wh.lodash' }, { path: 'app/node_modules/not.wh..wh..opq' }],
    left: ['express@4.0.0', 'lodash@4.17.20'],
  },
  {
    name: 'files of aufs itself are no markers',
    upper: [{ path: '.wh..wh.plnk/1.2' }, { path: '.wh..wh.aufs' }],
    left: ['express@4.0.0', 'lodash@4.17.20'],
  },
];

for (const { name, upper, left } of removals) {
  test(name, async () => {
    const inventory = await scanLayers(base, upper);

    assert.deepEqual(namesOf(inventory), left);
    assert.equal(inventory.state, 'indexed');
  });
}

for (const entries of [
  [opaqueMarker('app/node_modules'), ...npmPackage({ name: 'new', version: '1.0.0' })],
  [...npmPackage({ name: 'new', version: '1.0.0' }), opaqueMarker('app/node_modules')],
  [...npmPackage({ name: 'new', version: '1.0.0' }), whiteout('app/node_modules')],
]) {
  test('a marker spares its own layer, wherever it stands in it', async () => {
    assert.deepEqual(namesOf(await scanLayers(base, entries)), ['new@1.0.0']);
  });
}

for (const name of ['.wh.', '.wh..', '.wh...']) {
  test(`a whiteout called ${name} is reported and removes nothing`, async () => {
    const inventory = await scanLayers(base, [{ path: `app/${name}` }]);

    assert.equal(inventory.packages.length, 2);
    assert.deepEqual(
      inventory.issues.map((issue) => issue.code),
      ['LAYER_INVALID'],
    );
  });
}

test('the database of the top layer counts alone', async () => {
  const inventory = await scanLayers(
    [...osRelease(debianBookworm), dpkgStatus([{ name: 'curl', version: '1' }])],
    [dpkgStatus([{ name: 'bash', version: '5' }])],
  );

  assert.deepEqual(namesOf(inventory), ['bash@5']);
});

test('files of a status folder overlay one by one', async () => {
  const inventory = await scanLayers(
    dpkgStatusFolder([
      { name: 'base', version: '1' },
      { name: 'tzdata', version: '2025a' },
      { name: 'gone', version: '1' },
    ]),
    [
      ...dpkgStatusFolder([{ name: 'tzdata', version: '2026a' }]),
      whiteout('var/lib/dpkg/status.d/gone'),
    ],
  );

  assert.deepEqual(namesOf(inventory), ['base@1', 'tzdata@2026a']);
});

test('the apk database that a merge of /usr left behind does not count', async () => {
  const old = apkInstalled([{ name: 'musl', version: '1' }]);
  const current = {
    ...apkInstalled([{ name: 'musl', version: '2' }]),
    path: 'usr/lib/apk/db/installed',
  };

  assert.deepEqual(namesOf(await scanLayers([old], [current])), ['musl@2']);
});

test('a layer that writes through a folder link replaces the file behind it', async () => {
  const inventory = await scanLayers(
    [
      { path: 'lib', type: 'symlink', target: 'usr/lib' },
      { ...apkInstalled([{ name: 'musl', version: '1' }]), path: 'usr/lib/apk/db/installed' },
    ],
    [apkInstalled([{ name: 'musl', version: '2' }])],
  );

  assert.deepEqual(namesOf(inventory), ['musl@2']);
  assert.deepEqual(inventory.packages[0]?.locations, ['usr/lib/apk/db/installed']);
});

test('a folder written in the place of a link ends the link', async () => {
  const inventory = await scanLayers(
    [
      { path: 'lib', type: 'symlink', target: 'usr/lib' },
      { ...apkInstalled([{ name: 'musl', version: '1' }]), path: 'usr/lib/apk/db/installed' },
    ],
    [{ path: 'lib', type: 'directory' }, apkInstalled([{ name: 'zlib', version: '2' }])],
  );

  assert.deepEqual(inventory.packages[0]?.locations, ['lib/apk/db/installed']);
});

test('later entries of one layer replace earlier ones', async () => {
  const manifest = 'app/node_modules/lodash/package.json';
  const inventory = await scanLayers([
    ...lodash,
    { path: manifest, content: '{"name":"lodash","version":"4.17.21"}' },
    ...express,
    { path: 'app/node_modules/express', type: 'symlink', target: '/elsewhere' },
  ]);

  assert.deepEqual(namesOf(inventory), ['lodash@4.17.21']);
});

test('a package belongs to the layer that brought this version', async () => {
  const inventory = await scanLayers(
    [
      dpkgStatus([
        { name: 'curl', version: '1' },
        { name: 'bash', version: '5' },
      ]),
    ],
    lodash,
    [
      dpkgStatus([
        { name: 'curl', version: '2' },
        { name: 'bash', version: '5' },
      ]),
    ],
    [{ path: 'unrelated', content: 'x' }],
  );

  const layers = inventory.packages.map((one) => [one.name, one.version, one.layer]);
  assert.deepEqual(layers.sort(), [
    ['bash', '5', 0],
    ['curl', '2', 2],
    ['lodash', '4.17.20', 1],
  ]);
});

test('a package that was gone in between belongs to the layer that brought it back', async () => {
  const inventory = await scanLayers(lodash, [whiteout('app/node_modules')], lodash);

  assert.deepEqual(
    inventory.packages.map((one) => one.layer),
    [2],
  );
});

test('one package at several places is listed once, with the layer that had it first', async () => {
  const inventory = await scanLayers(
    lodash,
    npmPackage({ name: 'lodash', version: '4.17.20' }, 'other/node_modules'),
    npmPackage({ name: 'lodash', version: '3.0.0' }, 'app/node_modules/express/node_modules'),
  );

  assert.deepEqual(namesOf(inventory), ['lodash@3.0.0', 'lodash@4.17.20']);
  const found = inventory.packages.find((one) => one.version === '4.17.20');
  assert.deepEqual(found?.locations, [
    'app/node_modules/lodash/package.json',
    'other/node_modules/lodash/package.json',
  ]);
  assert.equal(found.layer, 0);
});

test('at most sixteen places of a package are kept', async () => {
  const places = Array.from({ length: 20 }, (_, index) =>
    npmPackage({ name: 'lodash', version: '4.17.20' }, `app-${index}/node_modules`),
  );

  const inventory = await scanLayers(places.flat());

  assert.equal(inventory.packages[0]?.locations.length, 16);
});
