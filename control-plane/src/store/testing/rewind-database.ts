// Takes a database back to the schema of an earlier release, with the rows it has: what migrations have added since goes.
// For tests that need a release that was in use, which no program of today would make.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { migrationNames } from '../migrate.ts';
import { makeReleasedDatabase } from './released-database.ts';

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

export async function rewindDatabase(path: string, lastMigration: string): Promise<void> {
  const migrations = migrationNames.indexOf(lastMigration) + 1;
  if (migrations === 0) throw new TypeError(`there is no migration ${lastMigration}`);
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-rewind-'));
  const released = join(folder, 'released.sqlite');
  const sqlite = new BetterSqlite3(path);
  try {
    await makeReleasedDatabase({ path: released, migrations, rowsPerTable: 0 });
    sqlite.pragma('foreign_keys = OFF');
    const then = new BetterSqlite3(released, { readonly: true });
    sqlite.transaction(() => rewind(sqlite, then, migrationNames.slice(migrations)))();
    then.close();
  } finally {
    sqlite.close();
    rmSync(folder, { recursive: true });
  }
}

function rewind(
  sqlite: BetterSqlite3.Database,
  then: BetterSqlite3.Database,
  later: readonly string[],
): void {
  const known = new Map(objectsOf(then).map((one) => [one.name, one.sql]));
  // Indexes and triggers first: a column cannot go while one of them speaks of it.
  for (const type of ['trigger', 'index', 'table']) {
    for (const one of objectsOf(sqlite).filter((found) => found.type === type)) {
      const isSame = type === 'table' ? known.has(one.name) : known.get(one.name) === one.sql;
      if (!isSame) sqlite.exec(`drop ${type} "${one.name}"`);
    }
  }
  for (const { name } of objectsOf(sqlite).filter(({ type }) => type === 'table')) {
    const columns = new Set(columnsOf(then, name));
    for (const column of columnsOf(sqlite, name)) {
      if (!columns.has(column)) sqlite.exec(`alter table "${name}" drop column "${column}"`);
    }
  }
  const left = new Set(objectsOf(sqlite).map(({ name }) => name));
  for (const one of objectsOf(then)) if (!left.has(one.name)) sqlite.exec(one.sql);
  const forget = sqlite.prepare('delete from kysely_migration where name = ?');
  for (const name of later) forget.run(name);
}

/** Without the indexes that come with a table. */
function objectsOf(sqlite: BetterSqlite3.Database): readonly SchemaObject[] {
  const query = `select type, name, tbl_name as "table", sql from sqlite_master
    where sql is not null and name not like 'sqlite_%'`;
  return sqlite.prepare(query).all() as readonly SchemaObject[];
}

function columnsOf(sqlite: BetterSqlite3.Database, table: string): readonly string[] {
  const rows = sqlite.pragma(`table_info("${table}")`) as readonly { readonly name: string }[];
  return rows.map(({ name }) => name);
}
