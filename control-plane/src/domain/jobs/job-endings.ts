// Who waits for the end of a job within this process. Memory only: a waiter lives no longer than its request.
import type { Job } from './job.ts';

type Listener = (job: Job) => void;

export class JobEndings {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #onAny: Listener;

  constructor(onAny: Listener = () => undefined) {
    this.#onAny = onAny;
  }

  /** Register before the job can end. The function returned stops listening. */
  onEnd(jobId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(jobId) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(jobId, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(jobId);
    };
  }

  hasListener(jobId: string): boolean {
    return this.#listeners.has(jobId);
  }

  /** After the commit that ended the job. */
  announce(job: Job): void {
    this.#onAny(job);
    for (const listener of [...(this.#listeners.get(job.id) ?? [])]) listener(job);
  }
}
