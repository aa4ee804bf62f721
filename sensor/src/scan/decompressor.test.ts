import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type Compression, createDecompressor, detectCompression } from './decompressor.ts';

const first = Buffer.from('first '.repeat(40_000));
const second = Buffer.from('second '.repeat(30_000));
const plain = Buffer.concat([first, second]);
const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]);

async function unpack(compression: Compression, pieces: readonly Buffer[]): Promise<Buffer> {
  const received: Buffer[] = [];
  const decompressor = createDecompressor(compression, (chunk) => {
    received.push(Buffer.from(chunk));
    return undefined;
  });
  for (const piece of pieces) await decompressor.write(piece);
  await decompressor.end();
  return Buffer.concat(received);
}

function inPieces(bytes: Buffer, length: number): readonly Buffer[] {
  const count = Math.ceil(bytes.length / length);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}

const packed: readonly { name: string; compression: Compression; bytes: Buffer }[] = [
  { name: 'plain bytes', compression: 'none', bytes: plain },
  { name: 'one gzip member', compression: 'gzip', bytes: gzipSync(plain) },
  {
    name: 'two gzip members',
    compression: 'gzip',
    bytes: Buffer.concat([gzipSync(first), gzipSync(second)]),
  },
  { name: 'one zstd frame', compression: 'zstd', bytes: zstdCompressSync(plain) },
  {
    name: 'two zstd frames',
    compression: 'zstd',
    bytes: Buffer.concat([zstdCompressSync(first), zstdCompressSync(second)]),
  },
  {
    name: 'zstd frames between skippable ones',
    compression: 'zstd',
    bytes: Buffer.concat([
      skippable,
      zstdCompressSync(first),
      skippable,
      skippable,
      zstdCompressSync(Buffer.alloc(0)),
      zstdCompressSync(second),
      skippable,
    ]),
  },
];

for (const { name, compression, bytes } of packed) {
  test(`${name} are detected by their first bytes`, () => {
    assert.equal(detectCompression(bytes.subarray(0, 6)), compression);
  });

  for (const length of [1, 2, 3, 5, 64, 1000, bytes.length]) {
    test(`${name} come out whole when written ${length} bytes at a time`, async () => {
      const limited = bytes.length / length > 20_000 ? bytes.length : length;

      assert.ok(plain.equals(await unpack(compression, inPieces(bytes, limited))));
    });
  }
}

for (const { name, compression, bytes } of packed.filter((one) => one.compression !== 'none')) {
  for (const missing of [1, 4, 40]) {
    test(`${name} cut ${missing} bytes before their end are an invalid layer`, async () => {
      await assert.rejects(
        unpack(compression, [bytes.subarray(0, bytes.length - missing)]),
        (error) => isHarborError(error) && error.code === 'LAYER_INVALID',
      );
    });
  }
}

test('bytes after the last gzip member are an invalid layer', async () => {
  const bytes = Buffer.concat([gzipSync(plain), Buffer.from('garbage')]);

  await assert.rejects(
    unpack('gzip', [bytes]),
    (error) => isHarborError(error) && error.code === 'LAYER_INVALID',
  );
});

test('bytes after the last zstd frame are an invalid layer', async () => {
  const bytes = Buffer.concat([zstdCompressSync(plain), Buffer.from('garbage')]);

  await assert.rejects(
    unpack('zstd', [bytes]),
    (error) => isHarborError(error) && error.code === 'LAYER_INVALID',
  );
});

for (const [name, start] of [
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])],
  ['bzip2', Buffer.from('BZh91A')],
] as const) {
  test(`${name} is named as unsupported`, () => {
    assert.throws(
      () => detectCompression(start),
      (error) => isHarborError(error) && error.code === 'LAYER_UNSUPPORTED',
    );
  });
}

for (const compression of ['none', 'gzip', 'zstd'] as const) {
  test(`what the receiver throws ends the writing of ${compression} bytes`, async () => {
    const refusal = new Error('enough');
    const bytes = packed.find((one) => one.compression === compression)?.bytes ?? plain;
    const decompressor = createDecompressor(compression, () => {
      throw refusal;
    });

    const writing = decompressor.write(bytes).then(() => decompressor.end());

    await assert.rejects(writing, refusal);
  });
}

const large = Buffer.concat(
  Array.from({ length: 5 }, (_, index) => Buffer.alloc(1_234_567, `piece ${index} of many; `)),
);

for (const [compression, bytes] of [
  ['gzip', gzipSync(large)],
  ['zstd', zstdCompressSync(large)],
] as const) {
  test(`${compression} of many output buffers comes out whole, however slow the receiver`, async () => {
    const received: Buffer[] = [];
    const decompressor = createDecompressor(compression, async (chunk) => {
      await new Promise(setImmediate);
      received.push(Buffer.from(chunk));
    });
    for (const piece of inPieces(bytes, 333)) await decompressor.write(piece);
    await decompressor.end();

    assert.ok(large.equals(Buffer.concat(received)));
  });
}
