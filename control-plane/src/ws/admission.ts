// How many upgrades are let in: a bucket that refills with time, so that a fleet coming back at once is spread
// by asking most of it to wait.
import type { Clock, Random } from '@harborguard/shared/ports.ts';

export const upgradesPerSecondDefault = 500;

/** Those turned away come back spread over this long. */
const retryAfterSecondsMax = 30;

export class Admission {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;

  constructor(clock: Clock, random: Random, perSecond: number = upgradesPerSecondDefault) {
    this.#clock = clock;
    this.#random = random;
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#filledAt = clock.monotonicMs();
  }

  /** Undefined when it may come in, otherwise the seconds to wait. */
  retryAfterSeconds(): number | undefined {
    const now = this.#clock.monotonicMs();
    const refill = ((now - this.#filledAt) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + refill);
    this.#filledAt = now;
    if (this.#tokens < 1) return this.spreadSeconds();
    this.#tokens -= 1;
    return undefined;
  }

  spreadSeconds(): number {
    return 1 + Math.floor(this.#random.uniform() * retryAfterSecondsMax);
  }
}
