// Makes a database one of a later version: a migration nobody here knows. For tests only.
import BetterSqlite3 from 'better-sqlite3';
import { writtenBySetting } from '../applied-migrations.ts';

/** `whileOpen` sees the files as they are before the last connection has settled them. */
export function makeNewerDatabase(path: string, version: string, whileOpen?: () => void): void {
  const sqlite = new BetterSqlite3(path);
  try {
    sqlite
      .prepare('insert or replace into kysely_migration (name, timestamp) values (?, ?)')
      .run('9999-later', '2099-01-01T00:00:00.000Z');
    sqlite
      .prepare('insert or replace into setting (name, value) values (?, ?)')
      .run(writtenBySetting, version);
    whileOpen?.();
  } finally {
    sqlite.close();
  }
}
