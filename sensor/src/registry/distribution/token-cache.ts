// Tokens by what they are for, until shortly before they expire; one exchange at a time for each. In memory only.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { TokenOutcome } from '@harborguard/shared/registry/handshake.ts';

/** One token a repository in use; the oldest goes when there are more. */
const tokenCountMax = 1000;

interface KeptToken {
  readonly header: string;
  readonly refreshAtMs: number;
}

export class TokenCache {
  readonly #clock: Clock;
  readonly #kept = new Map<string, KeptToken>();
  readonly #underWay = new Map<string, Promise<TokenOutcome>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The header to send, unless it is about to expire. */
  get(key: string): string | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    if (this.#clock.monotonicMs() < kept.refreshAtMs) return kept.header;
    this.#kept.delete(key);
    return undefined;
  }

  /** By header, not by key: a newer token that another request has fetched meanwhile stays. */
  drop(header: string): void {
    for (const [key, kept] of this.#kept) {
      if (kept.header === header) this.#kept.delete(key);
    }
  }

  fetchOnce(key: string, fetch: () => Promise<TokenOutcome>): Promise<TokenOutcome> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const exchange = this.#fetch(key, fetch).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, exchange);
    return exchange;
  }

  async #fetch(key: string, fetch: () => Promise<TokenOutcome>): Promise<TokenOutcome> {
    const outcome = await fetch();
    if (outcome.kind === 'token') {
      const refreshAtMs = this.#clock.monotonicMs() + outcome.refreshAfterMs;
      this.#kept.set(key, { header: `Bearer ${outcome.token}`, refreshAtMs });
      const oldest = this.#kept.keys().next().value;
      if (this.#kept.size > tokenCountMax && oldest !== undefined) this.#kept.delete(oldest);
    }
    return outcome;
  }
}
