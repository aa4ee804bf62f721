// The jobs this sensor has accepted and how far they got, in `state.sqlite`. Suspicion outlives an attempt: a job
// that comes back under a new number is not innocent again.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { JobPayload } from '@harborguard/shared/protocol/jobs.ts';
import {
  suspicionMax,
  suspicionOfDeath,
  suspicionOfOwnDeath,
} from '@harborguard/shared/protocol/link-limits.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import { type Database, type DatabaseOptions, openDatabase } from './open-database.ts';
import { withSqliteErrors } from './sqlite-error.ts';

export interface JournalledJob extends JobRef {
  readonly payload: JobPayload;
  readonly budgetMs: number;
}

export interface RecoveredJob extends JournalledJob {
  readonly suspect: boolean;
  readonly suspicion: number;
}

/** Redrives come within days; older suspicion is about images nobody scans any more. */
const suspicionMsMax = 7 * 24 * 3_600_000;

export const jobJournalVersions: readonly string[] = [
  `CREATE TABLE job (
     position INTEGER PRIMARY KEY AUTOINCREMENT,
     job_id TEXT NOT NULL,
     attempt INTEGER NOT NULL,
     budget_ms INTEGER NOT NULL,
     payload TEXT NOT NULL,
     running TEXT CHECK (running IN ('beside others', 'alone', 'alone and endangered')),
     cursor TEXT,
     UNIQUE (job_id, attempt)
   ) STRICT;
   CREATE TABLE suspect (
     job_id TEXT PRIMARY KEY,
     suspicion INTEGER NOT NULL,
     seen_at_ms INTEGER NOT NULL
   ) STRICT;`,
];

interface JobRow {
  readonly jobId: string;
  readonly attempt: number;
  readonly budgetMs: number;
  readonly payload: string;
  readonly suspect: number;
  readonly suspicion: number;
}

const selectJobs = `SELECT job.job_id AS jobId, attempt, budget_ms AS budgetMs, payload,
    suspect.job_id IS NOT NULL AS suspect, coalesce(suspicion, 0) AS suspicion
  FROM job LEFT JOIN suspect ON suspect.job_id = job.job_id`;

export type SqliteJobJournalOptions = Omit<DatabaseOptions, 'versions' | 'synchronous'>;

/** Every call is on disk when it returns. */
export class SqliteJobJournal {
  readonly #database: Database;
  readonly #path: string;
  readonly #clock: Clock;

  constructor(options: SqliteJobJournalOptions) {
    this.#path = options.path;
    this.#clock = options.clock;
    this.#database = openDatabase({
      ...options,
      versions: jobJournalVersions,
      synchronous: 'FULL',
    });
  }

  /** Returns what is known about the job from before: a later attempt of a suspect is a suspect. */
  put(job: JournalledJob): RecoveredJob {
    return this.#transaction(() => {
      // A job that was given up and is redriven begins again from zero.
      this.#run('DELETE FROM suspect WHERE job_id = ? AND suspicion >= ?', [
        job.jobId,
        suspicionMax,
      ]);
      this.#run(
        `INSERT INTO job (job_id, attempt, budget_ms, payload) VALUES (?, ?, ?, ?)
           ON CONFLICT (job_id, attempt) DO NOTHING`,
        [job.jobId, job.attempt, job.budgetMs, JSON.stringify(job.payload)],
      );
      const sql = `${selectJobs} WHERE job.job_id = ? AND attempt = ?`;
      return this.#rows(sql, [job.jobId, job.attempt])[0] ?? innocent(job);
    });
  }

  /** To be called once, at start. What was running then was running when the process died. */
  recover(): readonly RecoveredJob[] {
    return this.#transaction(() => {
      const now = this.#clock.now();
      this.#run(
        `INSERT INTO suspect (job_id, suspicion, seen_at_ms)
           SELECT job_id, max(CASE running WHEN 'alone' THEN ? WHEN 'alone and endangered' THEN ? ELSE 0 END), ?
           FROM job WHERE running IS NOT NULL GROUP BY job_id
           ON CONFLICT (job_id) DO UPDATE SET
             suspicion = suspicion + excluded.suspicion, seen_at_ms = excluded.seen_at_ms`,
        [suspicionOfDeath, suspicionOfOwnDeath, now],
      );
      this.#run('UPDATE job SET running = NULL', []);
      this.#run(
        'DELETE FROM suspect WHERE seen_at_ms < ? AND job_id NOT IN (SELECT job_id FROM job)',
        [now - suspicionMsMax],
      );
      return this.#rows(`${selectJobs} ORDER BY position`, []);
    });
  }

  markStarted(job: JobRef, options: { readonly alone: boolean }): void {
    this.#change('UPDATE job SET running = ? WHERE job_id = ? AND attempt = ?', [
      options.alone ? 'alone' : 'beside others',
      job.jobId,
      job.attempt,
    ]);
  }

  markAdvanced(job: JobRef): void {
    this.#change('UPDATE suspect SET suspicion = 0 WHERE job_id = ?', [job.jobId]);
  }

  markEndangered(job: JobRef): void {
    this.#change(
      `UPDATE job SET running = 'alone and endangered'
         WHERE job_id = ? AND attempt = ? AND running = 'alone'`,
      refOf(job),
    );
  }

  markStopped(job: JobRef): void {
    this.#change('UPDATE job SET running = NULL WHERE job_id = ? AND attempt = ?', refOf(job));
  }

  remove(job: JobRef): void {
    this.#change('DELETE FROM job WHERE job_id = ? AND attempt = ?', refOf(job));
  }

  readCursor(job: JobRef): string | undefined {
    const sql = 'SELECT cursor FROM job WHERE job_id = ? AND attempt = ?';
    const row = withSqliteErrors(this.#path, () =>
      this.#database.prepare<unknown[], { cursor: string | null }>(sql).get(...refOf(job)),
    );
    return row?.cursor ?? undefined;
  }

  writeCursor(job: JobRef, cursor: string): void {
    this.#change('UPDATE job SET cursor = ? WHERE job_id = ? AND attempt = ?', [
      cursor,
      ...refOf(job),
    ]);
  }

  close(): void {
    this.#database.close();
  }

  #transaction<Result>(run: () => Result): Result {
    return withSqliteErrors(this.#path, () => this.#database.transaction(run).immediate());
  }

  #change(sql: string, parameters: readonly (string | number)[]): void {
    withSqliteErrors(this.#path, () => this.#run(sql, parameters));
  }

  #run(sql: string, parameters: readonly (string | number)[]): void {
    this.#database.prepare(sql).run(...parameters);
  }

  #rows(sql: string, parameters: readonly (string | number)[]): readonly RecoveredJob[] {
    const rows = this.#database.prepare<unknown[], JobRow>(sql).all(...parameters);
    return rows.map((row) => ({
      ...row,
      payload: JSON.parse(row.payload) as JobPayload,
      suspect: row.suspect === 1,
    }));
  }
}

function refOf(job: JobRef): [string, number] {
  return [job.jobId, job.attempt];
}

function innocent(job: JournalledJob): RecoveredJob {
  return { ...job, suspect: false, suspicion: 0 };
}
