// Opens one SQLite file of the state folder: checked, migrated, and set aside under a name when it is damaged.
// It knows nothing of what the tables mean.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import BetterSqlite3 from 'better-sqlite3';
import { sqliteError } from './sqlite-error.ts';

export type Database = BetterSqlite3.Database;
export type Statement<Parameters extends unknown[], Row = unknown> = BetterSqlite3.Statement<
  Parameters,
  Row
>;

/** A failing disk damages file after file; more than this many set aside would fill the volume. */
const setAsideFilesMax = 2;

export interface DatabaseOptions {
  readonly path: string;
  /** One script for each version of the schema, oldest first. */
  readonly versions: readonly string[];
  /** FULL waits for the disk at each commit; NORMAL may lose the last ones when the power fails. */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly clock: Clock;
  readonly log: Log;
  /** The file grows no further than this many pages of 4 KiB; beyond them it is as if the disk were full. */
  readonly pagesMax?: number | undefined;
  /** Called before each statement. Tests cut the power there. */
  readonly onStatement?: (() => void) | undefined;
}

/**
 * Throws DATABASE_TOO_NEW for a file that a later version has used. Nothing is written, not even the log of a process that
 * died beside it. What cannot be read is for `openDatabase` to say.
 */
export function refuseNewer({ path, versions }: Pick<DatabaseOptions, 'path' | 'versions'>): void {
  const version = versionOf(path);
  if (version > versions.length) {
    throw new HarborError('DATABASE_TOO_NEW', {
      details: { path, version, known: versions.length },
    });
  }
}

function versionOf(path: string): number {
  if (!existsSync(path)) return 0;
  try {
    // Whoever closes a database last writes its log into it.
    const database = new BetterSqlite3(path, { readonly: existsSync(`${path}-wal`) });
    try {
      return Number(database.pragma('user_version', { simple: true }));
    } finally {
      database.close();
    }
  } catch {
    return 0;
  }
}

/** Throws DATABASE_TOO_NEW, DATABASE_LOCKED, DISK_FULL, FILE_UNREADABLE; a damaged file never stops a start. */
export function openDatabase(options: DatabaseOptions): Database {
  refuseNewer(options);
  try {
    return openChecked(options);
  } catch (error) {
    const coded = sqliteError(error, options.path);
    if (coded.code !== 'DATABASE_CORRUPT') throw coded;
    const setAsidePath = setAside(options);
    options.log.error('damaged database set aside', {
      code: coded.code,
      path: options.path,
      setAsidePath,
    });
    return openFresh(options);
  }
}

function openFresh(options: DatabaseOptions): Database {
  try {
    return openChecked(options);
  } catch (error) {
    throw sqliteError(error, options.path);
  }
}

function openChecked(options: DatabaseOptions): Database {
  const { onStatement } = options;
  const database = new BetterSqlite3(options.path, {
    timeout: 0,
    ...(onStatement === undefined ? {} : { verbose: () => onStatement() }),
  });
  try {
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${options.synchronous}`);
    if (options.pagesMax !== undefined) database.pragma(`max_page_count = ${options.pagesMax}`);
    if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') {
      throw new HarborError('DATABASE_CORRUPT', { details: { path: options.path } });
    }
    migrate(database, options);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: Database, { versions }: DatabaseOptions): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  const apply = database.transaction(() => {
    for (const script of versions.slice(version)) database.exec(script);
    database.pragma(`user_version = ${versions.length}`);
  });
  if (version < versions.length) apply.immediate();
}

function setAside({ path, clock }: DatabaseOptions): string {
  const prefix = `${basename(path)}.corrupt-`;
  removeOlder(dirname(path), prefix);
  const stamp = new Date(clock.now()).toISOString().replaceAll(/[-:.]/g, '');
  const target = join(dirname(path), `${prefix}${stamp}`);
  for (const suffix of ['', '-wal', '-shm']) moveIfThere(`${path}${suffix}`, `${target}${suffix}`);
  return target;
}

function removeOlder(folder: string, prefix: string): void {
  const stamps = readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name))
    .sort();
  for (const name of stamps.slice(0, Math.max(0, stamps.length - setAsideFilesMax + 1))) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, name + suffix), { force: true });
  }
}

function moveIfThere(source: string, target: string): void {
  try {
    renameSync(source, target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
