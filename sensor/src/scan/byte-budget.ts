// How much of files that are read whole (package databases, archives of Java) all layers under way may hold at once.
// Who comes first is served first, so that a large file is not passed by small ones for ever.
import assert from 'node:assert/strict';

export type ReleaseBytes = () => void;

interface Waiting {
  readonly bytes: number;
  readonly onTurn: () => void;
}

export class ByteBudget {
  readonly #totalBytes: number;
  #freeBytes: number;
  readonly #waiting = new Set<Waiting>();

  constructor(totalBytes: number) {
    assert.ok(totalBytes > 0, 'a budget of at least one byte');
    this.#totalBytes = totalBytes;
    this.#freeBytes = totalBytes;
  }

  /** More than the whole budget is the whole budget: such a file is read alone. Rejects with the reason of the signal. */
  async acquire(wantedBytes: number, signal: AbortSignal): Promise<ReleaseBytes> {
    signal.throwIfAborted();
    const bytes = Math.min(wantedBytes, this.#totalBytes);
    if (this.#waiting.size === 0 && bytes <= this.#freeBytes) this.#freeBytes -= bytes;
    else await this.#turn(bytes, signal);
    let isHeld = true;
    return () => {
      assert.ok(isHeld, 'bytes are released once');
      isHeld = false;
      this.#freeBytes += bytes;
      this.#serve();
    };
  }

  #turn(bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(waiting);
        reject(signal.reason);
        this.#serve();
      };
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const waiting = { bytes, onTurn };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
    });
  }

  #serve(): void {
    for (const waiting of this.#waiting) {
      if (waiting.bytes > this.#freeBytes) return;
      this.#waiting.delete(waiting);
      this.#freeBytes -= waiting.bytes;
      waiting.onTurn();
    }
  }
}
