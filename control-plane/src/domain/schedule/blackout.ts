// Times of the week in which nothing starts by itself. Pure; days and times are those of the window's own zone.
import {
  firstShownAt,
  lastShownAt,
  minutesOf,
  shownAt,
  steadyOffset,
  wallClock,
} from '../notifications/local-time.ts';

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
/** What is closed for so long is closed for good: every window comes again after a week. */
const alwaysMs = 7 * dayMs;

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

/** `at`, or the end of the windows it falls into; undefined where they leave no time at all. */
export function outsideBlackouts(blackouts: readonly Blackout[], at: number): number | undefined {
  const window = nextBlackout(blackouts, at);
  if (window === undefined || window.from > at) return at;
  return window.until - at > alwaysMs ? undefined : window.until;
}

function windowsOf(blackout: Blackout, now: number): readonly BlackoutWindow[] {
  const { days, from, to, timeZone } = blackout;
  const { year, month, day } = wallClock(now, timeZone);
  const begins = minutesOf(from);
  const ends = minutesOf(to) + (minutesOf(to) <= begins ? dayMs / minuteMs : 0);
  const midnights = daysLookedAt.map((ahead) => Date.UTC(year, month - 1, day + ahead));
  const offset = steadyOffset(now - 3 * dayMs, now + 11 * dayMs, timeZone);
  return (
    midnights
      .filter((midnight) => days.some((name) => weekdays[new Date(midnight).getUTCDay()] === name))
      .map((midnight) => ({
        from: beginOf(midnight + begins * minuteMs, { timeZone, offset }),
        until: endOf(midnight + ends * minuteMs, { timeZone, offset }),
      }))
      // Clocks may skip all of it.
      .filter((window) => window.until > window.from)
  );
}

/** Zones answer slowly, and most weeks there is nothing to ask. */
interface Zone {
  readonly timeZone: string;
  /** Where clocks are not moved meanwhile. */
  readonly offset: number | undefined;
}

function beginOf(shown: number, { timeZone, offset }: Zone): number {
  return offset === undefined ? firstShownAt(shown, timeZone) : shown - offset;
}

/** When clocks show nothing before it any more: set back, they may show the end of the window twice. */
function endOf(shown: number, { timeZone, offset }: Zone): number {
  if (offset !== undefined) return shown - offset;
  const lastMinute = shown - minuteMs;
  const last = lastShownAt(lastMinute, timeZone);
  return shownAt(last, timeZone) === lastMinute ? last + minuteMs : last;
}
