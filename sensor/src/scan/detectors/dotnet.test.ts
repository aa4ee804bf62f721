import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOf, scanLayers } from '../testing/scan-kit.ts';

const path = 'app/Shop.deps.json';
const target = '.NETCoreApp,Version=v8.0';
const assets = { runtime: { 'lib/net8.0/a.dll': {} } };

interface Dependencies {
  readonly published: Readonly<Record<string, unknown>>;
  readonly libraries: Readonly<Record<string, unknown>>;
}

function dependencies({ published, libraries }: Dependencies): string {
  return JSON.stringify({
    runtimeTarget: { name: target, signature: '' },
    targets: { [target]: published, [`${target}/linux-x64`]: {} },
    libraries,
  });
}

test('a published package is listed with its purl', async () => {
  const content = dependencies({
    published: { 'Shop/1.0.0': assets, 'Newtonsoft.Json/12.0.3': assets },
    libraries: {
      'Shop/1.0.0': { type: 'project', serviceable: false, sha512: '' },
      'Newtonsoft.Json/12.0.3': { type: 'package', serviceable: true, sha512: 'sha512-abc' },
    },
  });

  const inventory = await scanLayers([{ path, content }]);

  assert.deepEqual(inventory.packages, [
    {
      type: 'nuget',
      name: 'Newtonsoft.Json',
      version: '12.0.3',
      purl: 'pkg:nuget/Newtonsoft.Json@12.0.3',
      locations: [path],
      layer: 0,
      detector: 'dotnet',
    },
  ]);
});

test('only what is published for the runtime target counts', async () => {
  const content = dependencies({
    published: {
      'Managed/1.0.0': assets,
      'Native/1.0.0': { native: { 'runtimes/linux-x64/native/a.so': {} } },
      'Portable/1.0.0': { runtimeTargets: { 'runtimes/unix/lib/a.dll': {} } },
      'Names.Others/1.0.0': { dependencies: { Managed: '1.0.0' } },
      'Only.Compiled/1.0.0': { compile: { 'ref/a.dll': {} } },
    },
    libraries: Object.fromEntries(
      ['Managed', 'Native', 'Portable', 'Names.Others', 'Only.Compiled', 'Absent'].map((name) => [
        `${name}/1.0.0`,
        { type: 'package' },
      ]),
    ),
  });

  const inventory = await scanLayers([{ path, content }]);

  assert.deepEqual(namesOf(inventory), ['Managed@1.0.0', 'Native@1.0.0', 'Portable@1.0.0']);
});

test('the runtime that a program brings along is listed by the name of its package', async () => {
  const key = 'runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1';
  const content = dependencies({
    published: { [key]: assets },
    libraries: { [key]: { type: 'runtimepack', serviceable: false, sha512: '' } },
  });

  const inventory = await scanLayers([{ path, content }]);

  assert.deepEqual(namesOf(inventory), ['Microsoft.NETCore.App.Runtime.linux-x64@8.0.1']);
});

const targetless: readonly unknown[] = [
  { libraries: { 'A/1.0.0': { type: 'package' } } },
  { runtimeTarget: { name: 'other' }, targets: {}, libraries: { 'A/1.0.0': { type: 'package' } } },
  { runtimeTarget: 'x', targets: { x: {} }, libraries: { 'A/1.0.0': { type: 'Package' } } },
];

for (const document of targetless) {
  test(`every package of ${JSON.stringify(document)} counts`, async () => {
    const inventory = await scanLayers([{ path, content: JSON.stringify(document) }]);

    assert.deepEqual(namesOf(inventory), ['A@1.0.0']);
  });
}

test('names that every object has are names like others', async () => {
  const entries = '"__proto__/1.0.0":{"type":"package"},"constructor/1.0.0":{"type":"package"}';
  const content = `{"runtimeTarget":{"name":"__proto__"},"targets":{},"libraries":{${entries}}}`;

  const inventory = await scanLayers([{ path, content }]);

  assert.deepEqual(namesOf(inventory), ['__proto__@1.0.0', 'constructor@1.0.0']);
});

test('keys that are no name and version are left out', async () => {
  const keys = ['A', 'A/', '/1.0.0', 'A/1.0.0/more', 'A b/1.0.0', ''];
  const libraries = Object.fromEntries(keys.map((key) => [key, { type: 'package' }]));

  const inventory = await scanLayers([{ path, content: JSON.stringify({ libraries }) }]);

  assert.deepEqual(inventory.packages, []);
  assert.equal(inventory.state, 'indexed');
});

const broken = ['', '{', 'null', '[]', '{}', '{"libraries":[]}', '['.repeat(100_000)];

for (const content of broken) {
  test(`${JSON.stringify(content.slice(0, 20))} is reported`, async () => {
    const inventory = await scanLayers([{ path, content }]);

    assert.equal(inventory.state, 'partial');
    assert.equal(inventory.issues[0]?.code, 'PACKAGE_DATA_INVALID');
  });
}

test('two programs that bring the same package are two locations of it', async () => {
  const content = JSON.stringify({ libraries: { 'A/1.0.0': { type: 'package' } } });
  const paths = ['app/one.deps.json', 'app/two.deps.json'];

  const inventory = await scanLayers(paths.map((one) => ({ path: one, content })));

  assert.deepEqual(
    inventory.packages.map((one) => one.locations),
    [paths],
  );
});

test('more libraries than the limit are reported, the first are listed', async () => {
  const many = Array.from({ length: 20_001 }, (_, index) => [`A${index}/1`, { type: 'package' }]);
  const content = JSON.stringify({ libraries: Object.fromEntries(many) });

  const inventory = await scanLayers([{ path, content }]);

  assert.equal(inventory.packages.length, 20_000);
  assert.equal(inventory.issues[0]?.code, 'ENTRY_LIMIT');
});
