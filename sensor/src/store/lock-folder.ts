// One process for a state folder: two would send with one identity and the same seqs. The lock is one of SQLite,
// so that the operating system frees it at any kind of death.
import { join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import BetterSqlite3 from 'better-sqlite3';
import { sqliteError } from './sqlite-error.ts';

export interface FolderLock {
  release(): void;
}

/** Throws DATABASE_LOCKED when another process holds the folder. */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'lock.sqlite');
  let database: BetterSqlite3.Database | undefined;
  try {
    database = new BetterSqlite3(path, { timeout: 0 });
    // No WAL here: in exclusive mode a rollback-journal database keeps its file lock after the commit.
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    database?.close();
    const coded = sqliteError(error, path);
    if (coded.code !== 'DATABASE_LOCKED') throw coded;
    throw new HarborError('DATABASE_LOCKED', { details: { folder }, cause: error });
  }
  const held = database;
  return { release: () => held.close() };
}
