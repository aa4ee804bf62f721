// One server per data folder: two would lease the same jobs. Held as a lock of a small database, so that the
// operating system frees it at any kind of death. Commands beside a running server do not take it.
import { join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import BetterSqlite3 from 'better-sqlite3';
import { makeDataFolder } from './make-data-folder.ts';

export interface DataFolderLock {
  release(): void;
}

/** Throws DATABASE_LOCKED when another server holds the folder, FILE_UNWRITABLE when nobody can. */
export function lockDataFolder(folder: string): DataFolderLock {
  makeDataFolder(folder);
  const sqlite = openLock(join(folder, 'lock.sqlite'));
  try {
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.exec('BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    sqlite.close();
    throw new HarborError('DATABASE_LOCKED', { details: { folder }, cause: error });
  }
  return { release: () => sqlite.close() };
}

function openLock(path: string): BetterSqlite3.Database {
  try {
    return new BetterSqlite3(path, { timeout: 0 });
  } catch (cause) {
    throw new HarborError('FILE_UNWRITABLE', { details: { path }, cause });
  }
}
