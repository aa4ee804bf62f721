import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseNextJobs } from './choose-next-jobs.ts';

const capacities = { probe: 1, sync: 1, scan: 2 };
const scan = { kind: 'scan', suspect: false } as const;
const sync = { kind: 'sync', suspect: false } as const;
const suspect = { kind: 'scan', suspect: true } as const;

test('jobs start in order up to the capacity of their kind', () => {
  assert.deepEqual(chooseNextJobs([scan, scan, scan, sync], [scan], capacities), [scan, sync]);
});

test('a suspect starts alone, before the others', () => {
  assert.deepEqual(chooseNextJobs([scan, suspect], [], capacities), [suspect]);
});

test('a waiting suspect keeps others from starting until the running ones have ended', () => {
  assert.deepEqual(chooseNextJobs([scan, suspect], [sync], capacities), []);
});

test('nothing starts beside a running suspect', () => {
  assert.deepEqual(chooseNextJobs([scan, suspect], [suspect], capacities), []);
});
