// Notices a link that is open and silent, as after a network change: pings, and gives up when no byte comes back.
import type { Clock } from '@harborguard/shared/ports.ts';
import {
  pingIntervalMs,
  silenceCheckIntervalMs,
  silenceMsMax,
} from '@harborguard/shared/protocol/link-limits.ts';
import { repeat } from './repeat.ts';

export interface LivenessWatch {
  /** A byte has arrived. */
  touch(): void;
  stop(): void;
}

export function watchLiveness(
  clock: Clock,
  actions: { readonly ping: () => void; readonly onSilent: () => void },
): LivenessWatch {
  let lastByteAtMs = clock.monotonicMs();
  const pings = repeat(clock, () => pingIntervalMs, actions.ping);
  const checks = repeat(
    clock,
    () => silenceCheckIntervalMs,
    () => {
      if (clock.monotonicMs() - lastByteAtMs >= silenceMsMax) actions.onSilent();
    },
  );
  return {
    touch: () => {
      lastByteAtMs = clock.monotonicMs();
    },
    stop: () => {
      pings.cancel();
      checks.cancel();
    },
  };
}
