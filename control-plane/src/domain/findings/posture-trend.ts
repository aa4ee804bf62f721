// How a few figures stood at the end of each day, out of the days on which findings were opened and resolved.
import { dayMs, trendStart } from './finding-trend.ts';

/** Findings that were opened on one day and resolved on one, or are open; days of UTC, counted from 1970. */
export interface FindingCohort {
  readonly openedDay: number;
  readonly resolvedDay: number | undefined;
  readonly findings: number;
}

export interface PostureCohorts {
  readonly critical: readonly FindingCohort[];
  /** By what is known of their advisories now. */
  readonly knownExploited: readonly FindingCohort[];
}

export interface PosturePoint {
  /** The end of the day, or now for the last one. */
  readonly at: number;
  readonly critical: number;
  /** How long the oldest open critical finding had been open; undefined when none was. */
  readonly oldestCriticalDays: number | undefined;
  readonly knownExploited: number;
}

export function postureTrend(
  { critical, knownExploited }: PostureCohorts,
  { now, days }: { readonly now: number; readonly days: number },
): readonly PosturePoint[] {
  const start = trendStart(now, days);
  const today = start / dayMs + days - 1;
  return Array.from({ length: days }, (_, index) => {
    const day = start / dayMs + index;
    const open = openAfter(critical, { day, today });
    return {
      at: Math.min(now, start + (index + 1) * dayMs),
      critical: countOf(open),
      oldestCriticalDays: oldestDays(open, day),
      knownExploited: countOf(openAfter(knownExploited, { day, today })),
    };
  });
}

/** Today ends now, whatever the clock says of the newest rows. */
function openAfter(
  cohorts: readonly FindingCohort[],
  { day, today }: { readonly day: number; readonly today: number },
): readonly FindingCohort[] {
  return cohorts.filter(
    ({ openedDay, resolvedDay }) =>
      Math.min(openedDay, today) <= day &&
      (resolvedDay === undefined || Math.min(resolvedDay, today) > day),
  );
}

function countOf(cohorts: readonly FindingCohort[]): number {
  return cohorts.reduce((sum, { findings }) => sum + findings, 0);
}

function oldestDays(open: readonly FindingCohort[], day: number): number | undefined {
  if (open.length === 0) return undefined;
  const oldest = open.reduce((least, { openedDay }) => Math.min(least, openedDay), day);
  return day - oldest;
}
