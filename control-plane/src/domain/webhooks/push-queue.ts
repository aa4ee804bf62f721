// Waits a moment after each push of a registry, so that a burst becomes one job, then turns what has gathered into
// jobs. What waits is in the database: a stop or a crash in between loses nothing.
import type { Clock, Log, Random, Timer, Tracer } from '@harborguard/shared/ports.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { queuePushes } from './queue-pushes.ts';

export interface PushQueueDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly jobs: Pick<JobService, 'committed'>;
}

/** Quiet for this long: the burst is over. */
const quietMs = 1_000;
/** A stream of pushes that never pauses is not put off for longer. */
const waitMsMax = 5_000;
/** Until something that stands in the way is looked at again; grows while it stays there. */
const retryMs = 2_000;
const retryMsMax = 60_000;
/** What need not be remembered any longer is looked for this often. */
const forgetEveryMs = 3_600_000;

interface Waiting {
  readonly orgId: string;
  /** When it has to go, however many more come. */
  readonly latestAt: number;
  readonly retryMs: number;
  readonly timer: Timer;
}

export class PushQueue {
  readonly #dependencies: PushQueueDependencies;
  readonly #waiting = new Map<string, Waiting>();
  readonly #running = new Map<string, Promise<void>>();
  #forgetTimer: Timer | undefined;
  #isStopped = false;

  constructor(dependencies: PushQueueDependencies) {
    this.#dependencies = dependencies;
  }

  /** Takes up what an earlier life of the program left behind. */
  async start(): Promise<void> {
    const left = await this.#dependencies.unitOfWork.readSystem(({ webhooks }) =>
      webhooks.registriesWithPending(),
    );
    for (const { orgId, registryId } of left) this.note(orgId, registryId);
    this.#forgetLater();
  }

  /** Resolves once nothing is under way; what waits stays in the database. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#forgetTimer?.cancel();
    for (const { timer } of this.#waiting.values()) timer.cancel();
    this.#waiting.clear();
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Something waits for this registry. Call after the commit. */
  note(orgId: string, registryId: string): void {
    const now = this.#dependencies.clock.monotonicMs();
    const before = this.#waiting.get(registryId);
    const latestAt = before === undefined ? now + waitMsMax : before.latestAt;
    const delayMs = Math.max(0, Math.min(quietMs, latestAt - now));
    this.#set(registryId, { orgId, latestAt, delayMs, retryMs });
  }

  #set(
    registryId: string,
    { delayMs, ...plan }: Omit<Waiting, 'timer'> & { readonly delayMs: number },
  ): void {
    if (this.#isStopped) return;
    this.#waiting.get(registryId)?.timer.cancel();
    const run = (): void => this.#begin(registryId);
    const timer = this.#dependencies.clock.setTimer(delayMs, run, { background: true });
    this.#waiting.set(registryId, { ...plan, timer });
  }

  #begin(registryId: string): void {
    const waiting = this.#waiting.get(registryId);
    if (waiting === undefined) return;
    // Another round of the same registry is at work: this one follows it.
    const before = this.#running.get(registryId) ?? Promise.resolve();
    this.#waiting.delete(registryId);
    const running = before.then(() => this.#round(registryId, waiting));
    this.#running.set(registryId, running);
    void running.then(() => {
      if (this.#running.get(registryId) === running) this.#running.delete(registryId);
    });
  }

  async #round(registryId: string, { orgId, retryMs: retry }: Waiting): Promise<void> {
    const { unitOfWork, clock, random, log, tracer, jobs } = this.#dependencies;
    const request = { registryId, random, tracer, now: clock.now() };
    try {
      const queued = await unitOfWork.write(orgId, (stores) => queuePushes(stores, request));
      if (queued.jobs > 0) {
        log.info('pushes queued', { registryId, jobs: queued.jobs });
        jobs.committed();
      }
      if (queued.hasMore) this.#again(registryId, orgId, queued.jobs > 0 ? retryMs : retry);
    } catch (error) {
      log.error('pushes not queued', { registryId, error });
      this.#again(registryId, orgId, retry);
    }
  }

  #again(registryId: string, orgId: string, delayMs: number): void {
    if (this.#waiting.has(registryId)) return;
    const latestAt = this.#dependencies.clock.monotonicMs() + delayMs;
    const next = Math.min(retryMsMax, delayMs * 2);
    this.#set(registryId, { orgId, latestAt, delayMs, retryMs: next });
  }

  #forgetLater(): void {
    if (this.#isStopped) return;
    const { clock, unitOfWork, log } = this.#dependencies;
    const run = (): void => {
      const forgetting = unitOfWork
        .writeSystem(({ webhooks }) => webhooks.forget(clock.now()))
        .catch((error: unknown) => log.error('webhook ids not forgotten', { error }))
        .then(() => {
          this.#running.delete('forget');
          this.#forgetLater();
        });
      this.#running.set('forget', forgetting);
    };
    this.#forgetTimer = clock.setTimer(forgetEveryMs, run, { background: true });
  }
}
