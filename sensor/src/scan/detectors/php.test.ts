import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOf, scanLayers } from '../testing/scan-kit.ts';

const path = 'var/www/vendor/composer/installed.json';
const monolog = { name: 'monolog/monolog', version: '1.11.0', license: ['MIT'] };
const twig = { name: 'Twig/twig', version: 'v3.4.0', license: 'BSD-3-Clause' };

const forms: readonly { name: string; installed: unknown }[] = [
  { name: 'Composer 1', installed: [monolog, twig] },
  { name: 'Composer 2', installed: { packages: [monolog, twig], dev: false } },
];

for (const { name, installed } of forms) {
  test(`what ${name} installed is listed with licences and purls`, async () => {
    const inventory = await scanLayers([{ path, content: JSON.stringify(installed) }]);

    assert.deepEqual(inventory.packages, [
      {
        type: 'composer',
        name: 'monolog/monolog',
        version: '1.11.0',
        purl: 'pkg:composer/monolog/monolog@1.11.0',
        licenses: ['MIT'],
        locations: [path],
        layer: 0,
        detector: 'php',
      },
      {
        type: 'composer',
        name: 'Twig/twig',
        version: 'v3.4.0',
        purl: 'pkg:composer/twig/twig@v3.4.0',
        licenses: ['BSD-3-Clause'],
        locations: [path],
        layer: 0,
        detector: 'php',
      },
    ]);
  });
}

test('entries that are no packages are left out', async () => {
  const others = [null, 7, 'text', {}, { name: 'no-vendor', version: '1' }, { name: 'a/b' }];
  const strange = { name: '__proto__/constructor', version: '1', license: { a: 1 } };

  const content = JSON.stringify([...others, strange]);
  const inventory = await scanLayers([{ path, content }]);

  assert.deepEqual(namesOf(inventory), ['__proto__/constructor@1']);
});

const broken = ['', '{', 'null', '7', '{}', '{"packages":{}}', '{"__proto__":{"packages":[]}}'];

for (const content of broken) {
  test(`${JSON.stringify(content)} is reported`, async () => {
    const inventory = await scanLayers([{ path, content }]);

    assert.equal(inventory.state, 'partial');
    assert.equal(inventory.issues[0]?.code, 'PACKAGE_DATA_INVALID');
  });
}

test('an empty list is a project without packages', async () => {
  const inventory = await scanLayers([{ path, content: '{"packages":[]}' }]);

  assert.equal(inventory.state, 'indexed');
});

test('more packages than the limit are reported, the first are listed', async () => {
  const many = Array.from({ length: 10_001 }, (_, index) => ({
    name: `a/b${index}`,
    version: '1',
  }));

  const inventory = await scanLayers([{ path, content: JSON.stringify(many) }]);

  assert.equal(inventory.packages.length, 10_000);
  assert.equal(inventory.issues[0]?.code, 'ENTRY_LIMIT');
});

test('installed.json of other programs is not read', async () => {
  const content = JSON.stringify([monolog]);
  const inventory = await scanLayers([{ path: 'var/www/installed.json', content }]);

  assert.deepEqual(inventory.packages, []);
});
