// Requests for jobs: starting them or joining equal ones, cancelling, redriving, reading. Handing them out is
// the dispatcher's work, moving them on the lifecycle's.
import assert from 'node:assert/strict';
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import { existingRegistry } from '../registries/existing-registry.ts';
import type { LiveLinks } from '../sensors/live-links.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import { connectedSensors } from './connected-sensors.ts';
import { isOpen, type Job, type JobIntent } from './job.ts';
import type { JobEndings } from './job-endings.ts';
import type { JobLifecycle } from './job-lifecycle.ts';
import { wholeSyncKey } from './job-policy.ts';
import type { CancelOutcome, JobService, JobStart, RedriveOutcome } from './job-service.ts';
import { cancelMany, redriveMany } from './many-jobs.ts';
import type { JobRequest } from './new-job.ts';
import { requestProbe } from './request-probe.ts';
import { createScanQueue } from './scan-queue.ts';
import { startOrJoin } from './start-or-join.ts';

export interface JobServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly links: LiveLinks;
  readonly lifecycle: JobLifecycle;
  readonly endings: JobEndings;
  /** Wakes the dispatcher. */
  readonly wake: () => void;
}

export function createJobService(dependencies: JobServiceDependencies): JobService {
  const { unitOfWork, clock, random, tracer, endings, links, wake } = dependencies;
  const committed = (cancelledJobs: readonly Job[] = []): void => {
    for (const job of cancelledJobs) {
      links.send(job.sensorId, { kind: 'job.cancel', jobId: job.id, attempt: job.attempt });
      endings.announce(job);
    }
    wake();
  };
  const start = async (
    orgId: string,
    request: Omit<JobRequest, 'id' | 'orgId' | 'traceparent' | 'now'>,
  ): Promise<JobStart> => {
    const outcome = await unitOfWork.write(orgId, async (stores) => {
      const { registryId, intent } = request;
      // It may have been deleted since the caller looked, and its jobs would wait for ever.
      await existingRegistry(stores, registryId);
      const start = await startOrJoin(stores, {
        ...{ ...request, id: random.uuid(), orgId, now: clock.now() },
        traceparent: tracer.current(),
      });
      stores.audit.describe({
        target: { kind: 'jobs', id: start.jobId },
        after: { registryId, kind: intent.kind, start: start.kind },
      });
      return start;
    });
    wake();
    return outcome;
  };
  return {
    requestSync: (orgId, registryId, { trigger, repositories }) =>
      start(orgId, { registryId, trigger, intent: syncIntent(repositories) }),
    requestProbe: (orgId, registry, request) =>
      requestProbe(dependencies, { orgId, registry, ...request }),
    requestScan: (orgId, { registryId, repository, reference, trigger }) =>
      start(orgId, { registryId, trigger, intent: { kind: 'scan', repository, reference } }),
    cancel: async (orgId, jobId) => {
      const { outcome, jobs } = await cancel(dependencies, orgId, jobId);
      committed(jobs);
      return outcome;
    },
    redrive: async (orgId, jobId) => {
      const outcome = await unitOfWork.write(orgId, (stores) =>
        redrive(stores, {
          ...{ jobId, id: random.uuid(), now: clock.now() },
          traceparent: tracer.current(),
        }),
      );
      wake();
      return outcome;
    },
    cancelMany: async (orgId, group) => {
      const { outcome, jobs } = await cancelMany(dependencies, orgId, group);
      committed(jobs);
      return outcome;
    },
    redriveMany: async (orgId, group) => {
      const outcome = await redriveMany(dependencies, orgId, group);
      wake();
      return outcome;
    },
    get: (orgId, jobId) => unitOfWork.read(orgId, (stores) => stores.jobs.get(jobId)),
    list: (orgId, filter, page) =>
      unitOfWork.read(orgId, (stores) => stores.jobs.list({ ...filter, page })),
    connectedSensorsFor: (orgId, registryId) =>
      unitOfWork.read(orgId, (stores) => connectedSensors(links, stores, registryId)),
    enqueueScan: createScanQueue(dependencies).enqueueScan,
    openSyncJob: (stores, registryId) => stores.jobs.openByDedupeKey(wholeSyncKey(registryId)),
    cancelJobsOf: (stores, registryId) => cancelJobsOf(dependencies, stores, registryId),
    committed,
  };
}

function syncIntent(repositories: readonly string[] | undefined): JobIntent {
  return repositories === undefined ? { kind: 'sync' } : { kind: 'sync', repositories };
}

async function cancel(
  { unitOfWork, lifecycle, clock }: JobServiceDependencies,
  orgId: string,
  jobId: string,
): Promise<{ readonly outcome: CancelOutcome; readonly jobs: readonly Job[] }> {
  return await unitOfWork.write(orgId, async (stores) => {
    const job = await stores.jobs.get(jobId);
    stores.audit.describe({ isUnchanged: job === undefined || !isOpen(job) });
    if (job === undefined) return { outcome: { kind: 'not-found' }, jobs: [] };
    if (!isOpen(job)) {
      return { outcome: { kind: 'already-finished', state: job.state }, jobs: [] };
    }
    stores.audit.describe({ before: { state: job.state }, after: { state: 'cancelled' } });
    const moved = await lifecycle.cancel(stores, job, clock.now());
    assert.ok(moved.kind === 'moved', 'nobody else writes in this transaction');
    return { outcome: { kind: 'cancelled' }, jobs: [moved.job] };
  });
}

async function redrive(
  stores: Stores,
  { jobId, ...begin }: Pick<JobRequest, 'id' | 'traceparent' | 'now'> & { readonly jobId: string },
): Promise<RedriveOutcome> {
  const job = await stores.jobs.get(jobId);
  stores.audit.describe({ isUnchanged: job === undefined || isOpen(job) });
  if (job === undefined) return { kind: 'not-found' };
  if (isOpen(job)) return { kind: 'not-finished', state: job.state };
  if (!(await mayRunAgain(stores, job))) return { kind: 'not-found' };
  const { orgId, registryId, intent, dedupeKey } = job;
  const again = { ...begin, orgId, registryId, intent, dedupeKey, trigger: 'interactive' } as const;
  const start = await startOrJoin(stores, again);
  stores.audit.describe({ before: { state: job.state }, after: { jobId: start.jobId } });
  return start;
}

/** Not for a registry that was deleted since, nor the test of a configuration that nobody has stored. */
async function mayRunAgain(stores: Stores, { registryId }: Job): Promise<boolean> {
  return (await stores.registries.find(registryId)) !== undefined;
}

/** Jobs of a removed registry that end in one transaction; there may be one for each image. */
const endedTogether = 500;

async function cancelJobsOf(
  { lifecycle, clock }: JobServiceDependencies,
  stores: Stores,
  registryId: string,
): Promise<readonly Job[]> {
  const ended: Job[] = [];
  for (const job of await stores.jobs.openOf(registryId, endedTogether)) {
    const moved = await lifecycle.cancel(stores, job, clock.now());
    if (moved.kind === 'moved') ended.push(moved.job);
  }
  return ended;
}
