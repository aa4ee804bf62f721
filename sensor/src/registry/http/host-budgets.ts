// The budgets of all hosts this process speaks to, a budget each: shared by everything that asks the same host, so
// that a sync and the scans beside it do not each take the whole, and apart between hosts, so that none waits for another.
import type { Clock } from '@harborguard/shared/ports.ts';
import { HostBudget, type OnAnswer } from './host-budget.ts';

/** One registry names few hosts; a hostile one could name a new one each time. */
const hostsMax = 256;

export class HostBudgets {
  readonly #clock: Clock;
  readonly #onAnswer: OnAnswer;
  readonly #budgets = new Map<string, HostBudget>();

  constructor(clock: Clock, onAnswer: OnAnswer = () => undefined) {
    this.#clock = clock;
    this.#onAnswer = onAnswer;
  }

  /** `host` with its port. */
  of(host: string): HostBudget {
    const budget = this.#budgets.get(host) ?? new HostBudget(host, this.#clock, this.#onAnswer);
    // The one asked for last stands last, so that the first idle one is the longest unused.
    this.#budgets.delete(host);
    this.#budgets.set(host, budget);
    if (this.#budgets.size > hostsMax) this.#forgetIdle(budget);
    return budget;
  }

  get size(): number {
    return this.#budgets.size;
  }

  #forgetIdle(asked: HostBudget): void {
    for (const [host, budget] of this.#budgets) {
      if (this.#budgets.size <= hostsMax) return;
      if (budget.isIdle && budget !== asked) this.#budgets.delete(host);
    }
  }
}
