// The shape of every loop that works off a queue in the database: woken when something may be queued, one run at a time,
// another run when it was woken meanwhile, and a stop that waits for what is under way.
import type { Clock } from '@harborguard/shared/ports.ts';

export interface LoopWork {
  /** Everything that is queued now; looks at `isStarted` between two pieces of it. */
  run(): Promise<void>;
  /** The run ended by this; the loop goes on when it is woken. */
  failed(error: unknown): void;
}

export class WokenLoop {
  readonly #clock: Clock;
  readonly #work: LoopWork;
  #state: 'new' | 'started' | 'stopped' = 'new';
  #isWoken = false;
  /** Set before the promise is there: a run may be woken before it first waits. */
  #isRunning = false;
  #running: Promise<void> | undefined;
  #endPause: (() => void) | undefined;

  constructor(clock: Clock, work: LoopWork) {
    this.#clock = clock;
    this.#work = work;
  }

  get isStarted(): boolean {
    return this.#state === 'started';
  }

  /** What woke it before is worked off now. A loop that was stopped does not start again. */
  start(): void {
    if (this.#state === 'new') this.#state = 'started';
    if (this.#isWoken) this.wake();
  }

  /** Something may have been queued. Cheap; call it after every commit. */
  wake(): void {
    this.#isWoken = true;
    if (!this.isStarted || this.#isRunning) return;
    this.#isRunning = true;
    this.#running = this.#run().finally(() => {
      this.#isRunning = false;
      this.#running = undefined;
      if (this.#isWoken) this.wake();
    });
  }

  /** Resolves once nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#endPause?.();
    await this.idle();
  }

  /** The database answers within the same turn of the event loop, so awaiting it lets nobody else in. */
  yieldToOthers(): Promise<void> {
    if (!this.isStarted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(0, resolve);
      this.#endPause = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  async #run(): Promise<void> {
    while (this.#isWoken && this.isStarted) {
      this.#isWoken = false;
      try {
        await this.#work.run();
      } catch (error) {
        this.#work.failed(error);
      }
    }
  }
}
