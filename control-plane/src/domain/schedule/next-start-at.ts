// When a registry starts its next sync by itself, for people: its plan, less what holds it back. Pure.
import type { Registry } from '../registries/registry-store.ts';
import { outsideBlackouts } from './blackout.ts';

type PlannedRegistry = Pick<Registry, 'nextSyncAt' | 'blackouts' | 'pausedAt'>;

/** Undefined while it is paused, where time never makes it due, and where blackouts leave no time. In the past while it waits for a sensor. */
export function nextStartAt(
  { nextSyncAt, blackouts, pausedAt }: PlannedRegistry,
  now: number,
): number | undefined {
  if (nextSyncAt === undefined || pausedAt !== undefined) return undefined;
  // What was due before the window that is open now waits for its end as well.
  const freeAt = outsideBlackouts(blackouts, now);
  if (freeAt === undefined) return undefined;
  return nextSyncAt < freeAt && now < freeAt ? freeAt : outsideBlackouts(blackouts, nextSyncAt);
}
