// Cancelling and taking up again many jobs at once, a bounded number in each transaction.
import type { Clock, Random, Tracer } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { Job } from './job.ts';
import type { JobLifecycle } from './job-lifecycle.ts';
import type { BulkOutcome } from './job-service.ts';
import type { JobGroup } from './job-store.ts';
import { startOrJoin } from './start-or-join.ts';

export interface ManyJobsDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly tracer: Tracer;
  readonly lifecycle: JobLifecycle;
}

/** A transaction of so many jobs stays well below a second; callers repeat while there is more. */
export const jobsAtOnceMax = 1000;

export async function cancelMany(
  { unitOfWork, clock, lifecycle }: ManyJobsDependencies,
  orgId: string,
  group: JobGroup,
): Promise<{ readonly outcome: BulkOutcome; readonly jobs: readonly Job[] }> {
  return await unitOfWork.write(orgId, async (stores) => {
    const open = await stores.jobs.openJobs(group, jobsAtOnceMax + 1);
    const ended: Job[] = [];
    for (const job of open.slice(0, jobsAtOnceMax)) {
      const moved = await lifecycle.cancel(stores, job, clock.now());
      if (moved.kind === 'moved') ended.push(moved.job);
    }
    const outcome = { jobs: ended.length, hasMore: open.length > jobsAtOnceMax };
    stores.audit.describe({ after: { ...group, ...outcome } });
    return { outcome, jobs: ended };
  });
}

export async function redriveMany(
  { unitOfWork, clock, random, tracer }: ManyJobsDependencies,
  orgId: string,
  group: JobGroup,
): Promise<BulkOutcome> {
  return await unitOfWork.write(orgId, async (stores) => {
    const givenUp = await stores.jobs.givenUp(group, jobsAtOnceMax + 1);
    let jobs = 0;
    for (const { registryId, intent, dedupeKey } of givenUp.slice(0, jobsAtOnceMax)) {
      const started = await startOrJoin(stores, {
        ...{ id: random.uuid(), orgId, registryId, intent, dedupeKey },
        trigger: 'interactive',
        traceparent: tracer.current(),
        now: clock.now(),
      });
      if (started.kind === 'started') jobs += 1;
    }
    const outcome = { jobs, hasMore: givenUp.length > jobsAtOnceMax };
    stores.audit.describe({ after: { ...group, ...outcome } });
    return outcome;
  });
}
