// Takes back what is held too long: leases that ran out and jobs over their budget. Whether an attempt counts
// depends on whose fault it was: with an open link the sensor's, without one nobody's.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { LiveLinks } from '../sensors/live-links.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { isOpen, type Job } from './job.ts';
import type { JobEndings } from './job-endings.ts';
import type { JobLifecycle, Moved } from './job-lifecycle.ts';
import { budgetGraceMs } from './job-policy.ts';

export interface LeaseSweeperDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly links: LiveLinks;
  readonly lifecycle: JobLifecycle;
  readonly endings: JobEndings;
  readonly wake: () => void;
}

export type LeaseSweeper = () => Promise<void>;

/** Jobs per transaction; the rest waits for the next sweep, so that other writers are not kept waiting. */
const jobsPerSweep = 200;

export function createLeaseSweeper(dependencies: LeaseSweeperDependencies): LeaseSweeper {
  return async () => {
    const taken = [...(await sweepLeases(dependencies)), ...(await sweepBudgets(dependencies))];
    for (const { before, after } of taken) announce(dependencies, before, after);
    if (taken.length > 0) dependencies.wake();
  };
}

interface Taken {
  readonly before: Job;
  readonly after: Job;
}

async function sweepLeases(dependencies: LeaseSweeperDependencies): Promise<readonly Taken[]> {
  const { unitOfWork, clock, lifecycle, links } = dependencies;
  const now = clock.now();
  const expired = await unitOfWork.readSystem(({ jobs }) =>
    jobs.withExpiredLease(now, jobsPerSweep),
  );
  if (expired.length === 0) return [];
  return await unitOfWork.writeSystem(async (system) => {
    const taken: Taken[] = [];
    for (const { id } of expired) {
      const job = await system.jobs.get(id);
      if (job === undefined || job.leaseUntil === null || job.leaseUntil > now) continue;
      const stores = system.organisation(job.orgId);
      const isConnected = job.sensorId !== null && links.get(job.sensorId) !== undefined;
      // An offer that was never accepted was not an attempt.
      const counts = job.state === 'running' && isConnected;
      const moved = counts
        ? await lifecycle.fail(stores, job, { code: 'LEASE_EXPIRED', retryable: true }, now)
        : await lifecycle.release(stores, job, now);
      collect(taken, job, moved);
    }
    return taken;
  });
}

async function sweepBudgets(dependencies: LeaseSweeperDependencies): Promise<readonly Taken[]> {
  const { unitOfWork, clock, lifecycle } = dependencies;
  const now = clock.now();
  const deadline = now - budgetGraceMs;
  const over = await unitOfWork.readSystem(({ jobs }) => jobs.overBudget(deadline, jobsPerSweep));
  if (over.length === 0) return [];
  return await unitOfWork.writeSystem(async (system) => {
    const taken: Taken[] = [];
    for (const { id } of over) {
      const job = await system.jobs.get(id);
      if (job?.state !== 'running' || (job.budgetUntil ?? now) > deadline) continue;
      const stores = system.organisation(job.orgId);
      const failure = { code: 'TIME_LIMIT', retryable: true } as const;
      collect(taken, job, await lifecycle.fail(stores, job, failure, now));
    }
    return taken;
  });
}

function collect(taken: Taken[], before: Job, moved: Moved): void {
  if (moved.kind === 'moved') taken.push({ before, after: moved.job });
}

function announce(
  { links, endings, log }: LeaseSweeperDependencies,
  before: Job,
  after: Job,
): void {
  const { id: jobId, attempt } = before;
  links.send(before.sensorId, { kind: 'job.cancel', jobId, attempt });
  log.info('lease taken back', { jobId, attempt, sensorId: before.sensorId, state: after.state });
  if (!isOpen(after)) endings.announce(after);
}
