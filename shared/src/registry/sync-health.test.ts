import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SyncOutcomeKind } from './registry-status.ts';
import { syncHealth } from './sync-health.ts';

const many = (kind: SyncOutcomeKind, count: number) => Array.from({ length: count }, () => kind);

for (const { name, outcomes, want } of [
  { name: 'no finished sync has no health', outcomes: [], want: undefined },
  { name: 'only successes are 100', outcomes: many('succeeded', 3), want: 100 },
  { name: 'only failures are 0', outcomes: many('failed', 3), want: 0 },
  {
    name: 'restricted and unconfirmed count as success',
    outcomes: ['restricted', 'unconfirmed'] as const,
    want: 100,
  },
  {
    name: 'one failure of three is 67',
    outcomes: ['succeeded', 'failed', 'succeeded'] as const,
    want: 67,
  },
  {
    name: 'what lies before the last 20 is forgotten',
    outcomes: [...many('failed', 50), ...many('succeeded', 20)],
    want: 100,
  },
]) {
  test(name, () => assert.equal(syncHealth(outcomes), want));
}
