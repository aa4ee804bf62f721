import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../testing/seeded-random.ts';
import { chunkHeaderBytes, decodeChunk, encodeChunk } from './chunk-frame.ts';
import { chunkBytesMax } from './link-limits.ts';

const random = new SeededRandom(1);

test('a chunk comes back byte for byte, whatever its seq, index and size', () => {
  for (let round = 0; round < 200; round += 1) {
    const chunk = {
      seq: 1 + Math.floor(random.uniform() * Number.MAX_SAFE_INTEGER),
      index: random.integer(2 ** 32),
      payload: random.bytes(1 + random.integer(5_000)),
    };
    assert.deepEqual(decodeChunk(encodeChunk(chunk)), chunk);
  }
});

test('the layout is eight bytes of seq, four of index, both big-endian', () => {
  const frame = encodeChunk({ seq: 258, index: 3, payload: Uint8Array.of(9) });

  assert.deepEqual([...frame], [0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 3, 9]);
});

test('a chunk inside a larger buffer is read from its own place', () => {
  const frame = encodeChunk({ seq: 5, index: 1, payload: Uint8Array.of(7, 8) });
  const buffer = Buffer.concat([Buffer.alloc(3, 0xff), frame]);

  assert.deepEqual(decodeChunk(buffer.subarray(3))?.seq, 5);
});

for (const { name, frame } of [
  { name: 'an empty frame', frame: new Uint8Array(0) },
  { name: 'a header without payload', frame: new Uint8Array(chunkHeaderBytes) },
  {
    name: 'a payload above the limit',
    frame: new Uint8Array(chunkHeaderBytes + chunkBytesMax + 1),
  },
  { name: 'a seq that no number holds', frame: new Uint8Array(20).fill(0xff) },
]) {
  test(`${name} is no chunk`, () => {
    assert.equal(decodeChunk(frame), undefined);
  });
}

test('the largest payload is a chunk', () => {
  const payload = new Uint8Array(chunkBytesMax);

  assert.equal(
    decodeChunk(encodeChunk({ seq: 1, index: 0, payload }))?.payload.byteLength,
    chunkBytesMax,
  );
});
