// Layers made to break their reader. Each has a name, and the verdict it must end in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { defaultScanLimits, type ScanLimits } from './scan-limits.ts';
import { verdictOfBytes, verdictOfTar } from './testing/hostile-case.ts';
import { type TarBlockOptions, tarBlock } from './testing/tar-blocks.ts';

const end = Buffer.alloc(1024);
const status = 'Package: a\nStatus: install ok installed\nVersion: 1\n';

function padded(body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

function file(name: string, body: string | Buffer = '', more: Partial<TarBlockOptions> = {}) {
  const size = Buffer.byteLength(body);
  return Buffer.concat([tarBlock({ name, flag: '0', size, ...more }), padded(body)]);
}

function link(name: string, target: string, flag: '1' | '2'): Buffer {
  return tarBlock({ name, flag, size: 0, link: target });
}

function folder(name: string): Buffer {
  return tarBlock({ name, flag: '5', size: 0 });
}

function extension(flag: string, body: string | Buffer): Buffer {
  return file('ext', body, { flag });
}

function pax(...records: readonly string[]): Buffer {
  return extension('x', records.map(paxRecord).join(''));
}

function paxRecord(record: string): string {
  const size = (digits: number) => digits + 1 + Buffer.byteLength(record) + 1;
  const length = size(String(size(2)).length);
  return `${size(String(length).length)} ${record}\n`;
}

function tar(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts, end]);
}

/** The block with other bytes at an offset, and a checksum that is right again. */
function altered(block: Buffer, offset: number, bytes: Buffer): Buffer {
  const copy = Buffer.from(block);
  bytes.copy(copy, offset);
  copy.fill(' ', 148, 156);
  const sum = copy.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return copy;
}

interface Case {
  readonly name: string;
  readonly tar: Buffer;
  readonly verdict: string;
  readonly limits?: Partial<ScanLimits>;
}

const whole = tar(file('etc/a', 'x'.repeat(1000)), file('var/lib/dpkg/status', status));

/** A cut at an end of an entry leaves an archive without end marks, which is one. */
const cuts: readonly Case[] = Array.from({ length: 24 }, (_, index) => {
  const at = 100 + index * 100;
  const isEntryEnd = at === 0;
  const isPaddingOnly = at > 512 + 1000 && at < 1536;
  const isAfterBody = at > 1536 + 512 + status.length && at < 2560;
  const isEndMark = at >= 2560 && (at - 2560) % 512 === 0;
  const isClean = isEntryEnd || isPaddingOnly || isAfterBody || isEndMark;
  return {
    name: `an archive cut at byte ${at}`,
    tar: whole.subarray(0, at),
    verdict: isClean ? 'clean' : 'LAYER_INVALID',
  };
});

const sizeField = 124;
const numbers: readonly Case[] = (
  [
    ['letters for a size', sizeField, Buffer.from('zzzzzzzzzzz\0'), 'LAYER_INVALID'],
    ['an eight in an octal size', sizeField, Buffer.from('00000000008\0'), 'LAYER_INVALID'],
    ['a sign before a size', sizeField, Buffer.from('-0000000001\0'), 'LAYER_INVALID'],
    ['the largest octal size', sizeField, Buffer.from('77777777777\0'), 'LAYER_INVALID'],
    ['a negative binary size', sizeField, Buffer.alloc(12, 0xff), 'LAYER_INVALID'],
    [
      'a binary size beyond what numbers hold',
      sizeField,
      Buffer.from([0x80, ...Array<number>(11).fill(0xff)]),
      'LAYER_INVALID',
    ],
    ['blanks for a size', sizeField, Buffer.alloc(12, 0x20), 'clean'],
    ['nothing for a size', sizeField, Buffer.alloc(12), 'clean'],
    ['letters for permissions', 100, Buffer.from('rwxrwxrw'), 'clean'],
    ['binary permissions', 100, Buffer.alloc(8, 0xff), 'clean'],
    ['letters for an owner', 108, Buffer.from('somebody'), 'clean'],
    ['letters for a group', 116, Buffer.from('somebody'), 'clean'],
    ['letters for a time', 136, Buffer.from('never-ever-x'), 'clean'],
    ['an unknown type', 156, Buffer.from('Z'), 'clean'],
    ['a type beyond ASCII', 156, Buffer.from([0xff]), 'clean'],
    ['a name without end', 0, Buffer.alloc(100, 0x61), 'clean'],
    ['a magic without end', 257, Buffer.alloc(8, 0xff), 'clean'],
    ['a prefix of traversal', 345, Buffer.from('../../..'), 'LAYER_INVALID'],
    ['a prefix without end', 345, Buffer.alloc(155, 0x62), 'clean'],
  ] as const
).map(([name, offset, bytes, verdict]) => ({
  name,
  tar: tar(altered(file('etc/a'), offset, bytes)),
  verdict,
}));

const paxCases: readonly Case[] = (
  [
    ['a PAX length of zero', extension('x', '0 path=a\n'), 'LAYER_INVALID'],
    ['a PAX length that is negative', extension('x', '-9 path=a\n'), 'LAYER_INVALID'],
    ['a PAX length in hexadecimal', extension('x', '0xb path=a\n'), 'LAYER_INVALID'],
    ['a PAX length with an exponent', extension('x', '1e1 path=a\n'), 'LAYER_INVALID'],
    ['a PAX length beyond the record', extension('x', '99 path=a\n'), 'LAYER_INVALID'],
    [
      'a PAX length of very many digits',
      extension('x', `${'9'.repeat(300)} path=a\n`),
      'LAYER_INVALID',
    ],
    ['a PAX length shorter than its key', extension('x', '4 path=a\n'), 'LAYER_INVALID'],
    ['a PAX record without a sign of equality', extension('x', '7 path\n'), 'LAYER_INVALID'],
    ['a PAX record without a key', extension('x', '5 =a\n'), 'LAYER_INVALID'],
    ['a PAX record without a line end', extension('x', '10 path=abc'), 'LAYER_INVALID'],
    ['PAX records that are NULs', extension('x', Buffer.alloc(64)), 'LAYER_INVALID'],
    ['PAX records that are no text', extension('x', Buffer.alloc(64, 0xfe)), 'LAYER_INVALID'],
    ['a PAX path with a NUL', pax('path=a\0b'), 'LAYER_INVALID'],
    ['a PAX link path with a NUL', pax('linkpath=a\0b'), 'LAYER_INVALID'],
    ['a PAX path of traversal', pax('path=../../etc/passwd'), 'LAYER_INVALID'],
    ['an absolute PAX path', pax('path=/etc/passwd'), 'clean'],
    ['an empty PAX path', pax('path='), 'clean'],
    ['a PAX path longer than Linux allows', pax(`path=${'a/'.repeat(3000)}`), 'PATH_LENGTH_LIMIT'],
    ['a PAX size that is no number', pax('size=many'), 'LAYER_INVALID'],
    ['a PAX size that is negative', pax('size=-1'), 'LAYER_INVALID'],
    ['a PAX size with a fraction', pax('size=1.5'), 'LAYER_INVALID'],
    ['a PAX size of very many digits', pax(`size=${'9'.repeat(40)}`), 'LAYER_INVALID'],
    ['a PAX size beyond the archive', pax('size=999999999999'), 'LAYER_INVALID'],
    [
      'ten thousand PAX keys',
      pax(...Array.from({ length: 10_000 }, (_, at) => `k${at}=v`)),
      'clean',
    ],
    ['a PAX key named like a prototype', pax('__proto__=a', 'constructor=b'), 'clean'],
    ['a PAX owner that is no number', pax('uid=root', 'gid=-1'), 'clean'],
    [
      'a sparse map of version 1.0',
      pax('GNU.sparse.major=1', 'GNU.sparse.minor=0', 'GNU.sparse.name=a'),
      'clean',
    ],
    ['a sparse real size beyond all', pax('GNU.sparse.realsize=99999999999999999999'), 'clean'],
    ['a sparse map of version 0.1 that lies', pax('GNU.sparse.map=0,1,-5,9999999999'), 'clean'],
    ['a sparse name of traversal', pax('GNU.sparse.name=../../a'), 'LAYER_INVALID'],
    ['a global record of traversal', extension('g', paxRecord('path=../../a')), 'clean'],
    ['a global record that is broken', extension('g', '99 x'), 'clean'],
    ['a long name of traversal', extension('L', '../../etc/shadow\0'), 'LAYER_INVALID'],
    ['a long name without end', extension('L', 'a'.repeat(5000)), 'PATH_LENGTH_LIMIT'],
    ['a long link without end', extension('K', 'a'.repeat(5000)), 'clean'],
    ['an empty long name', extension('L', ''), 'clean'],
    [
      'a long name for a long name',
      Buffer.concat([extension('L', 'a\0'), extension('L', 'b\0')]),
      'clean',
    ],
    [
      'a thousand extensions for one entry',
      Buffer.concat(Array<Buffer>(1000).fill(pax('comment=a'))),
      'clean',
    ],
    [
      'an extension beyond its limit',
      extension('x', Buffer.alloc(1_100_000, 0x61)),
      'PATH_LENGTH_LIMIT',
    ],
  ] as const
).map(([name, before, verdict]) => ({ name, tar: tar(before, file('etc/a')), verdict }));

const alone: readonly Case[] = ['x', 'L', 'K'].map((flag) => ({
  name: `an extension of type ${flag} that belongs to nothing`,
  tar: extension(flag, flag === 'x' ? paxRecord('path=a') : 'a\0'),
  verdict: 'LAYER_INVALID',
}));

const badNames = [
  '..',
  '../a',
  '../../../etc/passwd',
  'a/../../b',
  'a/..',
  './..',
  '/..',
  '/../a',
  'a/b/../../../c',
  'usr/lib/../../../x',
  '..//a',
];
const oddNames = [
  '.',
  './',
  '/',
  '//',
  '...',
  '.../a',
  '..a',
  'a..',
  '/etc/passwd',
  '//etc//passwd',
  './/./a',
  'C:\\windows',
  '..\\..\\a',
  'a\nb',
  'a\u001b[2J',
  ' ',
  '~/a',
  '%2e%2e/a',
  '\u202etxt.exe',
  'con',
  '.wh',
  '.wh.a',
  'a/.wh.b',
  '.wh..wh..opq',
  'a/.wh..wh..opq',
  '.wh..wh.plnk',
  '.wh..wh.aufs',
];
const badWhiteouts = ['.wh.', '.wh..', '.wh...', 'a/.wh.', 'a/.wh..', 'a/.wh...'];
const names: readonly Case[] = [
  ...badNames.map((name) => ({ name, verdict: 'LAYER_INVALID' })),
  ...oddNames.map((name) => ({ name, verdict: 'clean' })),
  ...badWhiteouts.map((name) => ({ name, verdict: 'LAYER_INVALID' })),
].flatMap(({ name, verdict }) => [
  { name: `a file named ${JSON.stringify(name)}`, tar: tar(file(name, 'x')), verdict },
  { name: `a folder named ${JSON.stringify(name)}`, tar: tar(folder(name)), verdict },
  { name: `a link named ${JSON.stringify(name)}`, tar: tar(link(name, 'etc/a', '2')), verdict },
]);

const dpkg = 'var/lib/dpkg/status';
const release = 'etc/os-release';
const links: readonly Case[] = (
  [
    ['a symbolic link to itself', [link(release, 'os-release', '2')], 'clean'],
    [
      'two links to each other',
      [
        link(release, '../usr/lib/os-release', '2'),
        link('usr/lib/os-release', '../../etc/os-release', '2'),
      ],
      'clean',
    ],
    ['a hard link to itself', [link(dpkg, dpkg, '1')], 'clean'],
    ['a hard link to nothing', [link(dpkg, 'nowhere', '1')], 'clean'],
    ['a hard link out of the image', [link(dpkg, '../../../etc/passwd', '1')], 'clean'],
    ['a hard link to a folder', [folder('d'), link(dpkg, 'd', '1')], 'clean'],
    [
      'a symbolic link out of the image',
      [link(dpkg, '../../../../../../etc/passwd', '2')],
      'clean',
    ],
    ['a symbolic link to the host', [link(dpkg, '/proc/self/environ', '2')], 'clean'],
    ['a symbolic link without a target', [link(dpkg, '', '2')], 'clean'],
    ['a symbolic link to the root', [link('var', '/', '2'), file(dpkg, status)], 'clean'],
    [
      'a folder that is a link to its parent',
      [link('var/lib', '..', '2'), file(dpkg, status)],
      'clean',
    ],
    [
      'a link target longer than Linux allows',
      [extension('K', `${'a/'.repeat(3000)}\0`), link(dpkg, 'x', '2')],
      'PATH_LENGTH_LIMIT',
    ],
    [
      'a chain of a thousand links',
      Array.from({ length: 1000 }, (_, at) => link(`etc/l${at}`, `l${at + 1}`, '2')),
      'clean',
    ],
    [
      'a link in the place of a database',
      [file(dpkg, status), link(dpkg, '/dev/zero', '2')],
      'clean',
    ],
    ['a database below a file', [file('var/lib', 'x'), file(dpkg, status)], 'clean'],
    [
      'a device in the place of a database',
      [tarBlock({ name: dpkg, flag: '3', size: 0 })],
      'clean',
    ],
    ['a pipe in the place of a database', [tarBlock({ name: dpkg, flag: '6', size: 0 })], 'clean'],
    ['a folder in the place of a database', [folder(dpkg)], 'clean'],
    [
      'a database with holes',
      [tarBlock({ name: dpkg, flag: 'S', size: 0 })],
      'PACKAGE_DATA_INVALID',
    ],
    ['a database written a thousand times', Array<Buffer>(1000).fill(file(dpkg, status)), 'clean'],
    [
      'a name that is a file and a folder by turns',
      Array.from({ length: 200 }, (_, at) =>
        at % 2 === 0 ? file('a/package.json', '{}') : folder('a/package.json'),
      ),
      'clean',
    ],
    ['ten thousand folders deep', [pax(`path=${'a/'.repeat(2000)}b`), file('x')], 'clean'],
    [
      'a file in each of its own names',
      Array.from({ length: 90 }, (_, at) => file('n/'.repeat(at % 45))),
      'clean',
    ],
  ] as const
).map(([name, parts, verdict]) => ({ name, tar: tar(...parts), verdict }));

const bombs: readonly Case[] = [
  {
    name: 'more entries than the limit',
    tar: tar(...Array.from({ length: 60 }, (_, at) => file(`f${at}`))),
    limits: { entriesPerLayer: 50 },
    verdict: 'ENTRY_LIMIT',
  },
  {
    name: 'more extensions than the limit of entries',
    tar: tar(...Array.from({ length: 60 }, () => pax('comment=a')), file('a')),
    limits: { entriesPerLayer: 50 },
    verdict: 'ENTRY_LIMIT',
  },
  {
    name: 'more package files than the limit',
    tar: tar(
      ...Array.from({ length: 60 }, (_, at) =>
        file(`node_modules/p${at}/package.json`, `{"name":"p${at}","version":"1.0.0"}`),
      ),
    ),
    limits: { findingsPerLayer: 50 },
    verdict: 'ENTRY_LIMIT',
  },
  {
    name: 'more folders named like package files than the limit',
    tar: tar(...Array.from({ length: 60 }, (_, at) => folder(`node_modules/p${at}/package.json`))),
    limits: { findingsPerLayer: 50 },
    verdict: 'ENTRY_LIMIT',
  },
  {
    name: 'more bytes than the limit',
    tar: tar(file('big', Buffer.alloc(300_000, 1))),
    limits: { uncompressedLayerBytes: 200_000 },
    verdict: 'UNCOMPRESSED_BYTES_LIMIT',
  },
  {
    name: 'more compressed bytes than the limit',
    tar: tar(file('big', Buffer.alloc(300_000, 1))),
    limits: { compressedLayerBytes: 200_000 },
    verdict: 'COMPRESSED_BYTES_LIMIT',
  },
  {
    name: 'a database larger than is read',
    tar: tar(file('node_modules/a/package.json', Buffer.alloc(3_000_000, 0x20))),
    verdict: 'FILE_BYTES_LIMIT',
  },
];

const all = [...cuts, ...numbers, ...paxCases, ...alone, ...names, ...links, ...bombs];
for (const { name, tar: bytes, verdict, limits } of all) {
  test(`hostile archive: ${name}`, async () => {
    const settings = limits === undefined ? {} : { limits: { ...defaultScanLimits, ...limits } };
    assert.equal(await verdictOfTar(bytes, settings), verdict);
  });
}

const small = tar(file('etc/a', 'x'));
const gzip = gzipSync(small);
const zstd = zstdCompressSync(small);
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
const gzipTail = (body: Buffer) => {
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(body), 0);
  tail.writeUInt32LE(body.length, 4);
  return tail;
};

const streams = [
  ...[1, 5, 10, 20, -1, -4, -8, -20].map(
    (at) => [`gzip cut at ${at}`, gzip.subarray(0, at), 'LAYER_INVALID'] as const,
  ),
  ...[5, 8, 12, 20, -1, -4, -8].map(
    (at) => [`zstd cut at ${at}`, zstd.subarray(0, at), 'LAYER_INVALID'] as const,
  ),
  [
    'gzip with a wrong checksum',
    Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(4), gzip.subarray(-4)]),
    'LAYER_INVALID',
  ],
  [
    'gzip with a wrong length',
    Buffer.concat([gzip.subarray(0, -4), Buffer.alloc(4, 0xff)]),
    'LAYER_INVALID',
  ],
  [
    'gzip with garbage behind it',
    Buffer.concat([gzip, Buffer.from('garbage that is no member')]),
    'LAYER_INVALID',
  ],
  ['gzip with zeros behind it', Buffer.concat([gzip, Buffer.alloc(4096)]), 'clean'],
  [
    'gzip of an unknown method',
    Buffer.concat([Buffer.from([0x1f, 0x8b, 9]), gzip.subarray(3)]),
    'LAYER_INVALID',
  ],
  [
    'gzip with reserved flags',
    Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0xe0]), gzip.subarray(4)]),
    'LAYER_INVALID',
  ],
  [
    'gzip with a name without end',
    Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.alloc(70_000, 0x61)]),
    'LAYER_INVALID',
  ],
  [
    'gzip with an extra field beyond its end',
    Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 0xff, 0xff]),
      Buffer.alloc(10),
    ]),
    'LAYER_INVALID',
  ],
  ['gzip of noise', Buffer.concat([gzipHead, Buffer.alloc(600, 0xa7)]), 'LAYER_INVALID'],
  [
    'zstd with a window beyond all',
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 1, 0, 0]),
    'LAYER_INVALID',
  ],
  [
    'zstd with a reserved bit',
    Buffer.concat([zstd.subarray(0, 4), Buffer.from([0x08]), zstd.subarray(5)]),
    'LAYER_INVALID',
  ],
  ['zstd of noise', Buffer.concat([zstd.subarray(0, 6), Buffer.alloc(600, 0xa7)]), 'LAYER_INVALID'],
  [
    'a skippable frame without end',
    Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff, 1]),
    'LAYER_INVALID',
  ],
  [
    'xz',
    Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), Buffer.alloc(600, 1)]),
    'LAYER_UNSUPPORTED',
  ],
  ['bzip2', Buffer.concat([Buffer.from('BZh9'), Buffer.alloc(600, 1)]), 'LAYER_UNSUPPORTED'],
  ['an HTML page', Buffer.from(`<!doctype html>${'<p>log in</p>'.repeat(60)}`), 'LAYER_INVALID'],
  ['a single byte', Buffer.from([0x1f]), 'LAYER_INVALID'],
] as const;

for (const [name, bytes, verdict] of streams) {
  test(`hostile stream: ${name}`, async () => {
    assert.equal(await verdictOfBytes(bytes, small), verdict);
  });
}

test('hostile stream: members that unpack to another archive than was promised', async () => {
  const twice = Buffer.concat([gzip, gzip]);

  assert.equal(await verdictOfBytes(twice, small), 'DIFF_ID_MISMATCH');
  assert.equal(await verdictOfBytes(twice, Buffer.concat([small, small])), 'clean');
});

test('hostile stream: a hundred frames, each with a byte', async () => {
  const frames = Array.from(small.subarray(0, 2048), (_, at) =>
    zstdCompressSync(small.subarray(at, at + 1)),
  );

  assert.equal(await verdictOfBytes(Buffer.concat(frames), small.subarray(0, 2048)), 'clean');
});

test('hostile stream: a member in a thousand empty ones', async () => {
  const empty = Buffer.concat([gzipHead, deflateRawSync(''), gzipTail(Buffer.alloc(0))]);
  const members = [...Array<Buffer>(1000).fill(empty), gzip];

  assert.equal(await verdictOfBytes(Buffer.concat(members), small), 'clean');
});
