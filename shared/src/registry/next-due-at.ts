// When a registry is due for its next sync. Times are the control plane's own clock; who starts the sync is elsewhere.

export const schedules = ['manual', 'daily', 'weekly', 'cron', 'on_push'] as const;
export type Schedule = (typeof schedules)[number];

const hourMs = 60 * 60 * 1000;
const periodMs: Readonly<Record<Schedule, number | undefined>> = {
  manual: undefined,
  daily: 24 * hourMs,
  weekly: 7 * 24 * hourMs,
  // Its times are computed where the expression is.
  cron: undefined,
  // A push makes it due; the time only after a failure.
  on_push: undefined,
};

/** The first retry after a failure; each further one waits twice as long. */
const retryMsMin = 5 * 60 * 1000;
/** A broken registry is still tried a few times a day, so that recovery needs nobody. */
const retryMsMax = 6 * hourMs;

export interface SyncHistory {
  readonly lastSuccessAtMs?: number;
  readonly lastAttemptAtMs?: number;
  /** Failures since the last success. */
  readonly failuresInRow: number;
}

/** Milliseconds since 1970; in the past or now when it is due; undefined when time never makes it due. */
export function nextDueAt(schedule: Schedule, history: SyncHistory): number | undefined {
  const { lastSuccessAtMs, lastAttemptAtMs, failuresInRow } = history;
  const retryAt =
    failuresInRow === 0 || lastAttemptAtMs === undefined
      ? undefined
      : lastAttemptAtMs + retryMs(failuresInRow);
  // Pushes tell of single repositories: the sync of the whole that failed would never be made up for.
  if (schedule === 'on_push') return retryAt;
  const period = periodMs[schedule];
  if (period === undefined) return undefined;
  const due = lastSuccessAtMs === undefined ? 0 : lastSuccessAtMs + period;
  return retryAt === undefined ? due : Math.max(due, retryAt);
}

export function retryMs(failuresInRow: number): number {
  return Math.min(retryMsMin * 2 ** (failuresInRow - 1), retryMsMax);
}
