// Rate limits in memory: a bucket for each caller that holds a minute's worth and fills steadily. They are lost at a
// restart, which costs at most one minute's worth more.
import type { Clock } from '@harborguard/shared/ports.ts';

export type Taken =
  | { readonly kind: 'taken'; readonly remaining: number }
  | { readonly kind: 'empty'; readonly retryAfterSeconds: number };

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Callers beyond this push out the one seen longest ago, which by then has mostly a full bucket. */
const bucketsMax = 10_000;
const minuteMs = 60_000;

export class TokenBuckets {
  readonly #clock: Clock;
  readonly perMinute: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.perMinute = perMinute;
  }

  take(caller: string): Taken {
    const bucket = this.#filled(caller);
    if (bucket.tokens < 1) return this.#empty(bucket);
    bucket.tokens -= 1;
    return { kind: 'taken', remaining: Math.floor(bucket.tokens) };
  }

  /** What `take` would answer, without taking. */
  look(caller: string): Taken {
    const bucket = this.#filled(caller);
    if (bucket.tokens < 1) return this.#empty(bucket);
    return { kind: 'taken', remaining: Math.floor(bucket.tokens) };
  }

  #empty({ tokens }: Bucket): Taken {
    const missingMs = ((1 - tokens) * minuteMs) / this.perMinute;
    return { kind: 'empty', retryAfterSeconds: Math.max(1, Math.ceil(missingMs / 1000)) };
  }

  #filled(caller: string): Bucket {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#buckets.get(caller) ?? { tokens: this.perMinute, atMs: nowMs };
    const gained = ((nowMs - known.atMs) * this.perMinute) / minuteMs;
    known.tokens = Math.min(this.perMinute, known.tokens + gained);
    known.atMs = nowMs;
    // Set again, so that the order of the map is that of the last visit.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, known);
    if (this.#buckets.size > bucketsMax) this.#forgetOldest();
    return known;
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
