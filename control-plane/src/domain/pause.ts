// Waiting by the clock that is given, between the steps of long work: the database answers within the same turn of the
// event loop, so awaiting it alone lets nobody else in.
import type { Clock } from '@harborguard/shared/ports.ts';

export function pause(clock: Pick<Clock, 'setTimer'>, durationMs: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(durationMs, resolve));
}
