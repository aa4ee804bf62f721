// How often each of many may do something: a bucket each, refilled by the clock. Memory stays bounded; whoever was
// quiet longest is forgotten first, with a full bucket.
import type { Clock } from '@harborguard/shared/ports.ts';

export interface RateLimitSettings {
  readonly perSecond: number;
  readonly burst: number;
}

/** More senders than any installation has; about a megabyte. */
const bucketsMax = 10_000;

interface Bucket {
  readonly level: number;
  readonly at: number;
}

export class RateLimit {
  readonly #clock: Clock;
  readonly #settings: RateLimitSettings;
  /** In the order of last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, settings: RateLimitSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** 0 when it may go ahead, else how long to wait. */
  take(key: string): number {
    const { perSecond, burst } = this.#settings;
    const now = this.#clock.monotonicMs();
    const before = this.#buckets.get(key) ?? { level: burst, at: now };
    const level = Math.min(burst, before.level + ((now - before.at) / 1000) * perSecond);
    const isAllowed = level >= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, { level: isAllowed ? level - 1 : level, at: now });
    this.#dropOldest();
    return isAllowed ? 0 : Math.ceil(((1 - level) / perSecond) * 1000);
  }

  /** As if it had never asked. */
  forget(key: string): void {
    this.#buckets.delete(key);
  }

  #dropOldest(): void {
    if (this.#buckets.size <= bucketsMax) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
