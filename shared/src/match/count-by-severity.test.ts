import assert from 'node:assert/strict';
import { test } from 'node:test';
import { severityLevels } from '../advisories/advisory-row.ts';
import { countBySeverity } from './count-by-severity.ts';

test('every level is counted and negligible counts as low', () => {
  const matches = severityLevels.map((level) => ({ severity: { level, origin: 'test' } }));

  assert.deepEqual(countBySeverity([...matches, ...matches.slice(0, 1)]), {
    critical: 2,
    high: 1,
    medium: 1,
    low: 2,
    unknown: 1,
  });
});
