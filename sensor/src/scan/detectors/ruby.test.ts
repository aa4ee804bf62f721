import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOf, scanLayers } from '../testing/scan-kit.ts';

const folder = 'usr/local/bundle/specifications';

function specification(stub: string, ...lines: readonly string[]): string {
  const body = lines.map((line) => `  ${line}`);
  const head = ['# -*- encoding: utf-8 -*-', stub, '', 'Gem::Specification.new do |s|'];
  return [...head, ...body, 'end', ''].join('\n');
}

test('an installed gem is listed with its licence and purl', async () => {
  const path = `${folder}/rack-2.2.3.gemspec`;
  const content = specification(
    '# stub: rack 2.2.3 ruby lib',
    's.name = "rack".freeze',
    's.version = "2.2.3"',
    's.licenses = ["MIT".freeze, "Ruby".freeze]',
    's.add_runtime_dependency(%q<other>.freeze, ["~> 1.0"])',
  );

  const inventory = await scanLayers([{ path, content }]);

  assert.deepEqual(inventory.packages, [
    {
      type: 'gem',
      name: 'rack',
      version: '2.2.3',
      purl: 'pkg:gem/rack@2.2.3',
      licenses: ['MIT', 'Ruby'],
      locations: [path],
      layer: 0,
      detector: 'ruby',
    },
  ]);
});

test('a gem with compiled code says for which platform', async () => {
  const path = `${folder}/nokogiri-1.13.0-x86_64-linux.gemspec`;
  const content = specification('# stub: nokogiri 1.13.0 x86_64-linux lib');

  const [gem] = (await scanLayers([{ path, content }])).packages;

  assert.equal(gem?.version, '1.13.0');
  assert.equal(gem.architecture, 'x86_64-linux');
  assert.equal(gem.purl, 'pkg:gem/nokogiri@1.13.0?platform=x86_64-linux');
});

const forms: readonly (readonly string[])[] = [
  ['s.name = "a".freeze', 's.version = "1.2"'],
  ["s.name = 'a'", "s.version = '1.2'"],
  ['s.name = %q{a}', 's.version = "1.2"'],
  ['s.name        = "a"', 's.version     = Gem::Version.new("1.2")'],
  ['s.name = "a".freeze', 's.version = "1.2".freeze', 's.platform = "ruby".freeze'],
];

for (const lines of forms) {
  test(`without a stub ${lines.join('; ')} is read`, async () => {
    const content = specification('', ...lines);
    const inventory = await scanLayers([{ path: `${folder}/a-1.2.gemspec`, content }]);

    assert.deepEqual(namesOf(inventory), ['a@1.2']);
    assert.equal(inventory.packages[0]?.architecture, undefined);
  });
}

test('gems that come with Ruby are listed', async () => {
  const path = 'usr/local/lib/ruby/gems/3.2.0/specifications/default/json-2.6.3.gemspec';
  const content = specification('# stub: json 2.6.3 ruby lib');

  assert.deepEqual(namesOf(await scanLayers([{ path, content }])), ['json@2.6.3']);
});

test('specifications in the source of a gem are not read', async () => {
  const path = 'usr/local/bundle/gems/rack-2.2.3/rack.gemspec';
  const content = specification('# stub: rack 2.2.3 ruby lib');

  assert.deepEqual((await scanLayers([{ path, content }])).packages, []);
});

const unreadable = [
  '',
  '\0\0\0',
  specification('', 's.name = File.read("NAME")', 's.version = VERSION'),
  specification('# stub: a', 's.name = "a"'),
  specification('', 's.name = "a"', 's.version = "#{`id`}"'),
];

for (const content of unreadable) {
  test(`an installed ${JSON.stringify(content)} is reported`, async () => {
    const inventory = await scanLayers([{ path: `${folder}/a-1.gemspec`, content }]);

    assert.deepEqual(inventory.packages, []);
    assert.equal(inventory.issues[0]?.code, 'PACKAGE_DATA_INVALID');
  });
}

test('a megabyte of empty lines is read in no time', async () => {
  const content = '\n'.repeat(1024 * 1024);

  const inventory = await scanLayers([{ path: `${folder}/a-1.gemspec`, content }]);

  assert.equal(inventory.issues.length, 1);
});

test('a specification beyond the limit is named and not read', async () => {
  const content = `# stub: a 1 ruby lib\n${' '.repeat(1024 * 1024)}`;

  const inventory = await scanLayers([{ path: `${folder}/a-1.gemspec`, content }]);

  assert.equal(inventory.issues[0]?.code, 'FILE_BYTES_LIMIT');
});
