import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewFilters, type RepositoryTags } from './preview-filters.ts';

const all = { include: [], exclude: [] };

async function* inventory(...repositories: RepositoryTags[]): AsyncGenerator<RepositoryTags> {
  yield* repositories;
}

test('a preview counts both sides and names the first of each', async () => {
  const preview = await previewFilters(
    { repositories: { include: ['shop/*'], exclude: [] }, tags: { include: ['v*'], exclude: [] } },
    inventory(
      { repository: 'shop/web', tags: ['v1', 'v2', 'nightly'] },
      { repository: 'lab/toy', tags: ['v1'] },
    ),
  );

  assert.deepEqual(preview, {
    keeps: { repositories: 1, tags: 2, names: ['shop/web:v1', 'shop/web:v2'] },
    drops: { repositories: 1, tags: 2, names: ['shop/web:nightly', 'lab/toy:v1'] },
  });
});

test('only the newest tags of each repository are kept', async () => {
  const preview = await previewFilters(
    { repositories: all, tags: all, newestTags: 1 },
    inventory({ repository: 'web', tags: ['1.9', '1.10', 'latest'] }),
  );

  assert.deepEqual(preview.keeps.names, ['web:1.10', 'web:latest']);
  assert.deepEqual(preview.drops, { repositories: 0, tags: 1, names: ['web:1.9'] });
});

test('no more than a hundred names are told, and all are counted', async () => {
  const tags = Array.from({ length: 5000 }, (_, index) => `v${index}`);
  const preview = await previewFilters(
    { repositories: all, tags: all },
    inventory({ repository: 'web', tags }),
  );

  assert.equal(preview.keeps.names.length, 100);
  assert.equal(preview.keeps.tags, 5000);
});
