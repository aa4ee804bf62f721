// Tasks that come back by the clock. Each waits for its own end before it is set again; one that fails is logged
// and tried again at its next time, since none of them may stop for good.
import type { Clock, Log, Timer } from '@harborguard/shared/ports.ts';

export interface RecurringTask {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

export class Clockwork {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #tasks: readonly RecurringTask[];
  readonly #timers = new Map<string, Timer>();
  readonly #running = new Map<string, Promise<void>>();
  #isStopped = false;

  constructor(clock: Clock, log: Log, tasks: readonly RecurringTask[]) {
    this.#clock = clock;
    this.#log = log;
    this.#tasks = tasks;
  }

  start(): void {
    for (const task of this.#tasks) this.#set(task);
  }

  /** Resolves once no task runs any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    await this.settled();
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  #set(task: RecurringTask): void {
    if (this.#isStopped) return;
    const run = (): void => void this.#running.set(task.name, this.#run(task));
    this.#timers.set(task.name, this.#clock.setTimer(task.everyMs, run));
  }

  async #run(task: RecurringTask): Promise<void> {
    try {
      await task.run();
    } catch (error) {
      this.#log.error('recurring task failed', { task: task.name, error });
    } finally {
      this.#running.delete(task.name);
      this.#set(task);
    }
  }
}
