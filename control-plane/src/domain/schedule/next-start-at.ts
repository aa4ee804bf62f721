// When a registry starts its next sync by itself, for people: its plan, less what holds it back. Pure.
import type { Registry } from '../registries/registry-store.ts';
import { outsideBlackouts } from './blackout.ts';

type PlannedRegistry = Pick<Registry, 'nextSyncAt' | 'blackouts' | 'pausedAt'>;

/** Undefined while it is paused, and where time never makes it due. In the past while it waits for a sensor. */
export function nextStartAt(
  { nextSyncAt, blackouts, pausedAt }: PlannedRegistry,
  now: number,
): number | undefined {
  if (nextSyncAt === undefined || pausedAt !== undefined) return undefined;
  // What was due before the window that is open now waits for its end as well.
  const freeAt = outsideBlackouts(blackouts, now);
  return nextSyncAt < freeAt && now < freeAt ? freeAt : outsideBlackouts(blackouts, nextSyncAt);
}
