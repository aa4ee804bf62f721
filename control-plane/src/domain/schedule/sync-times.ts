// What the end of a sync changes in the plan of its registry. Pure; the intervals are those of the shared rule.
import { nextDueAt } from '@harborguard/shared/registry/next-due-at.ts';
import type { Registry } from '../registries/registry-store.ts';

export interface SyncTimes {
  /** Of the last success: a failed sync does not make the inventory younger. */
  readonly lastSyncAt?: number;
  readonly nextSyncAt: number | null;
  readonly syncWantedAt: null;
}

export interface SyncEnd {
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly now: number;
  /** Including this one, when it failed. */
  readonly failuresInRow: number;
}

type PlannedRegistry = Pick<Registry, 'schedule' | 'lastSyncAt'>;

export function syncTimesAfter(registry: PlannedRegistry, end: SyncEnd): SyncTimes {
  const times = { nextSyncAt: nextSyncAt(registry, end), syncWantedAt: null };
  return end.outcome === 'succeeded' ? { ...times, lastSyncAt: end.now } : times;
}

function nextSyncAt(registry: PlannedRegistry, end: SyncEnd): number | null {
  if (end.outcome !== 'failed') {
    // Somebody who cancels a sync does not want it to start again at once.
    return nextDueAt(registry.schedule, { lastSuccessAtMs: end.now, failuresInRow: 0 }) ?? null;
  }
  const due = nextDueAt(registry.schedule, {
    ...(registry.lastSyncAt === undefined ? {} : { lastSuccessAtMs: registry.lastSyncAt }),
    lastAttemptAtMs: end.now,
    failuresInRow: end.failuresInRow,
  });
  return due ?? null;
}
