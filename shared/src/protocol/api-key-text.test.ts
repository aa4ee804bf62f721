import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../testing/seeded-random.ts';
import { hashKey, isWellFormedKey, keyPrefix, mintKeyText } from './api-key-text.ts';

test('a minted key has its form and its checksum, and is never the same twice', () => {
  const random = new SeededRandom(1);
  const first = mintKeyText(random);
  const second = mintKeyText(random);

  assert.match(first, /^hg_ak_[0-9a-f]{48}$/);
  assert.ok(isWellFormedKey(first));
  assert.notEqual(first, second);
  assert.equal(keyPrefix(first), first.slice(0, 10));
  assert.match(hashKey(first), /^[0-9a-f]{64}$/);
});

test('the checksum is CRC-32 over the first forty digits', () => {
  // The checksum of forty zeros, worked out by another program.
  assert.ok(isWellFormedKey(`hg_ak_${'0'.repeat(40)}${crcOfForty}`));
});

// python3 -c "import zlib; print('%08x' % zlib.crc32(b'0' * 40))"
const crcOfForty = '963fbb8e';

test('any single wrong character is noticed', () => {
  const key = mintKeyText(new SeededRandom(2));

  for (let index = 6; index < key.length; index += 1) {
    const other = key[index] === 'a' ? 'b' : 'a';
    assert.ok(!isWellFormedKey(key.slice(0, index) + other + key.slice(index + 1)), `at ${index}`);
  }
  assert.ok(!isWellFormedKey(key.toUpperCase()));
  assert.ok(!isWellFormedKey(`${key} `));
  assert.ok(!isWellFormedKey(''));
});
