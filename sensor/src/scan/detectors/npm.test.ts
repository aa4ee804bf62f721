import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOf, scanLayers } from '../testing/scan-kit.ts';

const manifest = (fields: unknown) => JSON.stringify(fields);
const at = (path: string, content: string) => ({ path, content });
const one = (fields: unknown) => at('app/node_modules/a/package.json', manifest(fields));

test('installed packages are found wherever node_modules lies', async () => {
  const inventory = await scanLayers([
    at('node_modules/a/package.json', manifest({ name: 'a', version: '1.0.0' })),
    at('srv/node_modules/@s/b/package.json', manifest({ name: '@s/b', version: '2.0.0' })),
    at(
      'srv/node_modules/@s/b/node_modules/c/package.json',
      manifest({ name: 'c', version: '3.0.0' }),
    ),
    at('usr/lib/node_modules/npm/package.json', manifest({ name: 'npm', version: '10.0.0' })),
  ]);

  assert.deepEqual(namesOf(inventory), ['@s/b@2.0.0', 'a@1.0.0', 'c@3.0.0', 'npm@10.0.0']);
});

test('packages outside node_modules are found, a private application and lock files are not', async () => {
  const version = '1.0.0';
  const inventory = await scanLayers([
    at('app/package.json', manifest({ name: 'app', version, private: true })),
    at('app/node_modules/.package-lock.json', manifest({ name: 'app', version })),
    at(
      'usr/share/nodejs/lodash/package.json',
      manifest({ name: 'lodash', version, private: true }),
    ),
    at('usr/share/nodejs/@s/b/package.json', manifest({ name: '@s/b', version, private: true })),
    at('opt/yarn-v1.22.19/package.json', manifest({ name: 'yarn', version })),
  ]);

  assert.deepEqual(namesOf(inventory), ['@s/b@1.0.0', 'lodash@1.0.0', 'yarn@1.0.0']);
});

test('the purl has the scope as its namespace', async () => {
  const inventory = await scanLayers([one({ name: '@babel/core', version: '7.0.0' })]);

  assert.equal(inventory.packages[0]?.purl, 'pkg:npm/%40babel/core@7.0.0');
});

const licences: readonly { readonly fields: object; readonly licenses: readonly string[] }[] = [
  { fields: { license: 'MIT' }, licenses: ['MIT'] },
  { fields: { license: { type: 'BSD', url: 'x' } }, licenses: ['BSD'] },
  { fields: { licenses: [{ type: 'MIT' }, 'ISC', 5] }, licenses: ['MIT', 'ISC'] },
];

for (const { fields, licenses } of licences) {
  test(`licences written as ${JSON.stringify(fields)} are read`, async () => {
    const inventory = await scanLayers([one({ name: 'a', version: '1.0.0', ...fields })]);

    assert.deepEqual(inventory.packages[0]?.licenses, licenses);
  });
}

const notPackages: readonly unknown[] = [
  { version: '1.0.0' },
  { name: 'a' },
  { name: 5, version: '1.0.0' },
  { name: { toString: 'a' }, version: '1.0.0' },
  { name: ['a'], version: '1.0.0' },
  { name: 'a', version: 1 },
  { name: '', version: '1.0.0' },
  { name: 'a b', version: '1.0.0' },
  { name: 'a/b/c', version: '1.0.0' },
  { name: 'a\u0000', version: '1.0.0' },
  { name: 'a', version: '1.0.0\n2' },
  { name: 'a'.repeat(600), version: '1.0.0' },
  { name: 'a', version: '1'.repeat(300) },
  { name: '\ud800', version: '1.0.0' },
];

for (const fields of notPackages) {
  const title = JSON.stringify(fields).slice(0, 60);
  test(`${title} is not taken for a package`, async () => {
    const inventory = await scanLayers([one(fields)]);

    assert.deepEqual(inventory.packages, []);
    assert.equal(inventory.state, 'indexed');
  });
}

test('keys and names of object prototypes are ordinary text', async () => {
  const inventory = await scanLayers([
    at(
      'app/node_modules/a/package.json',
      '{"__proto__":{"name":"evil","version":"6.6.6"},"name":"__proto__","version":"1.0.0"}',
    ),
    at('app/node_modules/b/package.json', '{"__proto__":{"name":"evil","version":"6.6.6"}}'),
    at(
      'app/node_modules/constructor/package.json',
      manifest({ name: 'constructor', version: '1.0.0', license: 'MIT' }),
    ),
  ]);

  assert.deepEqual(namesOf(inventory), ['__proto__@1.0.0', 'constructor@1.0.0']);
  assert.equal(Object.hasOwn(Object.prototype, 'name'), false);
});

for (const content of ['{"name": "a", ', '[]', 'null', '"text"', '']) {
  test(`an installed package with the manifest ${JSON.stringify(content)} is reported`, async () => {
    const inventory = await scanLayers([at('app/node_modules/a/package.json', content)]);

    assert.equal(inventory.state, 'partial');
    assert.deepEqual(
      inventory.issues.map(({ code, path, layer }) => ({ code, path, layer })),
      [{ code: 'PACKAGE_DATA_INVALID', path: 'app/node_modules/a/package.json', layer: 0 }],
    );
  });
}

test('broken manifests among the test data of a package are not reported', async () => {
  const inventory = await scanLayers([at('node_modules/a/test/broken/package.json', '{')]);

  assert.equal(inventory.state, 'indexed');
});

test('a manifest beyond the limit is reported and not read', async () => {
  const readme = 'x'.repeat(2 * 1024 * 1024);

  const inventory = await scanLayers([one({ name: 'a', version: '1.0.0', readme })]);

  assert.deepEqual(inventory.packages, []);
  assert.deepEqual(
    inventory.issues.map((issue) => issue.code),
    ['FILE_BYTES_LIMIT'],
  );
});

test('a manifest with a byte order mark is read', async () => {
  const content = `\ufeff${manifest({ name: 'a', version: '1.0.0' })}`;

  const inventory = await scanLayers([at('node_modules/a/package.json', content)]);

  assert.deepEqual(namesOf(inventory), ['a@1.0.0']);
});

test('hard links into the store of pnpm are read, in whichever order they stand', async () => {
  const stored = `root/.pnpm-store/v3/files/0a/${'b'.repeat(126)}`;
  const manifestPath = 'app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json';
  const content = manifest({ name: 'a', version: '1.0.0' });

  const storeFirst = await scanLayers([
    at(stored, content),
    { path: manifestPath, type: 'link', target: stored },
  ]);
  const storeLast = await scanLayers([
    at(manifestPath, content),
    { path: stored, type: 'link', target: manifestPath },
  ]);

  assert.deepEqual(namesOf(storeFirst), ['a@1.0.0']);
  assert.deepEqual(storeFirst.packages[0]?.locations, [manifestPath]);
  assert.deepEqual(namesOf(storeLast), ['a@1.0.0']);
  assert.deepEqual(storeLast.packages[0]?.locations, [manifestPath]);
});

test('a hard link to a file that was not read is reported', async () => {
  const inventory = await scanLayers([
    at('var/data', manifest({ name: 'a', version: '1.0.0' })),
    { path: 'node_modules/a/package.json', type: 'link', target: 'var/data' },
  ]);

  assert.equal(inventory.issues[0]?.code, 'PACKAGE_DATA_INVALID');
});
