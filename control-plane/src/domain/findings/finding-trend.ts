// How many findings were open at the end of each day, out of what was opened and what was resolved by then.
import {
  type SeverityCounts,
  type SeverityLevel,
  severityLevels,
} from '../inventory/image-queries.ts';

export const dayMs = 24 * 60 * 60 * 1000;

export interface TrendPoint {
  /** The end of the day, or now for the last one. */
  readonly at: number;
  readonly open: SeverityCounts;
}

/** Exposures of one severity that were opened or resolved in one day; day -1 is everything before the first. */
export interface TrendChange {
  readonly day: number;
  readonly severity: SeverityLevel;
  readonly opened: number;
  readonly resolved: number;
}

/** Days of UTC; the last one is today and ends now. */
export function trendStart(now: number, days: number): number {
  return Math.floor(now / dayMs) * dayMs - (days - 1) * dayMs;
}

export function findingTrend(
  changes: readonly TrendChange[],
  { now, days }: { readonly now: number; readonly days: number },
): readonly TrendPoint[] {
  const start = trendStart(now, days);
  const open: Record<SeverityLevel, number> = {
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
    unknown: 0,
  };
  const add = (day: number): void => {
    for (const change of changes) {
      if (change.day === day) open[change.severity] += change.opened - change.resolved;
    }
  };
  add(-1);
  return Array.from({ length: days }, (_, day) => {
    add(day);
    const at = Math.min(now, start + (day + 1) * dayMs);
    return {
      at,
      open: Object.fromEntries(
        severityLevels.map((level) => [level, open[level]]),
      ) as SeverityCounts,
    };
  });
}
