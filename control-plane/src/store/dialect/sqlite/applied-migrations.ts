// Which migrations a database file has, read before anything is written into it.
import { existsSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { type AppliedMigrations, writtenBySetting } from '../../applied-migrations.ts';

/** None for a file that is not there yet, and for one that cannot be read: opening it says what is wrong. */
export function readAppliedMigrations(path: string): AppliedMigrations {
  const none = { names: [], writtenBy: undefined };
  if (path === ':memory:' || !existsSync(path)) return none;
  try {
    return readFrom(path);
  } catch {
    return none;
  }
}

function readFrom(path: string): AppliedMigrations {
  // Whoever closes a database last writes its log into it. A process that died has left one, and it stays as it is.
  const sqlite = new BetterSqlite3(path, { readonly: existsSync(`${path}-wal`) });
  try {
    const rows = sqlite.prepare('select name from kysely_migration order by name').all();
    const writtenBy = sqlite
      .prepare('select value from setting where name = ?')
      .get(writtenBySetting) as { readonly value: string } | undefined;
    const names = rows.map((row) => (row as { readonly name: string }).name);
    return { names, writtenBy: writtenBy?.value };
  } finally {
    sqlite.close();
  }
}
