import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedSearch } from './search-change.ts';
import { readSearch } from './search-text.ts';

test('an address carries what the page knows, each of its kind, and nothing else', () => {
  const shape = { cve: 'text', page: 'page', fixable: 'flag' } as const;

  assert.deepEqual(readSearch({ cve: 'CVE-1', page: '3', fixable: true, other: 'x' }, shape), {
    cve: 'CVE-1',
    page: 3,
    fixable: true,
  });
  assert.deepEqual(readSearch({ cve: { $ne: '' }, page: '-1', fixable: 'no' }, shape), {});
  assert.deepEqual(readSearch({ cve: 'x'.repeat(301), page: 1.5 }, shape), {});
});

test('another filter begins the list anew and drops what was emptied', () => {
  const before: { cve?: string; severity?: string; page?: number } = { cve: 'CVE-1', page: 4 };

  assert.deepEqual(changedSearch(before, { severity: 'high' }), { cve: 'CVE-1', severity: 'high' });
  assert.deepEqual(changedSearch(before, { cve: '' }), {});
});
