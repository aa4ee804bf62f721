import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestTags } from './newest-tags.ts';

for (const { name, tags, count, want } of [
  {
    name: 'numbers count by their size',
    ...{ tags: ['1.9', '1.10', '1.2'], count: 2, want: ['1.9', '1.10'] },
  },
  {
    name: 'a release is newer than its candidates',
    ...{ tags: ['2.0-rc1', '2.0', '2.0-rc2'], count: 1, want: ['2.0'] },
  },
  {
    name: 'a longer version is newer',
    ...{ tags: ['1.2', '1.2.1'], count: 1, want: ['1.2.1'] },
  },
  {
    name: 'names without a number are always kept and do not count',
    ...{ tags: ['latest', '1', 'main', '2'], count: 1, want: ['latest', 'main', '2'] },
  },
  {
    name: 'a leading v means nothing',
    ...{ tags: ['v3', '2', 'v1'], count: 2, want: ['v3', '2'] },
  },
  {
    name: 'dates count as numbers',
    ...{ tags: ['20260101', '20251231'], count: 1, want: ['20260101'] },
  },
  { name: 'fewer than asked for are all kept', tags: ['1', '2'], count: 5, want: ['1', '2'] },
]) {
  test(name, () => {
    const kept = newestTags(
      tags.map((tag) => ({ name: tag })),
      count,
    );
    assert.deepEqual(
      kept.map((tag) => tag.name),
      want,
    );
  });
}
