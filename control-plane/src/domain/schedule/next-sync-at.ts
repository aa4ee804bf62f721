// When the next sync of a registry is due by its schedule: the intervals of the shared rule, or a cron expression. Pure.
import {
  nextDueAt,
  retryMs,
  type Schedule,
  type SyncHistory,
} from '@harborguard/shared/registry/next-due-at.ts';
import { type CronPlan, nextCronTime } from './cron.ts';

export interface SyncPlan {
  readonly schedule: Schedule;
  /** Of the schedule `cron`. */
  readonly cron: CronPlan | undefined;
}

export interface PlanHistory extends SyncHistory {
  readonly now: number;
}

/** Null when time never makes it due. */
export function nextSyncAt(plan: SyncPlan, { now, ...history }: PlanHistory): number | null {
  if (plan.schedule !== 'cron') return nextDueAt(plan.schedule, history) ?? null;
  if (plan.cron === undefined) return null;
  const planned = nextCronTime(plan.cron, now);
  const { failuresInRow, lastAttemptAtMs } = history;
  // Like the other schedules, a failure is tried again before its next time.
  const retry =
    failuresInRow === 0 || lastAttemptAtMs === undefined
      ? undefined
      : lastAttemptAtMs + retryMs(failuresInRow);
  if (planned === undefined || retry === undefined) return planned ?? retry ?? null;
  return Math.min(planned, retry);
}

/**
 * After the plan itself has changed: counted from the last success on. Null also where nothing has succeeded so far and
 * the plan is no list of times: then it is due as soon as somebody looks.
 */
export function replannedSyncAt(
  plan: SyncPlan,
  lastSuccessAtMs: number | undefined,
  now: number,
): number | null {
  if (lastSuccessAtMs !== undefined) {
    return nextSyncAt(plan, { now, lastSuccessAtMs, failuresInRow: 0 });
  }
  return plan.schedule === 'cron' ? nextSyncAt(plan, { now, failuresInRow: 0 }) : null;
}
