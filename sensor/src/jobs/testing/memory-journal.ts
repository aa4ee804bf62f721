// A journal in memory with the same rules as the one on disk; `die()` is what a kill leaves behind.
import { suspicionOfDeath, suspicionOfOwnDeath } from '@harborguard/shared/protocol/link-limits.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { HeldJob, JobJournal, NewJob } from '../job-journal.ts';

interface Row {
  job: HeldJob;
  started: boolean;
  alone: boolean;
  endangered: boolean;
  cursor: string | undefined;
}

export class MemoryJournal implements JobJournal {
  readonly #rows = new Map<string, Row>();

  put(job: NewJob): HeldJob {
    const held = { ...job, suspect: false, suspicion: 0 };
    this.#rows.set(keyOf(job), {
      ...{ job: held, started: false, alone: false, endangered: false, cursor: undefined },
    });
    return held;
  }

  recover(): readonly HeldJob[] {
    for (const row of this.#rows.values()) {
      if (!row.started) continue;
      const suspicion = row.job.suspicion + (row.alone ? weightOf(row) : 0);
      row.job = { ...row.job, suspect: true, suspicion };
      row.started = false;
    }
    return [...this.#rows.values()].map((row) => row.job);
  }

  markStarted(job: JobRef, { alone }: { readonly alone: boolean }): void {
    const row = this.#row(job);
    row.started = true;
    row.alone = alone;
    row.endangered = false;
  }

  markAdvanced(job: JobRef): void {
    const row = this.#row(job);
    row.job = { ...row.job, suspicion: 0 };
  }

  markEndangered(job: JobRef): void {
    this.#row(job).endangered = true;
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

function weightOf({ endangered }: Row): number {
  return endangered ? suspicionOfOwnDeath : suspicionOfDeath;
}

function keyOf({ jobId, attempt }: JobRef): string {
  return `${jobId}/${attempt}`;
}
