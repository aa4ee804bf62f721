import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewFilters, type RepositoryTags } from './preview-filters.ts';

const all = { include: [], exclude: [] };

const day = 86_400_000;
const now = 100 * day;

async function* inventory(...repositories: RepositoryTags[]): AsyncGenerator<RepositoryTags> {
  yield* repositories;
}

function named(...names: string[]): RepositoryTags['tags'] {
  return names.map((name) => ({ name }));
}

test('a preview counts both sides and names the first of each', async () => {
  const preview = await previewFilters(
    { repositories: { include: ['shop/*'], exclude: [] }, tags: { include: ['v*'], exclude: [] } },
    inventory(
      { repository: 'shop/web', tags: named('v1', 'v2', 'nightly') },
      { repository: 'lab/toy', tags: named('v1') },
    ),
    now,
  );

  assert.deepEqual(preview, {
    undated: 0,
    keeps: { repositories: 1, tags: 2, names: ['shop/web:v1', 'shop/web:v2'] },
    drops: { repositories: 1, tags: 2, names: ['shop/web:nightly', 'lab/toy:v1'] },
  });
});

test('only the newest tags of each repository are kept', async () => {
  const preview = await previewFilters(
    { repositories: all, tags: all, newestTags: 1 },
    inventory({ repository: 'web', tags: named('1.9', '1.10', 'latest') }),
    now,
  );

  assert.deepEqual(preview.keeps.names, ['web:1.10', 'web:latest']);
  assert.deepEqual(preview.drops, { repositories: 0, tags: 1, names: ['web:1.9'] });
});

test('no more than a hundred names are told, and all are counted', async () => {
  const tags = named(...Array.from({ length: 5000 }, (_, index) => `v${index}`));
  const preview = await previewFilters(
    { repositories: all, tags: all },
    inventory({ repository: 'web', tags }),
    now,
  );

  assert.equal(preview.keeps.names.length, 100);
  assert.equal(preview.keeps.tags, 5000);
});

test('a maximum age drops what was pushed before, and counts the tags whose time nobody knows', async () => {
  const tags = [
    { name: 'young', pushedAt: now - 6 * day },
    { name: 'old', pushedAt: now - 8 * day },
    { name: 'undated' },
  ];
  const preview = await previewFilters(
    { repositories: all, tags: all, maxAgeDays: 7 },
    inventory({ repository: 'web', tags }),
    now,
  );

  assert.deepEqual(preview.keeps.names, ['web:young', 'web:undated']);
  assert.deepEqual(preview.drops.names, ['web:old']);
  assert.equal(preview.undated, 1);
});
