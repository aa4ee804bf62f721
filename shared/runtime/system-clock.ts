// The machine's clock and timers behind the Clock port: the one place that touches them.
import type { Clock } from '../src/ports.ts';

/** A longer delay overflows the timer, which would fire at once: it is waited for in parts. */
export const timerMsMax = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer: (delayMs, run, options) => {
    const wait = (leftMs: number): NodeJS.Timeout => {
      const partMs = Math.min(leftMs, timerMsMax);
      const next = () => {
        if (leftMs > partMs) timer = wait(leftMs - partMs);
        else run();
      };
      const part = setTimeout(next, partMs);
      return options?.background === true ? part.unref() : part;
    };
    let timer = wait(delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
