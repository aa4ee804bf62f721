// The health of a registry: how many of its recent syncs succeeded, 0 to 100.
import type { SyncOutcomeKind } from './registry-status.ts';

/** Enough to smooth one bad night, few enough that a repaired registry recovers. */
export const healthWindow = 20;

/** `outcomes` oldest first, finished syncs only. Undefined until one has finished. */
export function syncHealth(outcomes: readonly SyncOutcomeKind[]): number | undefined {
  const recent = outcomes.slice(-healthWindow);
  if (recent.length === 0) return undefined;
  const successes = recent.filter((outcome) => outcome !== 'failed').length;
  return Math.round((100 * successes) / recent.length);
}
