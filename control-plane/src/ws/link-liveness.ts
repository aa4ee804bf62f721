// When a link was last heard, when it is pinged, and when its silence ends it. Pure but for the clock.
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import { pingIntervalMs, silenceMsMax } from '@harborguard/shared/protocol/link-limits.ts';

export type LivenessStep = 'nothing' | 'ping' | 'silent';

export class LinkLiveness {
  readonly #clock: Clock;
  #heardAtMs: number;
  #heardAt: number;
  #nextPingMs: number;
  #bytes = 0;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#heardAtMs = clock.monotonicMs();
    this.#heardAt = clock.now();
    // Links that were opened together are not pinged together.
    this.#nextPingMs = this.#heardAtMs + random.uniform() * pingIntervalMs;
  }

  /** Wall-clock time of the last byte. */
  get heardAt(): number {
    return this.#heardAt;
  }

  noteHeard(): void {
    this.#heardAtMs = this.#clock.monotonicMs();
    this.#heardAt = this.#clock.now();
  }

  /** Called every second. `bytesRead` of the socket counts also the parts of a frame that is not complete. */
  check(bytesRead: number, isPaused: boolean): LivenessStep {
    const now = this.#clock.monotonicMs();
    // While we do not read, silence is our own.
    if (bytesRead !== this.#bytes || isPaused) this.noteHeard();
    this.#bytes = bytesRead;
    if (now - this.#heardAtMs > silenceMsMax) return 'silent';
    if (now < this.#nextPingMs) return 'nothing';
    this.#nextPingMs = now + pingIntervalMs;
    return 'ping';
  }
}
