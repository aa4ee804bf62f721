// What the rules of jobs and of the schedule need remembered, within one organisation and across all of them.
import type { JobKind } from '@harborguard/shared/protocol/jobs.ts';
import type { Schedule } from '@harborguard/shared/registry/next-due-at.ts';
import type { PageRequest } from '../inventory/image-queries.ts';
import type { PageEdges } from '../page-key.ts';
import type { SyncRun } from '../registries/registry-store.ts';
import type { CronPlan } from '../schedule/cron.ts';
import type { Job, JobProgress, JobState } from './job.ts';

export interface JobListOptions {
  readonly kind?: JobKind;
  readonly state?: JobState;
  readonly registryId?: string;
  /** Which has or had it. */
  readonly sensorId?: string;
  readonly page: PageRequest;
}

export interface JobGroup {
  readonly kind?: JobKind;
  readonly state?: JobState;
  /** Absent: all. */
  readonly registryIds?: readonly string[];
}

export interface NewSyncRun extends Omit<SyncRun, 'durationMs' | 'errorCode'> {
  readonly registryId: string;
  readonly errorCode: string | null;
}

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface JobStore {
  readonly orgId: string;
  /** False when an unfinished job has the same dedupe key. */
  insertUnlessOpen(job: Job): Promise<boolean>;
  get(id: string): Promise<Job | undefined>;
  openByDedupeKey(dedupeKey: string): Promise<Job | undefined>;
  /** What sensors hold comes first, then what is no scan. */
  openOf(registryId: string, limit: number): Promise<readonly Job[]>;
  /** Unfinished jobs, oldest first. */
  openJobs(filter: JobGroup, limit: number): Promise<readonly Job[]>;
  /** Failed and dead jobs after which nobody asked for the same again, oldest first. */
  givenUp(filter: JobGroup, limit: number): Promise<readonly Job[]>;
  /** Newest first. */
  list(
    options: JobListOptions,
  ): Promise<PageEdges & { readonly jobs: readonly Job[]; readonly total: number }>;
  /** False when the row is no longer in the state and attempt of `before`; nothing is written then. */
  save(before: Job, after: Job): Promise<boolean>;
  /** Queued scans of the registry are handed out at `notBefore` at the earliest. */
  postponeScans(registryId: string, notBefore: number): Promise<void>;
  insertSyncRun(run: NewSyncRun): Promise<void>;
  /** How often in a row the syncs of this registry have failed until now. */
  failedSyncsInARow(registryId: string): Promise<number>;
}

/** What a link can take at this moment. */
export interface QueueQuestion {
  readonly sensorId: string;
  readonly keyId: string;
  readonly orgId: string;
  readonly isSystem: boolean;
  readonly kinds: readonly JobKind[];
  readonly now: number;
  /** Only what was ready then already, the longest first, whatever its priority. */
  readonly readySince?: number;
}

export interface HeldCount {
  readonly sensorId: string;
  readonly kind: JobKind;
  readonly count: number;
}

/** A registry the scheduler looks at, with what decides whether a sync is due. */
export interface ScheduledRegistry {
  readonly registryId: string;
  readonly orgId: string;
  readonly schedule: Schedule;
  readonly cron: CronPlan | undefined;
  readonly lastSuccessAt: number | null;
  readonly nextSyncAt: number | null;
  readonly syncWantedAt: number | null;
  readonly hasSyncRun: boolean;
}

/** Across organisations, for work that starts from a key, a sensor or a clock. */
export interface SystemJobStore {
  readonly scope: 'system';
  get(id: string): Promise<Job | undefined>;
  /** Whether any job waits whose time has come. */
  anyReady(now: number): Promise<boolean>;
  /** The first job in line that this sensor may take; never a second sync of one registry. */
  nextFor(question: QueueQuestion): Promise<Job | undefined>;
  /** Assigned or running with a lease that ended before `now`. */
  withExpiredLease(now: number, limit: number): Promise<readonly Job[]>;
  /** Running with a budget that ended before `now`. */
  overBudget(now: number, limit: number): Promise<readonly Job[]>;
  heldBy(sensorId: string): Promise<readonly Job[]>;
  /** How many jobs each sensor holds, by kind. */
  heldCounts(): Promise<readonly HeldCount[]>;
  /** Less than zero: they end earlier. */
  extendLeases(byMs: number): Promise<void>;
  /** Every lease that is held ends then; budgets move on. */
  renewLeases(leaseUntil: number, budgetsByMs: number): Promise<void>;
  /** What waits for a time is handed out so much earlier. */
  bringForward(byMs: number): Promise<void>;
  saveProgress(jobId: string, progress: JobProgress): Promise<void>;
  /** Registries whose next sync may be due by `now`, without an unfinished whole sync. */
  scheduledRegistries(now: number, limit: number): Promise<readonly ScheduledRegistry[]>;
}
