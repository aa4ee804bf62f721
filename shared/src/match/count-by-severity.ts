// How many findings there are of each severity, as summaries show them: negligible ones count as low.
import type { Match } from './match-report.ts';

export interface SeverityCounts {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly unknown: number;
}

export function countBySeverity(matches: Iterable<Pick<Match, 'severity'>>): SeverityCounts {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const { severity } of matches) {
    counts[severity.level === 'negligible' ? 'low' : severity.level] += 1;
  }
  return counts;
}
