// Moves jobs on: every change of a job's state goes through here, is fenced by the row's state and attempt, and
// is followed by what its end brings with it. It neither talks to sensors nor opens transactions; the stores it is
// given are those of the job's organisation.
import { type ErrorCode, errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Random } from '@harborguard/shared/ports.ts';
import type { JobFinished } from '@harborguard/shared/protocol/log-messages.ts';
import type { FactContext, FactSink } from '../inventory/fact-sink.ts';
import type { Stores } from '../unit-of-work.ts';
import { isOpen, type Job } from './job.ts';
import { budgetPauseMsMax, refusalPauseMs } from './job-policy.ts';
import {
  attemptFailed,
  cancelled,
  type JobFailure,
  mayResume,
  released,
  succeeded,
} from './job-transitions.ts';
import { recordEnding } from './record-ending.ts';

export interface JobLifecycle {
  /** `superseded`: another attempt owns the job, or it has ended. */
  finish(stores: Stores, job: Job, finished: FinishedJob): Promise<Moved>;
  /** The attempt counts. */
  fail(stores: Stores, job: Job, failure: JobFailure, now: number): Promise<Moved>;
  /** Back to the queue; the attempt does not count. */
  release(stores: Stores, job: Job, notBefore: number): Promise<Moved>;
  cancel(stores: Stores, job: Job, now: number): Promise<Moved>;
}

export interface FinishedJob {
  readonly message: JobFinished;
  readonly sensorId: string;
  readonly analyzerVersion: string;
  readonly now: number;
}

export type Moved = { readonly kind: 'moved'; readonly job: Job } | { readonly kind: 'superseded' };

interface Ending {
  readonly now: number;
  readonly analyzerVersion: string;
}

export function createJobLifecycle(factSink: FactSink, random: Random): JobLifecycle {
  const move = async (
    stores: Stores,
    step: { readonly before: Job; readonly after: Job; readonly ending: Ending },
  ): Promise<Moved> => {
    const { before, after, ending } = step;
    if (!(await stores.jobs.save(before, after))) return { kind: 'superseded' };
    if (!isOpen(after)) {
      const context = contextOf(after, ending);
      await recordEnding(factSink, stores, { job: after, context });
    }
    return { kind: 'moved', job: after };
  };
  return {
    finish: async (stores, job, finished) => {
      const { sensorId, message, now, analyzerVersion } = finished;
      if (!mayResume(job, sensorId, message.attempt)) return { kind: 'superseded' };
      const after = finishedJob(job, message, { now, uniform: random.uniform() });
      const moved = await move(stores, { before: job, after, ending: { now, analyzerVersion } });
      // The others of this registry would only find out the same, one after the other.
      if (message.code === 'PULL_BUDGET_SPENT' && moved.kind === 'moved') {
        await stores.jobs.postponeScans(job.registryId, after.notBefore);
      }
      return moved;
    },
    fail: (stores, job, failure, now) => {
      const after = attemptFailed(job, failure, { now, uniform: random.uniform() });
      return move(stores, { before: job, after, ending: { now, analyzerVersion: '' } });
    },
    release: (stores, job, notBefore) =>
      move(stores, {
        before: job,
        after: released(job, notBefore),
        ending: { now: notBefore, analyzerVersion: '' },
      }),
    cancel: (stores, job, now) =>
      move(stores, {
        before: job,
        after: cancelled(job, now),
        ending: { now, analyzerVersion: '' },
      }),
  };
}

function finishedJob(
  job: Job,
  message: JobFinished,
  at: { readonly now: number; readonly uniform: number },
): Job {
  const { result } = message;
  if (message.outcome === 'succeeded') {
    if (result?.kind === job.kind) return succeeded(job, result, at.now);
    return attemptFailed(job, { code: 'FRAME_INVALID', retryable: false }, at);
  }
  // The sensor gave up for a reason of its own, such as a shutdown; nobody asked for the end of the job.
  if (message.outcome === 'cancelled') return released(job, at.now + refusalPauseMs);
  const code = knownCode(message.code);
  if (code === 'PULL_BUDGET_SPENT') return released(job, at.now + budgetPauseMs(message));
  const failure = { code, retryable: errorRow(code).retryable };
  const details = message.details === undefined ? {} : { details: message.details };
  return attemptFailed(job, { ...failure, ...details }, at);
}

/** Nothing but the control plane's own limit: the attempt does not count, however often it comes. */
function budgetPauseMs({ details }: JobFinished): number {
  const seconds = Number(details?.['retryAfterSeconds']);
  const askedMs = Number.isFinite(seconds) ? seconds * 1000 : 0;
  return Math.min(budgetPauseMsMax, Math.max(refusalPauseMs, askedMs));
}

function knownCode(code: string | undefined): ErrorCode {
  return isErrorCode(code) ? code : 'INTERNAL_ERROR';
}

function contextOf(job: Job, ending: Ending): FactContext {
  return {
    orgId: job.orgId,
    registryId: job.registryId,
    jobId: job.id,
    attempt: job.attempt,
    sensorId: job.sensorId ?? '',
    analyzerVersion: ending.analyzerVersion,
    now: ending.now,
    fenced: true,
  };
}
