import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Package } from '../protocol/inventory.ts';
import { distroLookups, languageLookups } from './package-lookups.ts';

function found(fields: Pick<Package, 'type' | 'name' | 'version'> & Partial<Package>): Package {
  const { type, name, version } = fields;
  return {
    purl: `pkg:${type}/${name}@${version}`,
    locations: [],
    layer: 0,
    detector: type,
    ...fields,
  };
}

const languageCases = [
  [{ type: 'pypi', name: 'Zope.Interface', version: '5.0' }, 'PyPI', 'zope-interface', '5.0'],
  [{ type: 'npm', name: '@Scope/Name', version: '1.0.0' }, 'npm', '@Scope/Name', '1.0.0'],
  [
    { type: 'nuget', name: 'Newtonsoft.Json', version: '9.0.1' },
    'NuGet',
    'newtonsoft.json',
    '9.0.1',
  ],
  [{ type: 'maven', name: 'org.a:b', version: '1.0' }, 'Maven', 'org.a:b', '1.0'],
  [{ type: 'golang', name: 'stdlib', version: 'go1.21.3' }, 'Go', 'stdlib', '1.21.3'],
  [{ type: 'golang', name: 'stdlib', version: 'go1.22rc1' }, 'Go', 'stdlib', '1.22.0-rc.1'],
  [{ type: 'golang', name: 'github.com/A/b', version: 'v1.2.3' }, 'Go', 'github.com/A/b', 'v1.2.3'],
  [
    { type: 'gem', name: 'nokogiri', version: '1.15.0-x86_64-linux' },
    'RubyGems',
    'nokogiri',
    '1.15.0',
  ],
  [{ type: 'gem', name: 'rails', version: '7.0.0.rc1' }, 'RubyGems', 'rails', '7.0.0.rc1'],
  [
    { type: 'composer', name: 'Symfony/Yaml', version: 'v5.0' },
    'Packagist',
    'symfony/yaml',
    'v5.0',
  ],
  [{ type: 'cargo', name: 'time', version: '0.1.0' }, 'crates.io', 'time', '0.1.0'],
] as const;

for (const [fields, ecosystem, name, version] of languageCases) {
  test(`${fields.type} ${fields.name} ${fields.version} is looked up in ${ecosystem}`, () => {
    assert.deepEqual(languageLookups(found(fields)), [{ ecosystem, name, version }]);
  });
}

test('a package of no ecosystem is not looked up', () => {
  assert.deepEqual(languageLookups(found({ type: 'generic', name: 'busybox', version: '1' })), []);
});

test('deb packages are looked up by their source alone', () => {
  const source = { name: 'glibc', version: '2.36-9' };
  const lookups = distroLookups(
    found({ type: 'deb', name: 'libc6', version: '2.36-9+b1', source }),
    ['Debian:12'],
  );

  assert.deepEqual(lookups, [{ ecosystem: 'Debian:12', name: 'glibc', version: '2.36-9' }]);
});

test('rpm packages are looked up by their own name and by their source', () => {
  const source = { name: 'vim', version: '2:8.0-16.el8' };
  const lookups = distroLookups(
    found({ type: 'rpm', name: 'vim-common', version: '2:8.0-16.el8', source }),
    ['AlmaLinux:8'],
  );

  assert.deepEqual(
    lookups.map(({ name }) => name),
    ['vim-common', 'vim'],
  );
});

test('a package without a source is its own source', () => {
  const lookups = distroLookups(found({ type: 'apk', name: 'zlib', version: '1.2-r0' }), [
    'Alpine:v3.18',
  ]);

  assert.deepEqual(lookups, [{ ecosystem: 'Alpine:v3.18', name: 'zlib', version: '1.2-r0' }]);
});
