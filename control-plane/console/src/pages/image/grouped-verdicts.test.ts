import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupedVerdicts } from './grouped-verdicts.ts';

const place = { repository: 'shop/web', tag: '1.4', verdict: 'warn', sentence: 'Old.' } as const;

test('what is said of several tags is said once, and what blocks comes first', () => {
  const groups = groupedVerdicts([
    place,
    { ...place, tag: 'latest' },
    { ...place, tag: 'edge', verdict: 'block', sentence: 'Exploited.' },
    { ...place, tag: 'old', verdict: 'pass' },
  ]);

  assert.deepEqual(
    groups.map(({ verdict, names }) => [verdict, names]),
    [
      ['block', ['shop/web:edge']],
      ['warn', ['shop/web:1.4', 'shop/web:latest']],
    ],
  );
});
