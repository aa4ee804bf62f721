// Jobs that have ended, in numbers.
import type { Job } from '../jobs/job.ts';
import type { ControlPlaneMeters } from './control-plane-metrics.ts';

export function countEnding(
  meters: Pick<ControlPlaneMeters, 'jobsEnded' | 'jobAttempts' | 'syncDuration' | 'scanDuration'>,
  job: Job,
): void {
  const { kind, state, attempt, startedAt, finishedAt } = job;
  meters.jobsEnded.add({ kind, outcome: state });
  meters.jobAttempts.add({ kind }, attempt);
  const hasTimes = typeof startedAt === 'number' && typeof finishedAt === 'number';
  if (state !== 'succeeded' || kind === 'probe' || !hasTimes) return;
  const duration = kind === 'sync' ? meters.syncDuration : meters.scanDuration;
  duration.observe(Math.max(0, finishedAt - startedAt) / 1000);
}
