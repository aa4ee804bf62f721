// One server per data folder: two would lease the same jobs. Held as a lock of a small database, so that the
// operating system frees it at any kind of death. Commands beside a running server do not take it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import BetterSqlite3 from 'better-sqlite3';

export interface DataFolderLock {
  release(): void;
}

/** Throws DATABASE_LOCKED when another server holds the folder. */
export function lockDataFolder(folder: string): DataFolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sqlite = new BetterSqlite3(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.exec('BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    sqlite.close();
    throw new HarborError('DATABASE_LOCKED', { details: { folder }, cause: error });
  }
  return { release: () => sqlite.close() };
}
