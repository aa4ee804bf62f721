import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadImageArchive } from '../testing/image-archive.ts';
import { jarFile, manifest, pomProperties } from '../testing/jar-file.ts';
import { fixture, inventoryOf, namesOf, scanLayers } from '../testing/scan-kit.ts';
import { jarLimits, readJar } from './jar-packages.ts';

const log4j = jarFile([pomProperties('org.apache.logging.log4j', 'log4j-core', '2.14.1')]);
const at = (path: string, content: Buffer | string) => ({ path, content });

test('a jar that Maven built gives its group, artifact and version', async () => {
  const inventory = await scanLayers([at('app/log4j-core.jar', log4j)]);

  const [found] = inventory.packages;
  assert.equal(found?.type, 'maven');
  assert.equal(found.name, 'org.apache.logging.log4j:log4j-core');
  assert.equal(found.version, '2.14.1');
  assert.equal(found.purl, 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1');
  assert.deepEqual(found.locations, ['app/log4j-core.jar']);
  assert.equal(found.detector, 'java');
});

test('a shaded jar gives every library it has swallowed', async () => {
  const shaded = jarFile([
    pomProperties('a.group', 'one', '1.0'),
    pomProperties('b.group', 'two', '2.0'),
  ]);

  const inventory = await scanLayers([at('app.jar', shaded)]);

  assert.deepEqual(namesOf(inventory), ['a.group:one@1.0', 'b.group:two@2.0']);
});

test('jars within archives are found at their places, stored or compressed', async () => {
  const middle = jarFile([
    { name: 'lib/log4j.jar', content: log4j },
    pomProperties('m.g', 'm', '1'),
  ]);
  const outer = jarFile([{ name: 'WEB-INF/lib/middle.jar', content: middle, stored: true }]);

  const inventory = await scanLayers([at('srv/app.war', outer)]);

  assert.deepEqual(inventory.packages.flatMap((one) => one.locations).sort(), [
    'srv/app.war!/WEB-INF/lib/middle.jar',
    'srv/app.war!/WEB-INF/lib/middle.jar!/lib/log4j.jar',
  ]);
});

const identities: readonly {
  readonly name: string;
  readonly file: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly found: string;
}[] = [
  {
    name: 'title, version and vendor of the implementation',
    file: 'app.jar',
    fields: {
      'Implementation-Title': 'tool',
      'Implementation-Version': '1.2',
      'Implementation-Vendor-Id': 'org.example',
    },
    found: 'org.example:tool@1.2',
  },
  {
    name: 'a bundle whose name ends like the file',
    file: 'jackson-databind-2.9.10.8.jar',
    fields: {
      'Bundle-SymbolicName': 'com.fasterxml.jackson.core.jackson-databind;singleton:=true',
      'bundle-version': '2.9.10.8',
    },
    found: 'com.fasterxml.jackson.core:jackson-databind@2.9.10.8',
  },
  {
    name: 'an artifact from before groups were domain names',
    file: 'commons-io-1.4.jar',
    fields: { 'Bundle-Version': '1.4' },
    found: 'commons-io:commons-io@1.4',
  },
  {
    name: 'a title for people and a file name',
    file: 'spring-core-5.3.17.jar',
    fields: { 'Implementation-Title': 'Spring Core', 'Implementation-Version': '5.3.17' },
    found: 'org.springframework:spring-core@5.3.17',
  },
  {
    name: 'the specification only',
    file: 'servlet.jar',
    fields: { 'Specification-Version': '3.1' },
    found: 'servlet@3.1',
  },
  {
    name: 'nothing but a file name',
    file: 'guava-30.1-jre.jar',
    fields: {},
    found: 'guava@30.1-jre',
  },
  {
    name: 'a file name with a number in the artifact',
    file: 'log4j-1.2-api-2.14.1.jar',
    fields: {},
    found: 'log4j-1.2-api@2.14.1',
  },
  {
    name: 'a snapshot',
    file: 'tool-1.0-20240102.030405-6.jar',
    fields: {},
    found: 'tool@1.0-20240102.030405-6',
  },
  {
    name: 'a placeholder nobody filled in',
    file: 'tool-1.5.jar',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as builds leave it behind
    fields: { 'Implementation-Version': '${project.version}' },
    found: 'tool@1.5',
  },
  {
    name: 'a line that goes on',
    file: 'tool.jar',
    fields: { 'Implementation-Title': 'to\r\n ol', 'Implementation-Version': '1.0' },
    found: 'tool@1.0',
  },
];

for (const { name, file, fields, found } of identities) {
  test(`a jar with ${name} is ${found}`, async () => {
    const inventory = await scanLayers([at(`lib/${file}`, jarFile([manifest(fields)]))]);

    assert.deepEqual(namesOf(inventory), [found]);
    assert.equal(inventory.packages[0]?.type, found.includes(':') ? 'maven' : 'generic');
  });
}

test('what tells neither a version nor a name is no package and no issue', async () => {
  const inventory = await scanLayers([
    at('app.jar', jarFile([manifest({ 'Main-Class': 'x' })])),
    at('level-2-jar.jar', jarFile([manifest({})])),
    at('empty.jar', ''),
  ]);

  assert.deepEqual(inventory.packages, []);
  assert.equal(inventory.state, 'indexed');
});

test('the licence of a bundle is kept', async () => {
  const fields = { 'Bundle-License': '"Apache-2.0";link="https://apache.org/LICENSE-2.0"' };

  const inventory = await scanLayers([at('a-1.0.jar', jarFile([manifest(fields)]))]);

  assert.deepEqual(inventory.packages[0]?.licenses, ['Apache-2.0']);
});

const pomDocument = (group: string, artifact: string, licenses: string) => ({
  name: `META-INF/maven/${group}/${artifact}/pom.xml`,
  content: `<?xml version="1.0"?>\n<project>\n<!-- <licenses><license><name>Old</name></license></licenses> -->\n${licenses}\n<dependencies/></project>`,
});

test('each library of a shaded jar has the licences of its own pom.xml', async () => {
  const shaded = jarFile([
    manifest({ 'Bundle-License': 'of-the-whole' }),
    pomDocument(
      'a.group',
      'one',
      '<licenses>\n<license><name>Apache License,\n  Version 2.0</name><url>https://a</url></license><license><url>https://b</url></license></licenses>',
    ),
    pomProperties('a.group', 'one', '1.0'),
    pomProperties('b.group', 'two', '2.0'),
    pomDocument(
      'b.group',
      'two',
      '<licenses><license><name>BSD &amp; MIT</name></license></licenses>',
    ),
    pomProperties('c.group', 'three', '3.0'),
  ]);

  const inventory = await scanLayers([at('app.jar', shaded)]);

  assert.deepEqual(
    inventory.packages.map((one) => [one.name, one.licenses]),
    [
      ['a.group:one', ['Apache License, Version 2.0', 'https://b']],
      ['b.group:two', ['BSD & MIT']],
      ['c.group:three', undefined],
    ],
  );
});

const strangeDocuments = {
  'no licence': '',
  'a placeholder': `<licenses><license><name>${'$'}{license}</name></license></licenses>`,
  'an element without its end': '<licenses><license><name>MIT',
  'a name without a text': '<licenses><license><name> </name></license></licenses>',
  'comments without an end': '<!--'.repeat(100_000),
  'a name that is too long': `<licenses><license><name>${'x'.repeat(300)}</name></license></licenses>`,
};

for (const [name, licenses] of Object.entries(strangeDocuments)) {
  test(`a pom.xml with ${name} leaves the licence to the manifest`, async () => {
    const jar = jarFile([
      manifest({ 'Bundle-License': 'Apache-2.0' }),
      pomProperties('a.group', 'one', '1.0'),
      pomDocument('a.group', 'one', licenses),
    ]);

    const inventory = await scanLayers([at('app.jar', jar)]);

    assert.deepEqual(inventory.packages[0]?.licenses, ['Apache-2.0']);
    assert.equal(inventory.state, 'indexed');
  });
}

test('what a jar of a distro package holds belongs to that package', async () => {
  const outer = jarFile([{ name: 'lib/log4j.jar', content: log4j }]);
  const status = 'Package: tool\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n';

  const inventory = await scanLayers([
    at('var/lib/dpkg/status', status),
    at('var/lib/dpkg/info/tool.list', '/usr/share/java/tool.jar\n'),
    at('usr/share/java/tool.jar', outer),
  ]);

  const found = inventory.packages.find((one) => one.type === 'maven');
  assert.match(found?.ownedBy ?? '', /^pkg:deb\/tool@1/);
});

test('a folder named like a jar hides no jar in it', async () => {
  const inventory = await scanLayers(
    [at('deploy/app.war/WEB-INF/lib/log4j.jar', log4j)],
    [{ path: 'deploy/app.war', type: 'directory' }, at('deploy/app.war/new', 'x')],
  );

  assert.equal(inventory.packages.length, 1);
});

test('what is no archive is reported', async () => {
  const inventory = await scanLayers([at('app.jar', 'not a jar')]);

  assert.deepEqual(
    inventory.issues.map(({ code, path }) => [code, path]),
    [['PACKAGE_DATA_INVALID', 'app.jar']],
  );
});

test('a broken jar within an archive is reported, and the others count', () => {
  const outer = jarFile([
    { name: 'broken.jar', content: 'not a jar' },
    { name: 'damaged.jar', content: log4j, claims: { checksum: 1 } },
    { name: 'log4j.jar', content: log4j },
  ]);

  const reading = readJar('app.war', outer);

  assert.ok(reading.kind === 'data');
  assert.equal(reading.data.packages.length, 1);
  assert.deepEqual(
    reading.issues?.map((issue) => issue.code),
    ['PACKAGE_DATA_INVALID', 'PACKAGE_DATA_INVALID'],
  );
});

function nested(levels: number): Buffer {
  let archive = log4j;
  for (let level = 0; level < levels; level += 1) {
    archive = jarFile([{ name: `level-${level}.jar`, content: archive }]);
  }
  return archive;
}

const bombs: readonly {
  readonly name: string;
  readonly archive: Buffer;
  readonly limits: Partial<typeof jarLimits>;
  readonly code: string;
}[] = [
  { name: 'nests too deep', archive: nested(6), limits: {}, code: 'NESTING_LIMIT' },
  {
    name: 'has too many entries',
    archive: jarFile(Array.from({ length: 50 }, (_, index) => ({ name: `${index}`, content: '' }))),
    limits: { entries: 49 },
    code: 'ENTRY_LIMIT',
  },
  {
    name: 'unpacks to too much in all',
    archive: jarFile([1, 2, 3].map((index) => ({ name: `${index}.jar`, content: log4j }))),
    limits: { inflatedBytes: log4j.length * 2 },
    code: 'FILE_BYTES_LIMIT',
  },
  {
    name: 'unpacks to far more than it takes',
    archive: jarFile([{ name: 'zeros.jar', content: Buffer.alloc(4 * 1024 * 1024) }]),
    limits: {},
    code: 'COMPRESSION_RATIO_LIMIT',
  },
  {
    name: 'has an inner archive with an endless name',
    archive: jarFile([{ name: `${'x'.repeat(2000)}.jar`, content: log4j }]),
    limits: {},
    code: 'PATH_LENGTH_LIMIT',
  },
  {
    name: 'has too many packages',
    archive: jarFile([1, 2, 3].map((index) => pomProperties('g', `a${index}`, '1'))),
    limits: { packages: 2 },
    code: 'ENTRY_LIMIT',
  },
];

for (const { name, archive, limits, code } of bombs) {
  test(`an archive that ${name} ends in ${code}`, () => {
    const reading = readJar('app.jar', archive, { ...jarLimits, ...limits });

    assert.ok(reading.kind === 'data');
    assert.deepEqual([...new Set(reading.issues?.map((issue) => issue.code))], [code]);
  });
}

test('names of object prototypes are ordinary text, and names that are none are left out', async () => {
  const hostile = jarFile([
    pomProperties('__proto__', 'constructor', '1.0'),
    pomProperties('a b', 'c', '1.0'),
    pomProperties('g', 'x/y', '1.0'),
    pomProperties('g', 'y'.repeat(300), '1.0'),
  ]);

  const inventory = await scanLayers([at('app.jar', hostile)]);

  assert.deepEqual(namesOf(inventory), ['__proto__:constructor@1.0']);
});

const war = await fixture('images/war-with-3-level-jar-docker-archive.tar');
test('a real war with jars three levels deep gives all of them', war, async () => {
  const { provider, digest } = await loadImageArchive(war.path);

  const inventory = await inventoryOf({ provider, reference: digest });

  assert.equal(inventory.state, 'indexed');
  const deepest = inventory.packages.find((one) => one.name.endsWith(':listenablefuture'));
  assert.equal(deepest?.locations[0]?.split('!/').length, 4);
  assert.ok(namesOf(inventory).includes('org.apache.tomcat.embed:tomcat-embed-core@9.0.63'));
});
