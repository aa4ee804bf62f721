// Which waiting jobs start now. Pure: the runner asks again whenever something is accepted or ends.
import type { JobKind } from '@harborguard/shared/protocol/jobs.ts';

export interface WaitingJob {
  readonly kind: JobKind;
  readonly suspect: boolean;
}

export type Capacities = Readonly<Record<JobKind, number>>;

/**
 * Suspects come first and run alone; while one waits, nothing else starts, so that it gets its turn.
 * Otherwise jobs start in the order they came, up to the capacity of their kind.
 */
export function chooseNextJobs<Job extends WaitingJob>(
  waiting: readonly Job[],
  running: readonly WaitingJob[],
  capacities: Capacities,
): readonly Job[] {
  if (running.some((job) => job.suspect)) return [];
  const suspect = waiting.find((job) => job.suspect);
  if (suspect !== undefined) return running.length === 0 ? [suspect] : [];
  const free = new Map(Object.entries(capacities));
  for (const job of running) free.set(job.kind, (free.get(job.kind) ?? 0) - 1);
  return waiting.filter((job) => {
    const left = free.get(job.kind) ?? 0;
    free.set(job.kind, left - 1);
    return left > 0;
  });
}
