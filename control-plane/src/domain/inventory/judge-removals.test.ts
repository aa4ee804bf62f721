import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRemovals } from './judge-removals.ts';

const limits = { share: 0.5, tagsMin: 5 };

const cases = [
  { name: 'half of the tags', fresh: 5, missed: 0, live: 10, gone: 5, unconfirmed: 0 },
  { name: 'more than half', fresh: 6, missed: 0, live: 10, gone: 0, unconfirmed: 6 },
  { name: 'all of a few', fresh: 4, missed: 0, live: 4, gone: 4, unconfirmed: 0 },
  { name: 'all of five', fresh: 5, missed: 0, live: 5, gone: 0, unconfirmed: 5 },
  { name: 'all, missed before', fresh: 0, missed: 9, live: 9, gone: 9, unconfirmed: 0 },
  { name: 'the rest after a shrink', fresh: 8, missed: 12, live: 20, gone: 12, unconfirmed: 8 },
];
for (const { name, fresh, missed, live, gone, unconfirmed } of cases) {
  test(`missing ${name}: ${gone} are gone, ${unconfirmed} wait`, () => {
    const unseen = Array.from({ length: fresh + missed }, (_, index) => ({
      tagId: index,
      repository: 'app',
      ...(index < missed ? { missingJobId: 'before' } : {}),
    }));

    const removals = judgeRemovals(unseen, live, limits);

    assert.deepEqual([removals.gone.length, removals.unconfirmed.length], [gone, unconfirmed]);
  });
}
