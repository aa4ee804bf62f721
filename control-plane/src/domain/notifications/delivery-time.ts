// When news is due: at once, with the next digest, or when the quiet hours are over. Held is never lost.
import type { SeverityLevel } from '../inventory/image-queries.ts';
import { minuteOfDay, minutesOf, nextTimeOfDay } from './local-time.ts';
import type { NotificationRule, QuietHours } from './notification-rule.ts';

export interface DueTime {
  readonly dueAt: number;
  /** News of one rule with the same slot goes out together; undefined: with what is told at this moment. */
  readonly slot: string | undefined;
}

const hourMs = 60 * 60 * 1000;
/** A digest of a day and quiet hours after it, over a change of the clock, end before; so does every retry. */
export const waitMsMax = 4 * 24 * hourMs;

type TimingRule = Pick<NotificationRule, 'digest' | 'digestAt' | 'timeZone' | 'quietHours'>;

export function dueTime(rule: TimingRule, severity: SeverityLevel, now: number): DueTime {
  const planned = plannedTime(rule, now);
  const dueAt = afterQuietHours(rule, severity, planned);
  if (dueAt <= now) return { dueAt: now, slot: undefined };
  return { dueAt, slot: new Date(dueAt).toISOString() };
}

function plannedTime({ digest, digestAt, timeZone }: TimingRule, now: number): number {
  if (digest === 'realtime') return now;
  if (digest === 'daily') return nextTimeOfDay(now, digestAt, timeZone);
  return (Math.floor(now / hourMs) + 1) * hourMs;
}

/** `at` itself, unless it is quiet then. */
export function afterQuietHours(
  { quietHours, timeZone }: Pick<TimingRule, 'quietHours' | 'timeZone'>,
  severity: SeverityLevel,
  at: number,
): number {
  if (quietHours === undefined || (quietHours.criticalPasses && severity === 'critical')) return at;
  return isQuiet(quietHours, timeZone, at) ? nextTimeOfDay(at, quietHours.until, timeZone) : at;
}

function isQuiet({ from, until }: QuietHours, timeZone: string, at: number): boolean {
  const [begin, end, minute] = [minutesOf(from), minutesOf(until), minuteOfDay(at, timeZone)];
  if (begin === end) return false;
  return begin < end ? minute >= begin && minute < end : minute >= begin || minute < end;
}
