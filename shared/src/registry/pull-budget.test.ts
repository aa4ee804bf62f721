import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetShare, pullBudgetOf } from './pull-budget.ts';

const hub = {
  url: 'https://registry-1.docker.io',
  provider: 'DOCKER_HUB',
  hasCredential: false,
  pullLimits: undefined,
} as const;

test('Docker Hub has a budget well inside its published limits, for strangers and the smallest account', () => {
  const anonymous = pullBudgetOf(hub).pullsPerHour ?? Infinity;
  const account = pullBudgetOf({ ...hub, hasCredential: true }).pullsPerHour ?? Infinity;

  assert.ok(anonymous * 6 <= 100 * 0.7, `${anonymous} an hour`);
  assert.ok(account * 6 <= 200 * 0.7, `${account} an hour`);
});

test('registries of one’s own, and mirrors of Docker Hub, have no limit', () => {
  assert.deepEqual(pullBudgetOf({ ...hub, url: 'https://r.example.com', provider: 'HARBOR' }), {});
  assert.deepEqual(pullBudgetOf({ ...hub, url: 'https://mirror.example.com' }), {});
});

test('what a person sets holds, also that there is no limit', () => {
  const set = (pullsPerHour: number | null, bytesPerHour: number | null) =>
    pullBudgetOf({ ...hub, pullLimits: { pullsPerHour, bytesPerHour } });

  assert.deepEqual(set(500, 1e9), { pullsPerHour: 500, bytesPerHour: 1e9 });
  assert.deepEqual(set(null, null), {});
});

test('sensors that share a registry take no more together than it allows, and each at least one', () => {
  assert.deepEqual(budgetShare({ pullsPerHour: 11, bytesPerHour: 100 }, 2), {
    ...{ pullsPerHour: 5, bytesPerHour: 50 },
  });
  assert.deepEqual(budgetShare({ pullsPerHour: 2 }, 3), { pullsPerHour: 1 });
  assert.deepEqual(budgetShare({ pullsPerHour: 10 }, 0), { pullsPerHour: 10 });
  assert.deepEqual(budgetShare({}, 2), {});
});
