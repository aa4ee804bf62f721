import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageRecord } from './inventory-store.ts';
import { needsScan, newestFirst } from './scan-need.ts';

const image: ImageRecord = {
  id: 1,
  digest: 'sha256:1',
  kind: 'image',
  scanState: 'indexed',
  analyzerVersion: 'now',
  matched: true,
};

const cases: readonly (readonly [string, Partial<ImageRecord>, boolean])[] = [
  ['indexed by this analyzer', {}, false],
  ['partly indexed by this analyzer', { scanState: 'partial' }, false],
  ['indexed by another analyzer', { analyzerVersion: 'before' }, true],
  ['failed for its content', { scanState: 'failed', scanErrorCode: 'LAYER_INVALID' }, false],
  ['failed on the way', { scanState: 'failed', scanErrorCode: 'REGISTRY_TIMEOUT' }, true],
  [
    'failed for its content under another analyzer',
    { scanState: 'failed', scanErrorCode: 'LAYER_INVALID', analyzerVersion: 'before' },
    true,
  ],
  ['waiting', { scanState: 'waiting' }, true],
  ['an index', { kind: 'index', scanState: 'waiting' }, false],
];
for (const [name, differences, expected] of cases) {
  test(`an image ${name} ${expected ? 'needs' : 'needs no'} scan`, () => {
    assert.equal(needsScan({ ...image, ...differences }, 'now'), expected);
  });
}

test('tags go from latest through the highest version to the lowest', () => {
  const tags = ['1.9', 'latest', '1.10', '1.2'].map((name) => ({ name }));

  assert.deepEqual(
    newestFirst(tags).map((tag) => tag.name),
    ['latest', '1.10', '1.9', '1.2'],
  );
});
