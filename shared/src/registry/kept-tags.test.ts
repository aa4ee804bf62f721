import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptTags, undatedTags } from './kept-tags.ts';

const day = 86_400_000;
const now = 100 * day;
const all = { include: [], exclude: [] };
const filters = {
  repositories: all,
  tags: { include: [], exclude: ['*-rc*'] },
  newestTags: 2,
  maxAgeDays: 30,
};
const tags = [
  { name: '1.9', pushedAt: now - 2 * day },
  { name: '1.11', pushedAt: now - 40 * day },
  { name: '1.10', pushedAt: now - day },
  { name: '1.12-rc1', pushedAt: now },
  { name: '1.8' },
  { name: 'latest', pushedAt: now - day },
  { name: 'old', pushedAt: now - 31 * day },
];

test('tags are kept by name, then by age, then the newest of what is left', () => {
  const kept = keptTags(filters, tags, now).map(({ name }) => name);

  assert.deepEqual(kept, ['1.9', '1.10', 'latest']);
});

test('a list that is taken in parts gives the same, wherever it is cut', () => {
  const whole = keptTags(filters, tags, now);
  for (let cut = 0; cut <= tags.length; cut += 1) {
    const first = keptTags(filters, tags.slice(0, cut), now);
    assert.deepEqual(keptTags(filters, [...first, ...tags.slice(cut)], now), whole, `at ${cut}`);
  }
});

test('a tag without a time is kept and named, where an age is asked for', () => {
  const noNewest = { repositories: all, tags: all, maxAgeDays: 30 };

  assert.ok(keptTags(noNewest, tags, now).some(({ name }) => name === '1.8'));
  assert.deepEqual(undatedTags(noNewest, tags, now), [{ name: '1.8' }]);
  assert.deepEqual(undatedTags({ repositories: all, tags: all }, tags, now), []);
});
