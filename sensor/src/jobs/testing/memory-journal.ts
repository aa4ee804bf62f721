// A journal in memory with the same rules as the one on disk; `die()` is what a kill leaves behind.
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { HeldJob, JobJournal, NewJob } from '../job-journal.ts';

interface Row {
  job: HeldJob;
  started: boolean;
  alone: boolean;
  cursor: string | undefined;
}

export class MemoryJournal implements JobJournal {
  readonly #rows = new Map<string, Row>();

  put(job: NewJob): HeldJob {
    const held = { ...job, suspect: false, deathsAlone: 0 };
    this.#rows.set(keyOf(job), { job: held, started: false, alone: false, cursor: undefined });
    return held;
  }

  recover(): readonly HeldJob[] {
    for (const row of this.#rows.values()) {
      if (!row.started) continue;
      const deathsAlone = row.job.deathsAlone + (row.alone ? 1 : 0);
      row.job = { ...row.job, suspect: true, deathsAlone };
      row.started = false;
    }
    return [...this.#rows.values()].map((row) => row.job);
  }

  markStarted(job: JobRef, { alone }: { readonly alone: boolean }): void {
    const row = this.#row(job);
    row.started = true;
    row.alone = alone;
  }

  markAdvanced(job: JobRef): void {
    const row = this.#row(job);
    row.job = { ...row.job, deathsAlone: 0 };
    row.alone = false;
  }

  markStopped(job: JobRef): void {
    this.#row(job).started = false;
  }

  remove(job: JobRef): void {
    this.#rows.delete(keyOf(job));
  }

  readCursor(job: JobRef): string | undefined {
    return this.#row(job).cursor;
  }

  writeCursor(job: JobRef, cursor: string): void {
    this.#row(job).cursor = cursor;
  }

  #row(job: JobRef): Row {
    const row = this.#rows.get(keyOf(job));
    if (row === undefined) throw new Error('no such job');
    return row;
  }
}

function keyOf({ jobId, attempt }: JobRef): string {
  return `${jobId}/${attempt}`;
}
