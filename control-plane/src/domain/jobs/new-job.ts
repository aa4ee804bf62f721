// A job as it begins: queued, never tried.
import type { Job, JobIntent, JobTrigger } from './job.ts';
import { dedupeKey, triggerPriorities } from './job-policy.ts';

export interface JobRequest {
  readonly id: string;
  readonly orgId: string;
  readonly registryId: string;
  readonly intent: JobIntent;
  readonly trigger: JobTrigger;
  readonly priority?: number;
  /** That of the job it repeats; else that of its intent. */
  readonly dedupeKey?: string;
  readonly route?: Job['route'];
  readonly traceparent: string | undefined;
  readonly now: number;
}

export function newJob(request: JobRequest): Job {
  const { id, orgId, registryId, intent, trigger, now } = request;
  return {
    id,
    orgId,
    registryId,
    kind: intent.kind,
    state: 'queued',
    intent,
    priority: request.priority ?? triggerPriorities[trigger],
    dedupeKey: request.dedupeKey ?? dedupeKey(registryId, intent),
    trigger,
    route: request.route ?? 'bound',
    attempt: 0,
    countedAttempts: 0,
    sensorId: null,
    leaseUntil: null,
    budgetUntil: null,
    notBefore: now,
    createdAt: now,
    startedAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
    traceparent: request.traceparent ?? null,
    errorCode: null,
    errorDetails: null,
    result: null,
    progress: null,
  };
}
