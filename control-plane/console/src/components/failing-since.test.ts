import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failingSince } from './failing-since.ts';

test('a registry fails since the first of the syncs that failed one after the other', () => {
  const sync = (outcome: 'succeeded' | 'failed', startedAt: string) => ({
    ...{ outcome, startedAt, conditions: [], durationMs: 1 },
    ...{ repositories: 0, tags: 0, digests: 0 },
  });
  const [first, second, third] = ['2026-01-01', '2026-01-02', '2026-01-03'] as const;

  assert.equal(failingSince([]), undefined);
  assert.equal(failingSince([sync('failed', first), sync('succeeded', second)]), undefined);
  assert.equal(
    failingSince([sync('succeeded', first), sync('failed', second), sync('failed', third)]),
    second,
  );
  assert.equal(failingSince([sync('failed', first), sync('failed', second)]), first);
});
