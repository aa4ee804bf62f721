// Keeps the advisories current: asks the source for news at its interval, remembers how each attempt ended, and runs one
// at a time. The work itself is done elsewhere; what is remembered lies in the database, for whoever runs next.
import { errorCodes } from '@harborguard/shared/errors/error-table.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random, Timer, Tracer } from '@harborguard/shared/ports.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export interface UpdateResult {
  readonly kind: 'imported' | 'unchanged';
  readonly records: number;
  /** Null: all, there was nothing to compare with. */
  readonly changedPackages: number | null;
  /** Records left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly failedFeeds: readonly string[];
  /** Why, by feed; attempts of before it was told have none. */
  readonly failedFeedReasons?: Readonly<Record<string, string>>;
}

/** Fails with the code of what went wrong. */
export type RunUpdate = (signal: AbortSignal) => Promise<UpdateResult>;

export interface UpdateAttempt {
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly outcome: 'imported' | 'unchanged' | 'failed';
  readonly errorCode?: string;
  readonly result?: UpdateResult;
}

export interface UpdateStatus {
  readonly running: boolean;
  readonly lastAttempt?: UpdateAttempt;
  readonly lastSuccessAt?: number;
  readonly nextAttemptAt?: number;
}

export interface AdvisoryUpdates {
  start(): Promise<void>;
  /** Starts one now, or joins the one under way, as somebody of this organisation wishes. Throws ADVISORIES_NO_SOURCE. */
  request(orgId: string): Promise<UpdateStatus>;
  status(): UpdateStatus;
  stop(): Promise<void>;
}

export interface UpdateDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  /** Undefined: nobody said where from. */
  readonly run: RunUpdate | undefined;
  readonly intervalMs: number;
}

const setting = 'advisories.updates';
/** What failed is tried sooner than what succeeded, and ever later while it keeps failing. */
const retryDelayMsMin = 5 * 60_000;
/** Installations that start together do not ask together. */
const startSpreadMs = 30_000;

interface Remembered {
  readonly lastAttempt?: UpdateAttempt;
  readonly lastSuccessAt?: number;
  readonly failures: number;
}

export function createAdvisoryUpdates(dependencies: UpdateDependencies): AdvisoryUpdates {
  return new ScheduledUpdates(dependencies);
}

class ScheduledUpdates implements AdvisoryUpdates {
  readonly #dependencies: UpdateDependencies;
  readonly #stop = new AbortController();
  #remembered: Remembered = { failures: 0 };
  #timer: Timer | undefined;
  #nextAttemptAt: number | undefined;
  #running: Promise<void> | undefined;

  constructor(dependencies: UpdateDependencies) {
    this.#dependencies = dependencies;
  }

  async start(): Promise<void> {
    const { unitOfWork, run, clock, random } = this.#dependencies;
    const text = await unitOfWork.readSystem(({ settings }) => settings.get(setting));
    if (text !== undefined) this.#remembered = JSON.parse(text) as Remembered;
    if (run === undefined) return;
    const last = this.#remembered.lastAttempt?.startedAt ?? Number.NEGATIVE_INFINITY;
    const pauseMs = this.#pauseMs();
    // A clock that was set back would make it wait for the time that is to come again.
    const dueInMs = Math.min(pauseMs, Math.max(0, last + pauseMs - clock.now()));
    this.#schedule(dueInMs + random.uniform() * startSpreadMs);
  }

  async request(orgId: string): Promise<UpdateStatus> {
    const { run, unitOfWork, tracer } = this.#dependencies;
    if (run === undefined) throw new HarborError('ADVISORIES_NO_SOURCE');
    const { running, lastAttempt, lastSuccessAt } = this.status();
    // Before it begins, so that what the update writes is not taken for the wish.
    await unitOfWork.write(orgId, ({ audit }) => {
      audit.describe({
        before: { running, lastOutcome: lastAttempt?.outcome, lastSuccessAt },
        after: { running: true },
      });
      return Promise.resolve();
    });
    if (!this.#stop.signal.aborted) this.#begin(tracer.current());
    return this.status();
  }

  status(): UpdateStatus {
    const { failures: _failures, ...remembered } = this.#remembered;
    return {
      running: this.#running !== undefined,
      ...remembered,
      ...(this.#nextAttemptAt === undefined ? {} : { nextAttemptAt: this.#nextAttemptAt }),
    };
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#timer?.cancel();
    await this.#running;
  }

  #schedule(delayMs: number): void {
    const { clock } = this.#dependencies;
    if (this.#stop.signal.aborted) return;
    this.#timer?.cancel();
    this.#nextAttemptAt = clock.now() + delayMs;
    this.#timer = clock.setTimer(delayMs, () => this.#begin(), { background: true });
  }

  /** `parent` is the trace of who asked for it. */
  #begin(parent?: string): void {
    if (this.#running !== undefined) return;
    this.#timer?.cancel();
    this.#nextAttemptAt = undefined;
    this.#running = this.#attempt(parent).finally(() => {
      this.#running = undefined;
      this.#schedule(this.#delayMs());
    });
  }

  #delayMs(): number {
    return this.#pauseMs() * (0.9 + this.#dependencies.random.uniform() / 5);
  }

  #pauseMs(): number {
    const { intervalMs } = this.#dependencies;
    const { failures } = this.#remembered;
    const retryMs = retryDelayMsMin * 2 ** Math.min(10, Math.max(0, failures - 1));
    return failures === 0 ? intervalMs : Math.min(intervalMs, retryMs);
  }

  async #attempt(parent: string | undefined): Promise<void> {
    const { run, clock, log } = this.#dependencies;
    const startedAt = clock.now();
    try {
      if (run === undefined) return;
      const result = await this.#traced(run, parent ?? null);
      const outcome = result.kind;
      await this.#remember({ startedAt, finishedAt: clock.now(), outcome, result });
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const errorCode = isHarborError(error) ? error.code : 'INTERNAL_ERROR';
      log.warn('advisory update failed', { error });
      const finishedAt = clock.now();
      await this.#remember({ startedAt, finishedAt, outcome: 'failed', errorCode }).catch(
        (cause: unknown) => log.error('advisory update not remembered', { error: cause }),
      );
    }
  }

  #traced(run: RunUpdate, parent: string | null): Promise<UpdateResult> {
    return traced(
      this.#dependencies.tracer,
      { name: 'advisories update', parent },
      async (span) => {
        const result = await run(this.#stop.signal);
        span.set({
          'harborguard.advisories.outcome': result.kind,
          'harborguard.advisories.records': result.records,
          'harborguard.advisories.changed_packages': result.changedPackages ?? undefined,
        });
        return result;
      },
    );
  }

  async #remember(lastAttempt: UpdateAttempt): Promise<void> {
    const hasFailed = lastAttempt.outcome === 'failed';
    const { lastSuccessAt, failures } = this.#remembered;
    const successAt = hasFailed ? lastSuccessAt : lastAttempt.finishedAt;
    this.#remembered = {
      lastAttempt,
      failures: hasFailed ? failures + 1 : 0,
      ...(successAt === undefined ? {} : { lastSuccessAt: successAt }),
    };
    const text = JSON.stringify(this.#remembered);
    await this.#dependencies.unitOfWork.writeSystem(({ settings }) => settings.set(setting, text));
  }
}

/** A code another process wrote; what is not of the table is nobody's. */
export function knownErrorCode(text: string): (typeof errorCodes)[number] | undefined {
  return errorCodes.find((code) => code === text);
}
