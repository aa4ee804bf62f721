import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whiteout } from '@harborguard/shared/testing/image/layer-tar.ts';
import { type ElfOptions, elfFile, goBuildInfo } from '../testing/elf-file.ts';
import { oldGoProgram } from '../testing/old-go-program.ts';
import { namesOf, scanLayers } from '../testing/scan-kit.ts';
import { GoStream } from './go-stream.ts';

const code = { content: Buffer.alloc(40_000, 0x90) };
const modules = [
  'path\texample.com/tool',
  'mod\texample.com/tool\tv1.2.3\th1:a=',
  'dep\tgolang.org/x/net\tv0.17.0\th1:b=',
  'build\tCGO_ENABLED=0',
];

function program(
  lines: readonly string[] = modules,
  goVersion = 'go1.22.3',
  options: ElfOptions = {},
): Buffer {
  const info = { content: goBuildInfo(goVersion, lines), isWritable: true };
  return elfFile([code, info, { content: Buffer.alloc(5000) }], options);
}

const at = (path: string, content: Buffer) => ({ path, content });

test('a program gives its module, its dependencies and the standard library', async () => {
  const inventory = await scanLayers([at('usr/local/bin/tool', program())]);

  assert.deepEqual(
    inventory.packages.map(({ type, purl, locations, detector }) => [
      type,
      purl,
      locations,
      detector,
    ]),
    [
      ['golang', 'pkg:golang/stdlib@1.22.3', ['usr/local/bin/tool'], 'go'],
      ['golang', 'pkg:golang/example.com/tool@v1.2.3', ['usr/local/bin/tool'], 'go'],
      ['golang', 'pkg:golang/golang.org/x/net@v0.17.0', ['usr/local/bin/tool'], 'go'],
    ],
  );
  assert.equal(inventory.state, 'indexed');
});

test('the build information is found wherever the stream is cut', () => {
  const bytes = program();
  const whole = readInPieces(bytes, bytes.length);

  for (const pieceBytes of [1, 7, 13, 16, 511, 4096, 33_000]) {
    assert.deepEqual(readInPieces(bytes, pieceBytes), whole);
  }
  assert.equal(whole.kind, 'data');
});

function readInPieces(bytes: Buffer, pieceBytes: number) {
  const stream = new GoStream();
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
    // The memory of a piece is used again, as while a layer is unpacked.
    const piece = Buffer.from(bytes.subarray(offset, offset + pieceBytes));
    const wantsMore = stream.push(piece);
    piece.fill(0);
    if (!wantsMore) break;
  }
  return stream.end();
}

for (const options of [
  { is64: false },
  { isBigEndian: true },
  { is64: false, isBigEndian: true },
  { sectionTable: 'none' },
] as const) {
  test(`a program of the form ${JSON.stringify(options)} is read`, async () => {
    const inventory = await scanLayers([at('tool', program(modules, 'go1.22.3', options))]);

    assert.equal(inventory.packages.length, 3);
  });
}

const versions = [
  { written: 'go1.22.3', version: '1.22.3' },
  { written: 'go1.20', version: '1.20.0' },
  { written: 'go1.23rc2', version: '1.23.0-rc.2' },
  { written: 'go1.22.5 X:boringcrypto', version: '1.22.5' },
  { written: 'devel go1.24-6c79a4e Mon', version: '1.24.0-devel' },
  { written: 'devel +6c79a4e Mon', version: undefined },
];

for (const { written, version } of versions) {
  test(`the toolchain ${written} brings the standard library ${version}`, async () => {
    const inventory = await scanLayers([at('tool', program(modules, written))]);

    const found = inventory.packages.find((one) => one.name === 'stdlib');
    assert.equal(found?.version, version);
    assert.equal(
      inventory.packages.some((one) => one.name === 'example.com/tool'),
      true,
    );
  });
}

test('programs for Windows and macOS are read', async () => {
  const info = goBuildInfo('go1.22.3', modules);
  const portable = Buffer.alloc(4096);
  portable.write('MZ');
  portable.writeUInt32LE(64, 60);
  portable.write('PE\0\0', 64);
  portable.writeUInt16LE(1, 70);
  portable.writeUInt32LE(0x2000, 88 + 12);
  portable.writeUInt32LE(info.length, 88 + 16);
  portable.writeUInt32LE(4096, 88 + 20);
  portable.writeUInt32LE(0xc0000040, 88 + 36);
  const mach = Buffer.alloc(4096);
  mach.writeUInt32BE(0xcffaedfe);
  mach.writeUInt32LE(1, 16);
  mach.writeUInt32LE(0x19, 32);
  mach.writeUInt32LE(72, 36);
  mach.write('__DATA', 40);
  mach.writeUInt32LE(0x2000, 56);
  mach.writeUInt32LE(4096, 72);
  mach.writeUInt32LE(info.length, 80);

  const inventory = await scanLayers([
    at('tool.exe', Buffer.concat([portable, info])),
    at('tool-mac', Buffer.concat([mach, info])),
  ]);

  assert.equal(inventory.packages.length, 3);
  assert.deepEqual(inventory.packages[0]?.locations, ['tool.exe', 'tool-mac']);
});

test('a replaced module is given as what replaces it, and as itself when that is a folder', async () => {
  const lines = [
    'mod\texample.com/tool\t(devel)\t',
    'dep\tgithub.com/old/one\tv1.0.0',
    '=>\tgithub.com/fork/one\tv1.0.9\th1:c=',
    'dep\tgithub.com/old/two\tv2.0.0+incompatible',
    '=>\t../two\t',
  ];

  const inventory = await scanLayers([at('tool', program(lines))]);

  assert.deepEqual(namesOf(inventory), [
    'example.com/tool@(devel)',
    'github.com/fork/one@v1.0.9',
    'github.com/old/two@v2.0.0+incompatible',
    'stdlib@1.22.3',
  ]);
});

test('the same module of two programs is one package at two places', async () => {
  const inventory = await scanLayers([at('a', program()), at('b', program())]);

  assert.equal(inventory.packages.length, 3);
  assert.deepEqual(inventory.packages[0]?.locations, ['a', 'b']);
});

test('a hard link is a place of its own, and a program that is gone is not found', async () => {
  const linked = { path: 'bin/two', type: 'link', target: 'bin/one' } as const;

  const inventory = await scanLayers(
    [at('bin/one', program()), linked, at('bin/three', program(['mod\tgone.example/x\tv1.0.0']))],
    [whiteout('bin/one'), whiteout('bin/three')],
  );

  assert.equal(inventory.packages.length, 3);
  assert.deepEqual(inventory.packages[0]?.locations, ['bin/two']);
});

test('a program that brings the magic along as a constant gives its own modules', async () => {
  const constant = Buffer.concat([Buffer.from('\xff Go buildinf:', 'latin1'), Buffer.alloc(18, 7)]);
  const bytes = elfFile([
    code,
    { content: constant },
    { content: Buffer.concat([constant, goBuildInfo('go1.21.0', modules)]), isWritable: true },
  ]);

  const inventory = await scanLayers([at('tool', bytes)]);

  assert.equal(inventory.packages.length, 3);
});

test('the magic in data that may not change is not believed', async () => {
  const bytes = elfFile([code, { content: goBuildInfo('go1.22.3', modules) }]);

  const inventory = await scanLayers([at('tool', bytes)]);

  assert.deepEqual(inventory.packages, []);
});

const oldForms = [
  {},
  { is64: false },
  { isBigEndian: true },
  { is64: false, isBigEndian: true },
  { sectionTable: 'none' },
] as const;

for (const options of oldForms) {
  test(`a program of Go before 1.18 of the form ${JSON.stringify(options)} is read`, async () => {
    const old = oldGoProgram('go1.17.13', modules, options);

    const inventory = await scanLayers([at('tool', old)]);

    assert.deepEqual(namesOf(inventory), [
      'example.com/tool@v1.2.3',
      'golang.org/x/net@v0.17.0',
      'stdlib@1.17.13',
    ]);
    assert.equal(inventory.state, 'indexed');
  });
}

test('what old build information points to is found wherever the stream is cut', () => {
  const bytes = oldGoProgram('go1.16.3', modules);
  const whole = readInPieces(bytes, bytes.length);

  for (const pieceBytes of [1, 7, 13, 16, 511, 4096, 33_000, 40_500]) {
    assert.deepEqual(readInPieces(bytes, pieceBytes), whole, String(pieceBytes));
  }
  assert.equal(whole.kind, 'data');
});

test('an old program that was not built from modules gives the standard library', async () => {
  const old = oldGoProgram('go1.15.9', [], { modules: 'unfilled' });

  const inventory = await scanLayers([at('tool', old)]);

  assert.deepEqual(namesOf(inventory), ['stdlib@1.15.9']);
  assert.equal(inventory.state, 'indexed');
});

test('old build information that points outside of the program is named', async () => {
  const old = oldGoProgram('go1.15.9', modules, { modules: 'elsewhere' });

  const inventory = await scanLayers([at('tool', old)]);

  assert.deepEqual(inventory.packages, []);
  assert.deepEqual(
    inventory.issues.map(({ code, path }) => [code, path]),
    [['PACKAGE_DATA_INVALID', 'tool']],
  );
});

test('every flipped byte of an old program ends in an inventory, and texts that never end are not kept', () => {
  const bytes = oldGoProgram('go1.17.13', modules);
  for (let place = 0; place < bytes.length; place += place < 300 || place > 40_200 ? 1 : 997) {
    const broken = Buffer.from(bytes);
    broken[place] = (broken[place] ?? 0) ^ 0xff;
    readInPieces(broken, 8192);
  }
  const endless = Buffer.concat([bytes.subarray(0, -200), Buffer.alloc(20_000_000, 'go1.1')]);
  readInPieces(endless, 1_000_000);
});

test('programs of a distro package belong to it', async () => {
  const status = 'Package: tool\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n';

  const inventory = await scanLayers([
    at('var/lib/dpkg/status', Buffer.from(status)),
    at('var/lib/dpkg/info/tool.list', Buffer.from('/.\n/usr\n/usr/bin/tool\n')),
    at('usr/bin/tool', program()),
    at('usr/local/bin/tool', program()),
  ]);

  const net = inventory.packages.filter((one) => one.name === 'golang.org/x/net');
  assert.deepEqual(
    net.map((one) => [one.locations[0], one.ownedBy?.startsWith('pkg:deb/') === true]),
    [
      ['usr/bin/tool', true],
      ['usr/local/bin/tool', false],
    ],
  );
});

test('hostile names and versions are left out, and never end the scan', async () => {
  const lines = [
    'mod\t__proto__\tv1.0.0',
    'dep\tconstructor\tvery-new',
    'dep\ta b\tv1.0.0',
    `dep\t${'x'.repeat(600)}\tv1.0.0`,
    'dep',
    '=>\tlast\tv2.0.0',
  ];

  const inventory = await scanLayers([at('tool', program(lines))]);

  assert.deepEqual(namesOf(inventory), ['__proto__@v1.0.0', 'last@v2.0.0', 'stdlib@1.22.3']);
});

test('every cut and every flipped byte of the headers ends in an inventory', () => {
  const bytes = elfFile([{ content: goBuildInfo('go1.22.3', modules), isWritable: true }]);
  for (let length = 0; length < bytes.length; length += 1) {
    readInPieces(bytes.subarray(0, length), 1000);
  }
  for (let place = 0; place < 200; place += 1) {
    for (const value of [0, 0x7f, 0x80, 0xff]) {
      const broken = Buffer.from(bytes);
      broken[place] = value;
      readInPieces(broken, 1000);
    }
  }
});

test('texts that claim to be larger than the limit are not waited for', () => {
  const info = goBuildInfo('go1.22.3', modules);
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f]).copy(info, 32);
  const bytes = elfFile([code, { content: info, isWritable: true }]);

  assert.deepEqual(readInPieces(bytes, 1000), { kind: 'nothing' });
});
