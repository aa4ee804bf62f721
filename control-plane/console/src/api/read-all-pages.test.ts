import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAllPages } from './read-all-pages.ts';

test('pages are asked for until the last, and their rows stand in order', async () => {
  const asked: number[] = [];

  const rows = await readAllPages((page) => {
    asked.push(page);
    return Promise.resolve({ data: [page, page + 0.5], meta: { hasNext: page < 3 } });
  });

  assert.deepEqual(rows, [1, 1.5, 2, 2.5, 3, 3.5]);
  assert.deepEqual(asked, [1, 2, 3]);
});

test('a list without an end is not asked for without end', async () => {
  const rows = await readAllPages((page) =>
    Promise.resolve({ data: [page], meta: { hasNext: true } }),
  );

  assert.equal(rows.length, 25);
});
