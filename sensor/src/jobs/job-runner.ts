// Takes jobs, persists them before it says so, runs as many as it may, and reports each end exactly once.
// It knows nothing of the link: what it reports goes to the outbox, what it is told comes by calls.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Tracer } from '@harborguard/shared/ports.ts';
import type { JobKind, JobResult } from '@harborguard/shared/protocol/jobs.ts';
import { suspicionMax } from '@harborguard/shared/protocol/link-limits.ts';
import type { JobFinished, LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import { type Capacities, chooseNextJobs } from './choose-next-jobs.ts';
import type { HeldJob, JobJournal, NewJob } from './job-journal.ts';

/** Runs one job to its result; throws HarborError. Must end soon after `signal` is aborted. */
export type Execute = (job: HeldJob, signal: AbortSignal) => Promise<JobResult>;

export interface JobRunnerDependencies {
  readonly journal: JobJournal;
  /** Resolves once the message is on disk. */
  readonly report: (message: LogMessage) => Promise<void>;
  readonly execute: Execute;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly capacities: Capacities;
}

export type Intake =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

export interface HeldRef extends JobRef {
  readonly registryId: string;
}

export interface JobRunner {
  /** Takes up what an earlier life of the process had accepted. */
  recover(): void;
  /** The job is on disk when this says accepted. */
  accept(job: NewJob): Intake;
  /** Ends a job as cancelled; nothing happens when it is not held. */
  cancel(job: JobRef): void;
  /** Ends a job without a word: it belongs to somebody else by now. */
  drop(job: JobRef): void;
  held(): readonly HeldRef[];
  /** The process shows signs of trouble of its own; a death now speaks against the job that runs alone. */
  endangered(): void;
  isWorking(): boolean;
  /** Takes nothing more, waits up to `graceMs` for running jobs, then stops them; they stay held. */
  stop(options: { readonly graceMs: number }): Promise<void>;
}

/** Jobs held beyond those running, so that a fast sensor need not wait for the next assignment. */
const waitingMax = 16;

/** As it is told to traces. */
interface JobEnd {
  readonly outcome: string;
  readonly code?: string;
}

type EndReason = 'cancelled' | 'dropped' | 'stopped' | 'budget';

interface Entry {
  readonly job: HeldJob;
  readonly kind: JobKind;
  readonly suspect: boolean;
  readonly controller: AbortController;
  endReason?: EndReason;
}

export function createJobRunner(dependencies: JobRunnerDependencies): JobRunner {
  return new Runner(dependencies);
}

class Runner implements JobRunner {
  readonly #dependencies: JobRunnerDependencies;
  readonly #waiting: Entry[] = [];
  readonly #running = new Map<Entry, Promise<void>>();
  #stopping = false;

  constructor(dependencies: JobRunnerDependencies) {
    this.#dependencies = dependencies;
  }

  recover(): void {
    for (const job of this.#dependencies.journal.recover()) this.#waiting.push(entryFor(job));
    this.#startNext();
  }

  accept(job: NewJob): Intake {
    if (this.#stopping) return { kind: 'refused', code: 'SENSOR_BUSY' };
    if (this.#find(job) !== undefined) return { kind: 'accepted' };
    if (this.#waiting.length >= waitingMax) return { kind: 'refused', code: 'SENSOR_BUSY' };
    this.#waiting.push(entryFor(this.#dependencies.journal.put(job)));
    this.#startNext();
    return { kind: 'accepted' };
  }

  cancel(job: JobRef): void {
    this.#endFromOutside(job, 'cancelled');
  }

  drop(job: JobRef): void {
    this.#endFromOutside(job, 'dropped');
  }

  held(): readonly HeldRef[] {
    return [...this.#running.keys(), ...this.#waiting].map(({ job }) => ({
      ...refOf(job),
      registryId: job.payload.registry.registryId,
    }));
  }

  endangered(): void {
    const { journal, log } = this.#dependencies;
    try {
      for (const { job } of this.#running.keys()) journal.markEndangered(refOf(job));
    } catch (error) {
      // The mark is a help for the next life; failing to leave it must not end this one.
      log.warn('trouble not recorded', { error });
    }
  }

  isWorking(): boolean {
    return this.#running.size > 0;
  }

  async stop({ graceMs }: { readonly graceMs: number }): Promise<void> {
    this.#stopping = true;
    const ended = Promise.all(this.#running.values());
    const timer = this.#dependencies.clock.setTimer(graceMs, () => this.#stopRunning());
    await ended;
    timer.cancel();
  }

  #stopRunning(): void {
    for (const entry of this.#running.keys()) end(entry, 'stopped');
  }

  #endFromOutside(job: JobRef, reason: EndReason): void {
    const entry = this.#find(job);
    if (entry === undefined) return;
    end(entry, reason);
    const index = this.#waiting.indexOf(entry);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    void this.#conclude(entry, new HarborError('CANCELLED'));
  }

  #find(job: JobRef): Entry | undefined {
    return [...this.#running.keys(), ...this.#waiting].find(
      (entry) => entry.job.jobId === job.jobId && entry.job.attempt === job.attempt,
    );
  }

  #startNext(): void {
    if (this.#stopping) return;
    const { capacities } = this.#dependencies;
    for (const entry of chooseNextJobs(this.#waiting, [...this.#running.keys()], capacities)) {
      this.#waiting.splice(this.#waiting.indexOf(entry), 1);
      // Held before its work begins: the first thing that work may ask for are the secrets of the job that is held.
      const ended = Promise.withResolvers<void>();
      this.#running.set(entry, ended.promise);
      void this.#traced(entry)
        .finally(() => {
          this.#running.delete(entry);
          this.#startNext();
        })
        .then(ended.resolve, ended.reject);
    }
  }

  /** Of the trace it was offered in, whoever's end made room for it. */
  #traced(entry: Entry): Promise<void> {
    const { tracer } = this.#dependencies;
    const { jobId, attempt, payload, suspect } = entry.job;
    const span = {
      name: `job ${entry.kind}`,
      kind: 'consumer',
      parent: payload.traceparent ?? null,
      attributes: {
        'harborguard.job.id': jobId,
        'harborguard.job.kind': entry.kind,
        'harborguard.job.attempt': attempt,
        'harborguard.job.suspect': suspect,
        'harborguard.registry.id': payload.registry.registryId,
      },
    } as const;
    return traced(tracer, span, async (running) => {
      const end = await this.#run(entry);
      running.set({ 'harborguard.job.outcome': end.outcome });
      if (end.code !== undefined) running.fail(end.code);
    });
  }

  async #run(entry: Entry): Promise<JobEnd> {
    const { journal, execute, clock } = this.#dependencies;
    if (entry.job.suspicion >= suspicionMax) {
      return this.#conclude(entry, new HarborError('POISON'));
    }
    const budget = clock.setTimer(entry.job.budgetMs, () => end(entry, 'budget'), {
      background: true,
    });
    try {
      // Only a scan reads what strangers have made; a probe or a sync that dies was killed from outside.
      journal.markStarted(refOf(entry.job), { alone: entry.suspect && entry.kind === 'scan' });
      return await this.#conclude(entry, await execute(entry.job, entry.controller.signal));
    } catch (error) {
      return await this.#conclude(entry, error);
    } finally {
      budget.cancel();
    }
  }

  /** The end is in the outbox before the job leaves the journal: a death in between repeats it, harmlessly. */
  async #conclude(entry: Entry, ending: unknown): Promise<JobEnd> {
    const { journal, report, log } = this.#dependencies;
    const ref = refOf(entry.job);
    const isReported = entry.endReason !== 'stopped' && entry.endReason !== 'dropped';
    const finished = isReported ? this.#finished(entry, ending) : undefined;
    try {
      if (finished !== undefined) await report(finished);
      if (entry.endReason === 'stopped') journal.markStopped(ref);
      else journal.remove(ref);
    } catch (error) {
      // Kept in the journal, so the next start runs it again: nothing is lost but time.
      log.error('job end not recorded', { ...ref, error });
    }
    return finished ?? { outcome: entry.endReason ?? 'dropped' };
  }

  #finished(entry: Entry, ending: unknown): JobFinished {
    const base = { type: 'job.finished', ...refOf(entry.job), kind: entry.kind } as const;
    if (entry.endReason === 'cancelled') {
      return { ...base, outcome: 'cancelled', code: 'CANCELLED' };
    }
    if (entry.endReason === 'budget') return { ...base, outcome: 'failed', code: 'TIME_LIMIT' };
    if (isResult(ending)) return { ...base, outcome: 'succeeded', result: ending };
    return { ...base, outcome: 'failed', ...this.#failure(entry, ending) };
  }

  #failure(entry: Entry, error: unknown): Pick<JobFinished, 'code' | 'details'> {
    const { log } = this.#dependencies;
    if (!isHarborError(error)) {
      log.error('job broke', { ...refOf(entry.job), kind: entry.kind, error });
      return { code: 'INTERNAL_ERROR' };
    }
    log.warn('job failed', { ...refOf(entry.job), kind: entry.kind, code: error.code });
    return { code: error.code, details: detailsOf(error) };
  }
}

function entryFor(job: HeldJob): Entry {
  return {
    job,
    kind: job.payload.kind,
    suspect: job.suspect,
    controller: new AbortController(),
  };
}

function end(entry: Entry, reason: EndReason): void {
  entry.endReason ??= reason;
  entry.controller.abort(new HarborError(reason === 'budget' ? 'TIME_LIMIT' : 'CANCELLED'));
}

function refOf({ jobId, attempt }: JobRef): JobRef {
  return { jobId, attempt };
}

function isResult(value: unknown): value is JobResult {
  return (
    typeof value === 'object' && value !== null && !(value instanceof Error) && 'kind' in value
  );
}

/** As text and bounded: details are shown to people. */
function detailsOf(error: HarborError): Record<string, string> {
  const facts = Object.entries(error.details).filter(([, value]) => value !== undefined);
  return Object.fromEntries(facts.map(([name, value]) => [name, String(value).slice(0, 2048)]));
}
