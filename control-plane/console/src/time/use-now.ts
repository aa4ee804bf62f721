// The time, told anew every half minute, by one timer for the whole page.
import { useSyncExternalStore } from 'react';
import { every, now } from './browser-clock.ts';

const tickMs = 30_000;

const listeners = new Set<() => void>();
let current = now();
let end: (() => void) | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  end ??= every(tickMs, () => {
    current = now();
    for (const each of listeners) each();
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    end?.();
    end = undefined;
  };
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current);
}
