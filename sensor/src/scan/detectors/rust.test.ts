import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, deflateSync } from 'node:zlib';
import { elfFile } from '../testing/elf-file.ts';
import { namesOf, scanLayers } from '../testing/scan-kit.ts';
import { RustStream } from './rust-stream.ts';

const crates = [
  { name: 'serde', version: '1.0.200', source: 'crates.io' },
  { name: 'tool', version: '0.1.0', source: 'local', dependencies: [0], root: true },
  { name: 'cc', version: '1.0.90', source: 'crates.io', kind: 'build' },
];
const code = { content: Buffer.alloc(40_000, 0x90) };
const end = { content: Buffer.alloc(6000, 0x78) };
const list = (packages: unknown) => deflateSync(JSON.stringify({ packages, format: 1 }));
const at = (path: string, content: Buffer) => ({ path, content });

test('the crates of a program are found, without those that only built it', async () => {
  const inventory = await scanLayers([
    at('usr/local/bin/tool', elfFile([code, { content: list(crates) }, end])),
  ]);

  assert.deepEqual(
    inventory.packages.map(({ type, purl, locations, detector }) => [
      type,
      purl,
      locations,
      detector,
    ]),
    [
      ['cargo', 'pkg:cargo/serde@1.0.200', ['usr/local/bin/tool'], 'rust'],
      ['cargo', 'pkg:cargo/tool@0.1.0', ['usr/local/bin/tool'], 'rust'],
    ],
  );
  assert.equal(inventory.state, 'indexed');
});

for (const options of [{ is64: false }, { isBigEndian: true }]) {
  test(`a program of the form ${JSON.stringify(options)} is read`, async () => {
    const content = elfFile([code, { content: list(crates) }, end], options);

    assert.equal((await scanLayers([at('tool', content)])).packages.length, 2);
  });
}

function readInPieces(bytes: Buffer, pieceBytes: number) {
  const stream = new RustStream();
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
    const piece = Buffer.from(bytes.subarray(offset, offset + pieceBytes));
    const wantsMore = stream.push(piece);
    piece.fill(0);
    if (!wantsMore) break;
  }
  return stream.end();
}

test('the list is found wherever the stream is cut, also when it is long', () => {
  const many = Array.from({ length: 3000 }, (_, index) => ({
    name: `crate-${(index * 7919).toString(36)}`,
    version: `${index}.0.0`,
  }));
  const bytes = elfFile([code, { content: list(many) }, end]);
  const whole = readInPieces(bytes, bytes.length);

  assert.ok(whole.kind === 'data');
  assert.equal(whole.data.crates.length, 3000);
  for (const pieceBytes of [61, 511, 512, 513, 4096, 41_000]) {
    assert.deepEqual(readInPieces(bytes, pieceBytes), whole);
  }
});

test('a list that is no section of the program is not believed', async () => {
  const content = Buffer.concat([Buffer.from('a constant: '), list(crates)]);

  const inventory = await scanLayers([at('tool', elfFile([code, { content }, end]))]);

  assert.deepEqual(inventory.packages, []);
});

test('test data that look like lists do not hide the true one', async () => {
  const constant = { content: Buffer.concat([Buffer.from('x'), list([{ name: 'no' }])]) };

  const inventory = await scanLayers([
    at('tool', elfFile([code, constant, constant, { content: list(crates) }, end])),
  ]);

  assert.deepEqual(namesOf(inventory), ['serde@1.0.200', 'tool@0.1.0']);
});

const broken = [
  { name: 'is cut short', content: list(crates).subarray(0, -20) },
  { name: 'holds no list', content: list({ name: 'serde' }) },
  { name: 'unpacks to too much', content: deflateSync(`{"packages":[${' '.repeat(17 << 20)}]}`) },
];

for (const { name, content } of broken) {
  test(`a section that ${name} is reported`, async () => {
    const inventory = await scanLayers([at('tool', elfFile([code, { content }, end]))]);

    assert.deepEqual(
      inventory.issues.map((issue) => [issue.code, issue.path]),
      [['PACKAGE_DATA_INVALID', 'tool']],
    );
  });
}

test('crates with names of no crate are left out, and prototypes stay as they are', async () => {
  const hostile = [
    JSON.parse('{"__proto__": {"name": "evil", "version": "6.6.6"}}'),
    { name: '__proto__', version: '1.0.0' },
    { name: 5, version: '1.0.0' },
    { name: 'a', version: '1\n2' },
    null,
    'text',
  ];

  const inventory = await scanLayers([
    at('tool', elfFile([code, { content: list(hostile) }, end])),
  ]);

  assert.deepEqual(namesOf(inventory), ['__proto__@1.0.0']);
});

test('every cut and every flipped byte of the headers ends in an inventory', () => {
  const bytes = elfFile([{ content: list(crates) }]);
  for (let length = 0; length < bytes.length; length += 1) {
    readInPieces(bytes.subarray(0, length), 1000);
  }
  for (let place = 0; place < 130; place += 1) {
    for (const value of [0, 0x7f, 0x80, 0xff]) {
      const flipped = Buffer.from(bytes);
      flipped[place] = value;
      readInPieces(flipped, 1000);
    }
  }
});

test('a program full of places that look like compressed data is given up and named', () => {
  const other = deflateSync(JSON.stringify({ crates, format: 1 })).subarray(0, 40);
  const bytes = elfFile([{ content: Buffer.alloc(2_000_000, other) }]);

  assert.equal(readInPieces(bytes, 100_000).kind, 'invalid');
});

test('places whose first bits already tell that they are no list cost nothing', () => {
  const bytes = elfFile([{ content: Buffer.alloc(2_000_000, Buffer.from([0x78, 0x9c, 0x63])) }]);

  assert.equal(readInPieces(bytes, 100_000).kind, 'nothing');
});

test('a list that is compressed with fixed codes is read', () => {
  const packages = { packages: crates, format: 1 };
  const content = deflateSync(JSON.stringify(packages), { strategy: constants.Z_FIXED });

  assert.equal(readInPieces(elfFile([code, { content }, end]), 700).kind, 'data');
});
