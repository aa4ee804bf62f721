// One row of a job as the domain sees it, and back.

import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { JobResult } from '@harborguard/shared/protocol/jobs.ts';
import type { Insertable, Selectable } from 'kysely';
import type { Job, JobErrorDetails, JobIntent, JobProgress } from '../domain/jobs/job.ts';
import type { JobTable } from './job-tables.ts';

export function toJob(row: Selectable<JobTable>): Job {
  return {
    id: row.id,
    orgId: row.org_id,
    registryId: row.registry_id,
    kind: row.kind,
    state: row.state,
    intent: JSON.parse(row.payload_json) as JobIntent,
    priority: row.priority,
    dedupeKey: row.dedupe_key,
    trigger: row.trigger,
    route: row.route,
    attempt: row.attempt,
    countedAttempts: row.counted_attempts,
    sensorId: row.sensor_id,
    leaseUntil: row.lease_until,
    budgetUntil: row.budget_until,
    notBefore: row.not_before,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    cancelRequestedAt: row.cancel_requested_at,
    traceparent: row.traceparent,
    errorCode: row.error_code as ErrorCode | null,
    errorDetails: parsed<JobErrorDetails>(row.error_details_json),
    result: parsed<JobResult>(row.result_json),
    progress: parsed<JobProgress>(row.progress_json),
  };
}

/** Every column but the progress, which is written on its own and last value wins. */
export function fromJob(job: Job): Omit<Insertable<JobTable>, 'progress_json'> {
  return {
    id: job.id,
    org_id: job.orgId,
    registry_id: job.registryId,
    kind: job.kind,
    state: job.state,
    payload_json: JSON.stringify(job.intent),
    priority: job.priority,
    dedupe_key: job.dedupeKey,
    trigger: job.trigger,
    route: job.route,
    attempt: job.attempt,
    counted_attempts: job.countedAttempts,
    sensor_id: job.sensorId,
    lease_until: job.leaseUntil,
    budget_until: job.budgetUntil,
    not_before: job.notBefore,
    created_at: job.createdAt,
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    cancel_requested_at: job.cancelRequestedAt,
    traceparent: job.traceparent,
    error_code: job.errorCode,
    error_details_json: json(job.errorDetails),
    result_json: json(job.result),
  };
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function parsed<Value>(text: string | null): Value | null {
  return text === null ? null : (JSON.parse(text) as Value);
}
