// What the rest of the control plane may ask of jobs. Interfaces only; `create-job-service.ts` holds the rules.

import type { JobKind, ProbeResult } from '@harborguard/shared/protocol/jobs.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import type { PageRequest } from '../inventory/image-queries.ts';
import type { PageEdges } from '../page-key.ts';
import type { ScanMethod } from '../registries/registry-store.ts';
import type { Stores } from '../unit-of-work.ts';
import type { Job, JobState, JobTrigger } from './job.ts';
import type { JobGroup } from './job-store.ts';

/**
 * A registry to probe: a stored one by its id, or a configuration nobody has stored, under a fresh id. For a
 * stored registry the target is read again when the job is handed out.
 */
export interface RegistryForJob extends RegistryTarget {
  readonly scanMethod: ScanMethod;
}

export interface SyncRequest {
  readonly trigger: JobTrigger;
  /** Only these are enumerated, and nothing is removed elsewhere. */
  readonly repositories?: readonly string[];
}

export interface ProbeRequest {
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  /** Chosen by the caller when it keeps a credential in memory for exactly this job. */
  readonly jobId?: string;
}

export interface ScanRequest {
  readonly registryId: string;
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
  readonly trigger: JobTrigger;
}

export interface ScanToEnqueue {
  readonly registryId: string;
  readonly repository: string;
  readonly digest: string;
  /** Only what this tag attaches to an image is wanted. */
  readonly attachmentTag?: string;
  readonly trigger: JobTrigger;
  /** Default: that of the trigger. Higher goes first. */
  readonly priority?: number;
}

export interface JobStart {
  /** `joined`: an equal job was queued or running already. */
  readonly kind: 'started' | 'joined';
  readonly jobId: string;
}

export type ProbeOutcome =
  | { readonly kind: 'result'; readonly result: ProbeResult }
  /** A probe of a stored registry stays queued and runs at the first heartbeat. */
  | { readonly kind: 'no-sensor' }
  | { readonly kind: 'timed-out' };

export type CancelOutcome =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'already-finished'; readonly state: JobState };

export type RedriveOutcome =
  /** A new job with the same intent; the old one stays as it ended. */
  | { readonly kind: 'started' | 'joined'; readonly jobId: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-finished'; readonly state: JobState };

export interface JobFilter {
  readonly kind?: JobKind;
  readonly state?: JobState;
  readonly registryId?: string;
  /** Which has or had it. */
  readonly sensorId?: string;
}

/** What became of many jobs at once; `hasMore`: the same request takes up the rest. */
export interface BulkOutcome {
  readonly jobs: number;
  readonly hasMore: boolean;
}

export interface JobPage extends PageEdges {
  readonly jobs: readonly Job[];
  readonly total: number;
}

export interface JobService {
  /** With no sensor connected the job waits in the queue. */
  requestSync(orgId: string, registryId: string, request: SyncRequest): Promise<JobStart>;
  requestProbe(
    orgId: string,
    registry: RegistryForJob,
    request: ProbeRequest,
  ): Promise<ProbeOutcome>;
  requestScan(orgId: string, request: ScanRequest): Promise<JobStart>;
  /** Reaches a connected sensor at once. */
  cancel(orgId: string, jobId: string): Promise<CancelOutcome>;
  redrive(orgId: string, jobId: string): Promise<RedriveOutcome>;
  /** Of unfinished jobs, a bounded number. */
  cancelMany(orgId: string, group: JobGroup): Promise<BulkOutcome>;
  /** Of failed and dead jobs that nobody has asked for again, a bounded number. */
  redriveMany(orgId: string, group: JobGroup): Promise<BulkOutcome>;
  get(orgId: string, jobId: string): Promise<Job | undefined>;
  /** Newest first. */
  list(orgId: string, filter: JobFilter, page: PageRequest): Promise<JobPage>;
  /** Ids of the connected sensors that may serve this registry. */
  connectedSensorsFor(orgId: string, registryId: string): Promise<readonly string[]>;

  // Within a transaction of the caller. Call `committed` after it.
  /** Inserts unless an unfinished job has the same registry and digest. */
  enqueueScan(stores: Stores, scan: ScanToEnqueue): Promise<void>;
  /** The unfinished whole sync of this registry. */
  openSyncJob(stores: Stores, registryId: string): Promise<Job | undefined>;
  /**
   * Ends unfinished jobs of a registry that is being removed, those that sensors hold first, and no more than one transaction
   * bears; hand the answer to `committed`.
   */
  cancelJobsOf(stores: Stores, registryId: string): Promise<readonly Job[]>;
  /** Hands out what was enqueued; sensors that hold one of the cancelled jobs are told to stop. */
  committed(cancelled?: readonly Job[]): void;
}
