// A fixed number of places for work that costs memory and processor time; who comes first is served first.
import assert from 'node:assert/strict';

export type ReleaseSlot = () => void;

export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    assert.ok(Number.isInteger(count) && count > 0, 'at least one slot');
    this.#free = count;
  }

  /** Rejects with the reason of the signal; a slot is then not taken. */
  async acquire(signal: AbortSignal): Promise<ReleaseSlot> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    return this.#releaseOnce();
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        this.#waiting.delete(onTurn);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(onTurn);
    });
  }

  #releaseOnce(): ReleaseSlot {
    let isHeld = true;
    return () => {
      assert.ok(isHeld, 'a slot is released once');
      isHeld = false;
      const [next] = this.#waiting;
      if (next === undefined) this.#free += 1;
      else {
        this.#waiting.delete(next);
        next();
      }
    };
  }
}
