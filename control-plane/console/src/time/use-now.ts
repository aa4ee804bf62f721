// The time, told anew by one timer for the whole page: every half minute, which is enough for what is over, or every
// other second for what is under way.
import { useSyncExternalStore } from 'react';
import { every, now } from './browser-clock.ts';

const readingMs = 30_000;
const workingMs = 2_000;

export const useNow = createTicker(readingMs);
/** For an estimate of what is left, which a half minute makes wrong. */
export const useNowOften = createTicker(workingMs);

function createTicker(tickMs: number): () => number {
  const listeners = new Set<() => void>();
  let current = now();
  let end: (() => void) | undefined;
  const tick = (): void => {
    current = now();
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    if (end === undefined) {
      // Nobody looked for a while, so what was told last is old.
      current = now();
      end = every(tickMs, tick);
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      end?.();
      end = undefined;
    };
  };
  return () => useSyncExternalStore(subscribe, () => current);
}
