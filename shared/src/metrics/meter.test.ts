import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMeters, expositionOf } from './meter.ts';
import { defineMetrics, problemOf } from './metric-definition.ts';

const definitions = defineMetrics({
  jobs: {
    name: 'harborguard_jobs',
    kind: 'gauge',
    help: 'Jobs.',
    labels: { kind: ['sync', 'scan'] },
  },
  duration: {
    name: 'harborguard_sync_duration_seconds',
    kind: 'histogram',
    help: 'Durations.',
    labels: {},
    buckets: [1, 10],
  },
  frames: { name: 'harborguard_frames_total', kind: 'counter', help: 'Frames.', labels: {} },
});

test('the exposition is what Prometheus reads, with growing buckets', () => {
  const meters = createMeters(definitions);
  meters.jobs.set(2, { kind: 'sync' });
  for (const value of [0.5, 5, 50]) meters.duration.observe(value);

  assert.equal(
    expositionOf(meters),
    `# HELP harborguard_jobs Jobs.
# TYPE harborguard_jobs gauge
harborguard_jobs{kind="sync"} 2
# HELP harborguard_sync_duration_seconds Durations.
# TYPE harborguard_sync_duration_seconds histogram
harborguard_sync_duration_seconds_bucket{le="1"} 1
harborguard_sync_duration_seconds_bucket{le="10"} 2
harborguard_sync_duration_seconds_bucket{le="+Inf"} 3
harborguard_sync_duration_seconds_sum 55.5
harborguard_sync_duration_seconds_count 3
# HELP harborguard_frames_total Frames.
# TYPE harborguard_frames_total counter
harborguard_frames_total 0
`,
  );
});

test('a value that is not in the list becomes other, whatever was in it', () => {
  const meters = createMeters(definitions);
  for (let count = 0; count < 1000; count += 1) meters.jobs.set(1, { kind: `canary"\n${count}` });

  assert.doesNotMatch(expositionOf(meters), /canary/);
  assert.match(expositionOf(meters), /harborguard_jobs\{kind="other"\} 1\n/);
});

test('names and labels against the conventions are mistakes', () => {
  const base = { kind: 'gauge', help: 'x', labels: {} } as const;

  assert.equal(problemOf({ ...base, name: 'harborguard_jobs' }), undefined);
  for (const name of ['jobs', 'harborguard_Jobs', 'harborguard_jobs_total', 'harborguard_age_ms']) {
    assert.notEqual(problemOf({ ...base, name }), undefined, name);
  }
  const labels = { repository: ['a'] };
  assert.notEqual(problemOf({ ...base, name: 'harborguard_images', labels }), undefined);
  assert.notEqual(problemOf({ ...base, kind: 'counter', name: 'harborguard_jobs' }), undefined);
});
