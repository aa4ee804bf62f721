// What sensors say about the jobs they hold: accepted, refused, still working, or brought back over a new link.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { GrantedSecrets } from '@harborguard/shared/protocol/registry-target.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { CredentialSource } from '../credentials/credential-source.ts';
import type { Sensor } from '../sensors/sensor.ts';
import type { SystemStores, UnitOfWork } from '../unit-of-work.ts';
import { isHeld, type Job } from './job.ts';
import type { JobLifecycle } from './job-lifecycle.ts';
import type { JobBudgets } from './job-policy.ts';
import { mayResume, started } from './job-transitions.ts';

export interface LeaseServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly lifecycle: JobLifecycle;
  readonly credentials: CredentialSource;
  readonly budgets: JobBudgets;
  readonly wake: () => void;
}

export type ResumingSensor = Pick<Sensor, 'id' | 'keyId' | 'isSystem'>;

export type CredentialAnswer =
  | { readonly kind: 'granted'; readonly secrets: GrantedSecrets }
  | { readonly kind: 'not-held' };

export interface LeaseService {
  /** False when the job is no longer this sensor's; it should stop. */
  accept(sensorId: string, ref: JobRef): Promise<boolean>;
  refuse(sensorId: string, ref: JobRef): Promise<void>;
  /** Returns those the sensor has lost. */
  renew(sensorId: string, refs: readonly JobRef[]): Promise<readonly JobRef[]>;
  /** Granted only for a job and attempt the sensor holds at this moment. */
  credential(sensorId: string, ref: JobRef): Promise<CredentialAnswer>;
  /** Within a transaction: which of the jobs a sensor brings to a new link are still its own. */
  resume(
    stores: SystemStores,
    sensor: ResumingSensor,
    refs: readonly JobRef[],
  ): Promise<readonly JobRef[]>;
  /** Gives these back to the queue, uncounted, unless they have moved on. */
  release(stores: SystemStores, jobs: readonly Job[]): Promise<void>;
}

export function createLeaseService(dependencies: LeaseServiceDependencies): LeaseService {
  const { unitOfWork, clock, log, lifecycle, credentials, wake } = dependencies;
  return {
    accept: (sensorId, ref) =>
      unitOfWork.writeSystem((stores) => take(dependencies, stores, { sensorId, ref })),
    refuse: async (sensorId, ref) => {
      await unitOfWork.writeSystem(async (stores) => {
        const job = await stores.jobs.get(ref.jobId);
        if (job === undefined || !mayResume(job, sensorId, ref.attempt)) return;
        await lifecycle.release(stores.organisation(job.orgId), job, clock.now());
      });
      log.debug('job refused', { jobId: ref.jobId, attempt: ref.attempt, sensorId });
      wake();
    },
    renew: (sensorId, refs) =>
      unitOfWork.writeSystem(async (stores) => {
        const kept = await keepAll(dependencies, stores, sensorId, refs);
        return refs.filter((ref) => !kept.includes(ref));
      }),
    credential: async (sensorId, ref) => {
      const job = await unitOfWork.readSystem((stores) => stores.jobs.get(ref.jobId));
      if (job === undefined || !isHeld(job) || !mayResume(job, sensorId, ref.attempt)) {
        return { kind: 'not-held' };
      }
      const { orgId, id: jobId, registryId } = job;
      return { kind: 'granted', secrets: await credentials.forJob({ orgId, jobId, registryId }) };
    },
    resume: async (stores, sensor, refs) => {
      const allowed: JobRef[] = [];
      for (const ref of refs) if (await stillServes(stores, sensor, ref)) allowed.push(ref);
      return await keepAll(dependencies, stores, sensor.id, allowed);
    },
    release: async (stores, jobs) => {
      for (const job of jobs) {
        const current = await stores.jobs.get(job.id);
        if (current === undefined || !isHeld(current) || current.attempt !== job.attempt) continue;
        await lifecycle.release(stores.organisation(job.orgId), current, clock.now());
      }
    },
  };
}

/** A binding may have been taken away while there was no link. */
async function stillServes(
  stores: SystemStores,
  sensor: ResumingSensor,
  { jobId }: JobRef,
): Promise<boolean> {
  const job = await stores.jobs.get(jobId);
  if (job === undefined) return false;
  if (job.route === 'system') return sensor.isSystem;
  return (await stores.sensors.serves(sensor, job.registryId)) !== undefined;
}

async function keepAll(
  dependencies: LeaseServiceDependencies,
  stores: SystemStores,
  sensorId: string,
  refs: readonly JobRef[],
): Promise<readonly JobRef[]> {
  const kept: JobRef[] = [];
  for (const ref of refs) {
    if (await take(dependencies, stores, { sensorId, ref })) kept.push(ref);
  }
  return kept;
}

/** Starts, renews or takes up again: in each case the lease runs anew from now. */
async function take(
  { clock, budgets }: LeaseServiceDependencies,
  stores: SystemStores,
  { sensorId, ref }: { readonly sensorId: string; readonly ref: JobRef },
): Promise<boolean> {
  const job = await stores.jobs.get(ref.jobId);
  if (job === undefined || !mayResume(job, sensorId, ref.attempt)) return false;
  const after = started(job, budgets[job.kind], clock.now());
  return await stores.organisation(job.orgId).jobs.save(job, after);
}
