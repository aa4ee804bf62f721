// What scans have taken from each registry within the hour, minute by minute, in `pulls.sqlite`: a sensor that restarts
// often would otherwise spend the limit of Docker Hub again after each start.
import type { Clock } from '@harborguard/shared/ports.ts';
import { type Database, type DatabaseOptions, openDatabase } from './open-database.ts';

const hourMs = 3_600_000;

export const spentPullsVersions = [
  `CREATE TABLE spent (
     registry_id TEXT NOT NULL,
     ends_at_ms INTEGER NOT NULL,
     pulls INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     PRIMARY KEY (registry_id, ends_at_ms)
   ) STRICT, WITHOUT ROWID;`,
];

export interface SpentRow {
  readonly endsAtMs: number;
  readonly pulls: number;
  readonly bytes: number;
}

export type SqliteSpentPullsOptions = Omit<DatabaseOptions, 'versions' | 'synchronous'>;

/** What cannot be read or written costs the memory of what was spent, never a scan. */
export class SqliteSpentPulls {
  readonly #database: Database;
  readonly #options: SqliteSpentPullsOptions;
  readonly #clock: Clock;

  constructor(options: SqliteSpentPullsOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#database = openDatabase({
      ...options,
      versions: spentPullsVersions,
      synchronous: 'NORMAL',
    });
  }

  read(registryId: string): readonly SpentRow[] {
    try {
      return this.#database
        .prepare<unknown[], SpentRow>(
          `SELECT ends_at_ms AS endsAtMs, pulls, bytes FROM spent
             WHERE registry_id = ? AND ends_at_ms > ? ORDER BY ends_at_ms`,
        )
        .all(registryId, this.#clock.now() - hourMs);
    } catch (cause) {
      this.#options.log.warn('spent pulls not read', { path: this.#options.path, cause });
      return [];
    }
  }

  write(registryId: string, { endsAtMs, pulls, bytes }: SpentRow): void {
    try {
      this.#database
        .prepare('DELETE FROM spent WHERE ends_at_ms <= ?')
        .run(this.#clock.now() - hourMs);
      this.#database
        .prepare(
          `INSERT INTO spent (registry_id, ends_at_ms, pulls, bytes) VALUES (?, ?, ?, ?)
             ON CONFLICT (registry_id, ends_at_ms) DO UPDATE SET pulls = excluded.pulls, bytes = excluded.bytes`,
        )
        .run(registryId, endsAtMs, pulls, bytes);
    } catch (cause) {
      this.#options.log.warn('spent pulls not kept', { path: this.#options.path, cause });
    }
  }

  close(): void {
    this.#database.close();
  }
}
