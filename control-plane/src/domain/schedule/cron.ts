// Times of a cron expression in a time zone. The arithmetic, with the days on which clocks are moved, is croner's.
import { Cron } from 'croner';
import { isTimeZone } from '../notifications/local-time.ts';

export interface CronPlan {
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly expression: string;
  /** An IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** A registry synced more often than this does nothing else; a push is the way to be quicker. */
export const cronGapMsMin = 5 * 60_000;
/** Enough to see each gap of an hour that is planned minute by minute. */
const gapsLookedAt = 60;

/** Why the plan cannot be used, as a rule a person can act on; undefined when it can. */
export function cronProblem(plan: CronPlan, now: number): string | undefined {
  if (!isTimeZone(plan.timeZone)) return 'timeZone: a name such as Europe/Berlin or UTC';
  if (plan.expression.trim().split(/\s+/).length !== 5) {
    return 'expression: five fields: minute, hour, day of month, month, day of week';
  }
  const times = timesAfter(plan, now, gapsLookedAt + 1);
  if (times === undefined) return 'expression: five fields such as 30 2 * * 1-5';
  if (times.length === 0) return 'expression: names no time that ever comes';
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  return gaps.some((gap) => gap < cronGapMsMin)
    ? 'expression: at least 5 minutes between two syncs'
    : undefined;
}

/** The first planned time after `after`; undefined when none comes. */
export function nextCronTime(plan: CronPlan, after: number): number | undefined {
  return timesAfter(plan, after, 1)?.[0];
}

function timesAfter(plan: CronPlan, after: number, count: number): readonly number[] | undefined {
  try {
    // Without a function to call it only computes and sets no timer.
    const cron = new Cron(plan.expression, { timezone: plan.timeZone, mode: '5-part' });
    return cron.nextRuns(count, new Date(after)).map((time) => time.getTime());
  } catch {
    return undefined;
  }
}
