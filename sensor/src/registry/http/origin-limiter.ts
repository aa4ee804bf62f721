// How many requests run at once against one origin: halved when the registry asks to slow down, grown slowly again
// while it answers. It knows nothing of HTTP.

/** What common registries take from one client without complaint. */
export const parallelMax = 8;
const parallelMin = 1;

export class OriginLimiter {
  #limit: number = parallelMax;
  #active = 0;
  readonly #waiting: (() => void)[] = [];

  /** The share of a slot; whole ones count. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  async run<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#active -= 1;
      this.#admit();
    }
  }

  slowDown(): void {
    this.#limit = Math.max(parallelMin, this.#limit / 2);
  }

  /** About one slot more for each round of full use. */
  speedUp(): void {
    this.#limit = Math.min(parallelMax, this.#limit + 1 / this.#limit);
    this.#admit();
  }

  #enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#active < this.limit) {
      this.#active += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        this.#active += 1;
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason);
      };
      this.#waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #admit(): void {
    while (this.#active < this.limit) {
      const enter = this.#waiting.shift();
      if (enter === undefined) return;
      enter();
    }
  }
}
