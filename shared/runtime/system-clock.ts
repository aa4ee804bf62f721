// The machine's clock and timers behind the Clock port: the one place that touches them.
import type { Clock } from '../src/ports.ts';

/** Longer delays overflow the timer and would fire at once. */
const delayMsMax = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer: (delayMs, run, options) => {
    const timer = setTimeout(run, Math.min(delayMs, delayMsMax));
    if (options?.background === true) timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
