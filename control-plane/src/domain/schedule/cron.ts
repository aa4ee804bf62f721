// Times of a cron expression in a time zone. Reading the expression is croner's; what happens on the days on which
// clocks are moved is decided here, as cron has always done it: by the hour that the expression names.
import { Cron } from 'croner';
import { firstShownAt, isTimeZone, shownAt } from '../notifications/local-time.ts';

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
  const fields = fieldsOf(plan.expression);
  if (fields.length !== 5) {
    return 'expression: five fields: minute, hour, day of month, month, day of week';
  }
  const cron = parsed(plan.expression, isEveryHour(fields) ? plan.timeZone : 'UTC');
  if (cron === undefined) return 'expression: five fields such as 30 2 * * 1-5';
  const times = cron.nextRuns(gapsLookedAt + 1, new Date(now)).map((time) => time.getTime());
  if (times.length === 0) return 'expression: names no time that ever comes';
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  return gaps.some((gap) => gap < cronGapMsMin)
    ? 'expression: at least 5 minutes between two syncs'
    : undefined;
}

/** The first planned time after `after`; undefined when none comes. */
export function nextCronTime(plan: CronPlan, after: number): number | undefined {
  const { expression, timeZone } = plan;
  // What comes every so many hours goes on through a change of the clocks.
  if (isEveryHour(fieldsOf(expression))) {
    return parsed(expression, timeZone)?.nextRun(new Date(after))?.getTime();
  }
  return nextShownTime(plan, after);
}

/**
 * The expression names hours: each comes once a day. One that clocks skip comes as soon as they have jumped, one that
 * they show twice comes the first time.
 */
function nextShownTime({ expression, timeZone }: CronPlan, after: number): number | undefined {
  // Walked along what clocks show, written as if it were UTC.
  const cron = parsed(expression, 'UTC');
  let shown = new Date(shownAt(after, timeZone));
  for (;;) {
    const next = cron?.nextRun(shown) ?? undefined;
    if (next === undefined) return undefined;
    shown = next;
    const instant = firstShownAt(shown.getTime(), timeZone);
    // Not after: clocks have been set back, and this was shown before they were.
    if (instant > after) return instant;
  }
}

function fieldsOf(expression: string): readonly string[] {
  return expression.trim().split(/\s+/);
}

function isEveryHour([, hour = '']: readonly string[]): boolean {
  return hour.startsWith('*');
}

function parsed(expression: string, timezone: string): Cron | undefined {
  try {
    // Without a function to call it only computes and sets no timer.
    return new Cron(expression, { timezone, mode: '5-part' });
  } catch {
    return undefined;
  }
}
