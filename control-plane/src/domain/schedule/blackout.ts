// Times of the week in which nothing starts by itself. Pure; days and times are those of the window's own zone.
import { instantOf, minutesOf, wallClock } from '../notifications/local-time.ts';

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

export interface Blackout {
  /** On which it begins. */
  readonly days: readonly Weekday[];
  /** `HH:MM` */
  readonly from: string;
  /** Not after `from`: of the next day. */
  readonly to: string;
  readonly timeZone: string;
}

/** Ends before `until`. */
export interface BlackoutWindow {
  readonly from: number;
  readonly until: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A window of yesterday may still be open, and each comes again within a week. */
const daysLookedAt = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
/** Windows that follow each other without a gap; more of them leave no time at all. */
const joinedMax = 100;

/** The window that is open at `now`, or else the next one; windows that touch count as one. */
export function nextBlackout(
  blackouts: readonly Blackout[],
  now: number,
): BlackoutWindow | undefined {
  const windows = blackouts
    .flatMap((blackout) => windowsOf(blackout, now))
    .sort((a, b) => a.from - b.from);
  const first = windows.find((window) => window.until > now);
  if (first === undefined) return undefined;
  let { until } = first;
  for (const window of windows) {
    if (window.from <= until && window.until > until) until = window.until;
  }
  return { from: first.from, until };
}

/** `at`, or the end of the windows it falls into. */
export function outsideBlackouts(blackouts: readonly Blackout[], at: number): number {
  let free = at;
  for (let joined = 0; joined < joinedMax; joined += 1) {
    const window = nextBlackout(blackouts, free);
    if (window === undefined || window.from > free) return free;
    free = window.until;
  }
  return free;
}

function windowsOf(blackout: Blackout, now: number): readonly BlackoutWindow[] {
  const { days, from, to, timeZone } = blackout;
  const { year, month, day } = wallClock(now, timeZone);
  const begins = minutesOf(from);
  const ends = minutesOf(to) + (minutesOf(to) <= begins ? dayMs / minuteMs : 0);
  return daysLookedAt
    .map((ahead) => Date.UTC(year, month - 1, day + ahead))
    .filter((midnight) => days.some((name) => weekdays[new Date(midnight).getUTCDay()] === name))
    .map((midnight) => ({
      from: instantOf(midnight + begins * minuteMs, timeZone),
      until: instantOf(midnight + ends * minuteMs, timeZone),
    }));
}
