import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collapseAliases, type Named } from './collapse-aliases.ts';

function groups(...records: readonly (readonly [id: string, ...aliases: string[]])[]): string[][] {
  const items: Named[] = records.map(([id, ...aliases]) => ({ id, aliases }));
  return collapseAliases(items, (item) => item).map((group) => group.map(({ id }) => id));
}

test('records that name each other are one', () => {
  assert.deepEqual(groups(['GHSA-1', 'CVE-1'], ['CVE-1', 'GHSA-1']), [['GHSA-1', 'CVE-1']]);
});

test('records that share an alias are one, though neither names the other', () => {
  assert.deepEqual(groups(['GHSA-1', 'CVE-1'], ['PYSEC-1', 'CVE-1']), [['GHSA-1', 'PYSEC-1']]);
});

test('a chain of aliases is one, in whatever order its links come', () => {
  assert.deepEqual(groups(['A', 'B'], ['D', 'C'], ['E'], ['B', 'C']), [['A', 'D', 'B'], ['E']]);
});

test('records without a common name stay apart', () => {
  assert.deepEqual(groups(['DSA-1'], ['DSA-2'], ['GHSA-1', 'CVE-1']), [
    ['DSA-1'],
    ['DSA-2'],
    ['GHSA-1'],
  ]);
});

test('ten thousand records of one name are joined without running out of stack', () => {
  const records = Array.from(
    { length: 10_000 },
    (_, index) => [`R-${index}`, `R-${index + 1}`] as const,
  );

  assert.equal(groups(...records).length, 1);
});
