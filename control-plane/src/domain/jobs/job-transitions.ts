// The state machine of a job: which state may follow which, and how the rest of the row changes with it. Pure;
// whether a caller has the right to ask is decided before.
import assert from 'node:assert/strict';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { JobResult } from '@harborguard/shared/protocol/jobs.ts';
import { attemptsMax, leaseMs } from '@harborguard/shared/protocol/link-limits.ts';
import { isHeld, type Job, type JobErrorDetails, type JobState } from './job.ts';
import { offerMs, retryDelayMs } from './job-policy.ts';

/** A queued job may end, fail or run without a new hand-out: its last sensor was cut off, worked on and came back. */
export const legalTransitions: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ['queued', 'assigned', 'running', 'succeeded', 'failed', 'cancelled', 'dead'],
  assigned: ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'dead'],
  running: ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'dead'],
  succeeded: [],
  failed: [],
  cancelled: [],
  dead: [],
};

export interface JobFailure {
  readonly code: ErrorCode;
  readonly details?: JobErrorDetails;
  readonly retryable: boolean;
}

/** Hands it to a sensor, which has a few seconds to accept. */
export function offered(job: Job, sensorId: string, now: number): Job {
  return moved(job, 'assigned', {
    sensorId,
    attempt: job.attempt + 1,
    leaseUntil: now + offerMs,
    budgetUntil: null,
  });
}

/** The lease runs anew from now: for a job accepted, renewed, or brought back after a cut link. */
export function started(job: Job, budgetMs: number, now: number): Job {
  return moved(job, 'running', {
    leaseUntil: now + leaseMs,
    budgetUntil: job.budgetUntil ?? now + budgetMs,
    startedAt: job.startedAt ?? now,
  });
}

/** Back to the queue through nobody's fault: this attempt does not count. */
export function released(job: Job, notBefore: number): Job {
  return moved(job, 'queued', { leaseUntil: null, notBefore });
}

/** After a counted attempt: queued again, failed for good, or dead when the attempts are used up. */
export function attemptFailed(
  job: Job,
  failure: JobFailure,
  at: { readonly now: number; readonly uniform: number },
): Job {
  const countedAttempts = job.countedAttempts + 1;
  const error = { errorCode: failure.code, errorDetails: failure.details ?? null, countedAttempts };
  if (!failure.retryable || job.kind === 'probe') return ended(job, 'failed', at.now, error);
  if (countedAttempts >= attemptsMax) {
    return ended(job, 'dead', at.now, {
      countedAttempts,
      errorCode: 'ATTEMPTS_EXHAUSTED',
      errorDetails: { ...failure.details, lastError: failure.code },
    });
  }
  const notBefore = at.now + retryDelayMs(countedAttempts, at.uniform);
  // Without its sensor: what has failed is not brought back, only tried anew.
  return moved(job, 'queued', {
    ...error,
    sensorId: null,
    leaseUntil: null,
    budgetUntil: null,
    notBefore,
  });
}

export function succeeded(job: Job, result: JobResult | null, now: number): Job {
  return ended(job, 'succeeded', now, { result, errorCode: null, errorDetails: null });
}

export function cancelled(job: Job, now: number): Job {
  return ended(job, 'cancelled', now, {
    cancelRequestedAt: now,
    errorCode: 'CANCELLED',
    errorDetails: null,
  });
}

/** Whether this sensor holds exactly this attempt, or held it last and nobody has taken it since. */
export function mayResume(job: Job, sensorId: string, attempt: number): boolean {
  if (job.sensorId !== sensorId || job.attempt !== attempt) return false;
  return isHeld(job) || job.state === 'queued';
}

function ended(job: Job, state: JobState, now: number, changes: Partial<Job>): Job {
  return moved(job, state, { ...changes, leaseUntil: null, finishedAt: now });
}

function moved(job: Job, state: JobState, changes: Partial<Job>): Job {
  assert.ok(
    legalTransitions[job.state].includes(state),
    `a job that is ${job.state} may not become ${state}`,
  );
  return { ...job, ...changes, state };
}
