// Progress is a state: of each job only the latest value counts, and nobody needs it more than twice a second.
import type { Clock, Timer } from '@harborguard/shared/ports.ts';
import type { JobRef, Progress } from '@harborguard/shared/protocol/sensor-frames.ts';

const progressIntervalMs = 500;

interface Slot {
  timer: Timer;
  latest?: Progress;
}

export class ProgressCoalescer {
  readonly #clock: Clock;
  readonly #send: (progress: Progress) => void;
  /** A job is here only while its last value is younger than the interval. */
  readonly #slots = new Map<string, Slot>();

  constructor(clock: Clock, send: (progress: Progress) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The first value goes at once; what comes within the interval after it waits and is overtaken by later ones. */
  offer(progress: Progress): void {
    const key = keyOf(progress);
    const slot = this.#slots.get(key);
    if (slot !== undefined) {
      slot.latest = progress;
      return;
    }
    this.#sendNow(key, progress);
  }

  stop(): void {
    for (const { timer } of this.#slots.values()) timer.cancel();
    this.#slots.clear();
  }

  #sendNow(key: string, progress: Progress): void {
    const timer = this.#clock.setTimer(progressIntervalMs, () => {
      const latest = this.#slots.get(key)?.latest;
      this.#slots.delete(key);
      if (latest !== undefined) this.#sendNow(key, latest);
    });
    this.#slots.set(key, { timer });
    this.#send(progress);
  }
}

function keyOf({ jobId, attempt }: JobRef): string {
  return `${jobId} ${attempt}`;
}
