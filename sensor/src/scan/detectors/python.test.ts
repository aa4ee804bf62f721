import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  debianBookworm,
  dpkgStatus,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';
import { namesOf, scanLayers } from '../testing/scan-kit.ts';

const site = 'usr/local/lib/python3.12/site-packages';

function metadata(name: string, version: string, ...more: readonly string[]): string {
  const readme = 'Name: not-this-one\nVersion: 0\nLicense: not this one\n';
  return [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...more,
    '',
    readme,
  ].join('\n');
}

test('an installed wheel is listed with its licence and purl', async () => {
  const path = `${site}/zope.interface-6.0.dist-info/METADATA`;
  const content = metadata('Zope.Interface', '6.0', 'License-Expression: ZPL-2.1');

  const inventory = await scanLayers([{ path, content }]);

  assert.deepEqual(inventory.packages, [
    {
      type: 'pypi',
      name: 'Zope.Interface',
      version: '6.0',
      purl: 'pkg:pypi/zope-interface@6.0',
      licenses: ['ZPL-2.1'],
      locations: [path],
      layer: 0,
      detector: 'python',
    },
  ]);
});

const places = [
  `${site}/a-1.dist-info/METADATA`,
  `${site}/a-1.egg-info`,
  `${site}/a.egg-info/PKG-INFO`,
  `${site}/a-1-py3.12.egg/EGG-INFO/PKG-INFO`,
  'opt/app/venv/lib/python3.12/site-packages/a-1.dist-info/METADATA',
];

for (const path of places) {
  test(`${path} is read`, async () => {
    const inventory = await scanLayers([{ path, content: metadata('a', '1') }]);

    assert.deepEqual(namesOf(inventory), ['a@1']);
  });
}

const otherPlaces = [`${site}/a/METADATA`, `${site}/a/PKG-INFO`, `${site}/a-1.dist-info/RECORD`];

for (const path of otherPlaces) {
  test(`${path} is not read`, async () => {
    const inventory = await scanLayers([{ path, content: metadata('a', '1') }]);

    assert.deepEqual(inventory.packages, []);
  });
}

const licences: readonly { headers: readonly string[]; licenses: readonly string[] | undefined }[] =
  [
    { headers: ['License: MIT'], licenses: ['MIT'] },
    { headers: ['License: MIT License', '        Copyright someone'], licenses: ['MIT License'] },
    {
      headers: ['License: UNKNOWN', 'Classifier: License :: OSI Approved :: BSD License'],
      licenses: ['BSD License'],
    },
    {
      headers: [
        'Classifier: Programming Language :: Python',
        'Classifier: License :: Public Domain',
      ],
      licenses: ['Public Domain'],
    },
    { headers: ['License: some text', 'License-Expression: ISC'], licenses: ['ISC'] },
    { headers: ['Classifier: License :: OSI Approved'], licenses: undefined },
    { headers: [], licenses: undefined },
  ];

for (const { headers, licenses } of licences) {
  test(`${headers.join(', ') || 'nothing'} gives the licence ${licenses ?? 'none'}`, async () => {
    const path = `${site}/a-1.dist-info/METADATA`;
    const inventory = await scanLayers([{ path, content: metadata('a', '1', ...headers) }]);

    assert.deepEqual(inventory.packages[0]?.licenses, licenses);
  });
}

test('lines may end as on Windows and names be in any case', async () => {
  const path = `${site}/a-1.dist-info/METADATA`;
  const content = '\ufeffMETADATA-VERSION: 2.1\r\nNAME: a\r\nversion: 1\r\n\r\nreadme';

  const inventory = await scanLayers([{ path, content }]);

  assert.deepEqual(namesOf(inventory), ['a@1']);
});

test('the same package in two places is one with both', async () => {
  const paths = ['one', 'two'].map((name) => `${name}/site-packages/a-1.dist-info/METADATA`);

  const inventory = await scanLayers(paths.map((path) => ({ path, content: metadata('a', '1') })));

  assert.deepEqual(
    inventory.packages.map((one) => one.locations),
    [paths],
  );
});

test('a later layer that only lists the folder of the metadata keeps it', async () => {
  const folder = `${site}/a.egg-info`;

  const inventory = await scanLayers(
    [{ path: `${folder}/PKG-INFO`, content: metadata('a', '1') }],
    [
      { path: folder, type: 'directory' },
      { path: `${folder}/installed.txt`, content: '' },
    ],
  );

  assert.deepEqual(namesOf(inventory), ['a@1']);
});

test('a folder takes the place of a file of the same name below', async () => {
  const path = `${site}/a.egg-info`;

  const inventory = await scanLayers(
    [{ path, content: metadata('a', '1') }],
    [
      { path, type: 'directory' },
      { path: `${path}/PKG-INFO`, content: metadata('a', '2') },
    ],
  );

  assert.deepEqual(namesOf(inventory), ['a@2']);
});

test('a package among the files of a Debian package is owned by it', async () => {
  const path = 'usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO';

  const inventory = await scanLayers([
    ...osRelease(debianBookworm),
    dpkgStatus([{ name: 'python3-six', version: '1.16.0-4', architecture: 'all' }]),
    { path: 'var/lib/dpkg/info/python3-six.list', content: `/.\n/usr\n/${path}\n` },
    { path, content: metadata('six', '1.16.0') },
  ]);

  const six = inventory.packages.find((one) => one.type === 'pypi');
  assert.equal(six?.ownedBy, 'pkg:deb/debian/python3-six@1.16.0-4?arch=all&distro=debian-12');
});

const broken = ['', 'garbage\0\n', 'Name: a\n', 'Version: 1\n', 'Name: a b\nVersion: 1\n'];

for (const content of broken) {
  test(`installed metadata that is ${JSON.stringify(content)} is reported`, async () => {
    const path = `${site}/a-1.dist-info/METADATA`;
    const inventory = await scanLayers([{ path, content }]);

    assert.equal(inventory.state, 'partial');
    assert.equal(inventory.issues[0]?.code, 'PACKAGE_DATA_INVALID');
  });
}

test('broken metadata among test data is not reported', async () => {
  const inventory = await scanLayers([
    { path: 'usr/src/tests/data/broken.dist-info/METADATA', content: 'no metadata' },
  ]);

  assert.equal(inventory.state, 'indexed');
});
