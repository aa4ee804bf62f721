// The machine's clock and timers behind the Clock port: the one place that touches them.
import type { Clock } from '@harborguard/shared/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer: (delayMs, run, options) => {
    const timer = setTimeout(run, delayMs);
    if (options?.background) timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
