// Does something again and again on the injected clock. Each pause is asked for anew, so that it can be jittered.
import type { Clock, Timer } from '@harborguard/shared/ports.ts';

export function repeat(clock: Clock, nextDelayMs: () => number, run: () => void): Timer {
  let timer: Timer;
  const wait = () => {
    timer = clock.setTimer(nextDelayMs(), () => {
      wait();
      run();
    });
  };
  wait();
  return { cancel: () => timer.cancel() };
}
