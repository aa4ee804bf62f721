// What an identity service gave, kept in memory until shortly before it expires: renewed early, by one request at a
// time, and served on while a renewal fails. Refusals are kept for a moment too, so that no job hammers the service.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';

export interface Fetched<Value> {
  readonly value: Value;
  /** Wall-clock time, milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** Renewed this long before the end, or at nine tenths of a short life. */
const earlyMsMax = 5 * 60_000;
const earlyShare = 0.1;
/** Also how long "there is none" holds. */
export const refusalMs = 60_000;
/** Whatever a service says: rights change. */
const lifeMsMax = 12 * 60 * 60_000;
/** One for each registry and role; the oldest goes when there are more. */
const entryCountMax = 1000;

type Kept<Value> =
  | {
      readonly kind: 'value';
      readonly value: Value;
      readonly renewAtMs: number;
      readonly endsAtMs: number;
    }
  | { readonly kind: 'refusal'; readonly error: HarborError; readonly endsAtMs: number };

export class ExpiringCache<Value> {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept<Value>>();
  readonly #underWay = new Map<string, Promise<Value>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The exchange belongs to everyone who waits for it, so `signal` ends the waiting and not the exchange. */
  async get(
    key: string,
    fetch: () => Promise<Fetched<Value>>,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<Value> {
    const kept = this.#kept.get(key);
    const nowMs = this.#clock.monotonicMs();
    if (kept?.kind === 'refusal' && nowMs < kept.endsAtMs) throw kept.error;
    if (kept?.kind === 'value' && nowMs < kept.renewAtMs) return kept.value;
    try {
      return await orAborted(this.#fetchOnce(key, fetch), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (kept?.kind === 'value' && this.#clock.monotonicMs() < kept.endsAtMs) return kept.value;
      throw error;
    }
  }

  #fetchOnce(key: string, fetch: () => Promise<Fetched<Value>>): Promise<Value> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const exchange = this.#fetch(key, fetch).finally(() => this.#underWay.delete(key));
    // Everybody may have stopped waiting by the time it fails.
    exchange.catch(() => undefined);
    this.#underWay.set(key, exchange);
    return exchange;
  }

  async #fetch(key: string, fetch: () => Promise<Fetched<Value>>): Promise<Value> {
    try {
      const { value, expiresAtMs } = await fetch();
      this.#keepValue(key, value, expiresAtMs);
      return value;
    } catch (error) {
      this.#keepRefusal(key, error);
      throw error;
    }
  }

  #keepValue(key: string, value: Value, expiresAtMs: number): void {
    const lifeMs = Math.min(expiresAtMs - this.#clock.now(), lifeMsMax);
    this.#kept.delete(key);
    // A service whose clock is wrong: good for this once.
    if (!(lifeMs > 0)) return;
    const endsAtMs = this.#clock.monotonicMs() + lifeMs;
    const renewAtMs = endsAtMs - Math.min(earlyMsMax, lifeMs * earlyShare);
    this.#keep(key, { kind: 'value', value, renewAtMs, endsAtMs });
  }

  /** A value that still holds is worth more than the news that it could not be renewed. */
  #keepRefusal(key: string, error: unknown): void {
    const known = this.#kept.get(key);
    const nowMs = this.#clock.monotonicMs();
    if (!(error instanceof HarborError) || error.retryable) return;
    const holds = known?.kind === 'value' && nowMs < known.endsAtMs;
    const pauseEndsAtMs = nowMs + refusalMs;
    this.#keep(
      key,
      holds
        ? { ...known, renewAtMs: Math.min(pauseEndsAtMs, known.endsAtMs) }
        : { kind: 'refusal', error, endsAtMs: pauseEndsAtMs },
    );
  }

  #keep(key: string, kept: Kept<Value>): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > entryCountMax && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
