// What the end of a sync changes in the plan of its registry. Pure.
import type { Registry } from '../registries/registry-store.ts';
import { nextSyncAt } from './next-sync-at.ts';

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

type PlannedRegistry = Pick<Registry, 'schedule' | 'cron' | 'lastSyncAt' | 'nextSyncAt'>;

export function syncTimesAfter(registry: PlannedRegistry, end: SyncEnd): SyncTimes {
  const times = { nextSyncAt: dueAfter(registry, end), syncWantedAt: null };
  return end.outcome === 'succeeded' ? { ...times, lastSyncAt: end.now } : times;
}

function dueAfter(registry: PlannedRegistry, end: SyncEnd): number | null {
  const planned = registry.nextSyncAt;
  // One that somebody asked for before its time and cancelled was not the one of the plan.
  if (end.outcome === 'cancelled' && planned !== undefined && planned > end.now) return planned;
  if (end.outcome !== 'failed') {
    // Somebody who cancels a sync does not want it to start again at once.
    return nextSyncAt(registry, { now: end.now, lastSuccessAtMs: end.now, failuresInRow: 0 });
  }
  return nextSyncAt(registry, {
    now: end.now,
    ...(registry.lastSyncAt === undefined ? {} : { lastSuccessAtMs: registry.lastSyncAt }),
    lastAttemptAtMs: end.now,
    failuresInRow: end.failuresInRow,
  });
}
