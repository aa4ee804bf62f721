// What a job is: one unit of work for a sensor, and the words for its states. Rules about them live elsewhere.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { JobKind, JobResult } from '@harborguard/shared/protocol/jobs.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';

export type JobState =
  | 'queued'
  | 'assigned'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'dead';

export type JobTrigger = 'interactive' | 'push' | 'schedule' | 'sync' | 'heartbeat';

/** What is wanted. The registry's address and filters are read when the job is handed out, so edits take effect. */
export type JobIntent =
  /** `registry` is set when a configuration is tested that no registry row holds. */
  | { readonly kind: 'probe'; readonly registry?: RegistryTarget }
  | { readonly kind: 'sync'; readonly repositories?: readonly string[] }
  | {
      readonly kind: 'scan';
      readonly repository: string;
      readonly reference: string;
      /** Set when only what this tag attaches to an image is wanted. */
      readonly attachmentTag?: string;
    };

export interface JobProgress {
  readonly phase: string;
  readonly done: number;
  readonly total?: number;
}

export type JobErrorDetails = Readonly<Record<string, string>>;

export interface Job {
  readonly id: string;
  readonly orgId: string;
  readonly registryId: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly intent: JobIntent;
  readonly priority: number;
  readonly dedupeKey: string;
  readonly trigger: JobTrigger;
  /** `bound`: any sensor that serves the registry. `system`: a managed sensor, for a registry not stored yet. */
  readonly route: 'bound' | 'system';
  /** Raised with every hand-out; it fences the job's end. */
  readonly attempt: number;
  /** Attempts that count towards the limit; one lost to a cut link does not. */
  readonly countedAttempts: number;
  /** The sensor of the latest attempt; it holds the lease only while the job is assigned or running. */
  readonly sensorId: string | null;
  readonly leaseUntil: number | null;
  readonly budgetUntil: number | null;
  readonly notBefore: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly cancelRequestedAt: number | null;
  /** Of what wanted it; null where no traces are made. */
  readonly traceparent: string | null;
  readonly errorCode: ErrorCode | null;
  readonly errorDetails: JobErrorDetails | null;
  readonly result: JobResult | null;
  readonly progress: JobProgress | null;
}

export const openJobStates = ['queued', 'assigned', 'running'] as const;

export function isOpen(job: Job): boolean {
  return (openJobStates as readonly JobState[]).includes(job.state);
}

/** Whether a sensor has the right to work on it now. */
export function isHeld(job: Job): boolean {
  return job.state === 'assigned' || job.state === 'running';
}
