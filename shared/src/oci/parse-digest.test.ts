import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDigest } from './parse-digest.ts';

test('sha256 and sha512 digests are read', () => {
  const short = parseDigest(`sha256:${'a'.repeat(64)}`);
  const long = parseDigest(`sha512:${'0'.repeat(128)}`);

  assert.deepEqual(short, {
    kind: 'digest',
    algorithm: 'sha256',
    hex: 'a'.repeat(64),
    text: `sha256:${'a'.repeat(64)}`,
  });
  assert.equal(long.kind, 'digest');
});

for (const text of [
  '',
  'sha256:',
  `sha256:${'a'.repeat(63)}`,
  `sha256:${'a'.repeat(128)}`,
  `sha512:${'a'.repeat(64)}`,
  `sha256:${'A'.repeat(64)}`,
  `md5:${'a'.repeat(32)}`,
  `sha256:${'a'.repeat(64)}\n`,
  `../sha256:${'a'.repeat(64)}`,
]) {
  test(`${JSON.stringify(text.slice(0, 20))} of ${text.length} characters is no digest`, () => {
    assert.equal(parseDigest(text).kind, 'invalid');
  });
}
