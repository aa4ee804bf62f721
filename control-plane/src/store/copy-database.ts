// A consistent copy of a database that may be in use. VACUUM INTO reads in one transaction, so writers go on and the
// copy never starts over, as the page by page copy does whenever another process writes; and deleted rows stay behind.
import { chmodSync, rmSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { databaseError } from './dialect/sqlite/database-error.ts';

const busyTimeoutMs = 5000;
const ownerOnly = 0o600;

export interface CopiedDatabase {
  /** The last migration it has. */
  readonly schema: string;
}

/** `target` must not exist. Throws DATABASE_CORRUPT, DISK_FULL or FILE_UNREADABLE; then nothing is left behind. */
export function copyDatabase(source: string, target: string): CopiedDatabase {
  try {
    const from = openExisting(source);
    try {
      from.prepare('VACUUM INTO ?').run(target);
    } finally {
      from.close();
    }
    chmodSync(target, ownerOnly);
    return proveCopy(target);
  } catch (error) {
    rmSync(target, { force: true });
    throw databaseError(error, { path: source });
  }
}

function openExisting(path: string): BetterSqlite3.Database {
  return new BetterSqlite3(path, { fileMustExist: true, timeout: busyTimeoutMs });
}

function proveCopy(path: string): CopiedDatabase {
  const copy = new BetterSqlite3(path, { fileMustExist: true, readonly: true });
  try {
    if (copy.pragma('integrity_check', { simple: true }) !== 'ok') {
      throw Object.assign(new Error('damaged copy'), { code: 'SQLITE_CORRUPT' });
    }
    const row = copy.prepare('SELECT name FROM kysely_migration ORDER BY name DESC LIMIT 1').get();
    return { schema: (row as { readonly name: string }).name };
  } finally {
    copy.close();
  }
}

/** Brings what a write-ahead log holds into the file, so that the file alone is the database. */
export function settleDatabase(path: string): void {
  const sqlite = openExisting(path);
  try {
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    sqlite.pragma('journal_mode = DELETE');
  } finally {
    sqlite.close();
  }
}
