// A database as an earlier release left it: only the first migrations, and rows in every table there was. For tests of
// what later versions do with it. The rows are made from the schema itself, so that a new table needs nothing here.
import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import { SqliteStoreDialect } from '../dialect/sqlite/kysely-dialect.ts';
import { migrateToLatest, migrationNames } from '../migrate.ts';
import type { Tables } from '../tables.ts';
import './without-disk-sync.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Contents = Readonly<Record<string, readonly Row[]>>;

/** Values that a migration looks for; all others are made up from the names of table and column. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

export interface ReleasedDatabase {
  readonly path: string;
  readonly migrations: number;
  readonly rowsPerTable: number;
  readonly known?: KnownValues;
}

export async function makeReleasedDatabase(release: ReleasedDatabase): Promise<void> {
  const sqlite = new BetterSqlite3(release.path);
  const db = new Kysely<Tables>({ dialect: new SqliteStoreDialect(sqlite) });
  sqlite.pragma('journal_mode = WAL');
  await migrateToLatest(db, migrationNames.slice(0, release.migrations));
  sqlite.pragma('foreign_keys = ON');
  sqlite.transaction(() => {
    // Rows of every table are made up, those that triggers keep as well.
    const triggers = sqlite
      .prepare<[], { name: string; sql: string }>(
        `select name, sql from sqlite_master where type = 'trigger' and name like 'finding_%'`,
      )
      .all();
    for (const { name } of triggers) sqlite.exec(`drop trigger ${quoted(name)}`);
    for (const table of parentsFirst(sqlite)) fillTable(sqlite, table, release);
    for (const { sql } of triggers) sqlite.exec(sql);
  })();
  await db.destroy();
}

/** Every row of every table, in the order they were written. */
export function contentsOf(path: string, columnsOf?: Contents): Contents {
  const sqlite = new BetterSqlite3(path);
  try {
    const tables = columnsOf === undefined ? tablesOf(sqlite) : Object.keys(columnsOf);
    return Object.fromEntries(
      tables.map((table) => {
        const known = Object.keys(columnsOf?.[table]?.[0] ?? {}).map(quoted);
        const columns = known.length === 0 ? '*' : known.join(', ');
        const query = `select ${columns} from ${quoted(table)} order by rowid`;
        return [table, sqlite.prepare(query).all() as readonly Row[]];
      }),
    );
  } finally {
    sqlite.close();
  }
}

/** Tables, columns, indexes and triggers, as SQLite keeps them; and what its own checks find. */
export function schemaOf(path: string) {
  const sqlite = new BetterSqlite3(path);
  try {
    // Statistics of the query planner come and go with opening.
    const query = `select type, name, tbl_name, sql from sqlite_master
      where name not like 'sqlite_stat%' order by type, name`;
    return {
      objects: sqlite.prepare(query).all(),
      integrity: sqlite.pragma('integrity_check', { simple: true }),
      brokenReferences: sqlite.pragma('foreign_key_check'),
    };
  } finally {
    sqlite.close();
  }
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

interface Reference {
  readonly from: string;
  readonly table: string;
  readonly to: string;
}

function fillTable(
  sqlite: BetterSqlite3.Database,
  table: string,
  { rowsPerTable, known = {} }: ReleasedDatabase,
): void {
  const columns = sqlite.pragma(`table_info(${quoted(table)})`) as readonly Column[];
  const references = referencesOf(sqlite, table);
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  const insert = sqlite.prepare(
    `insert into ${quoted(table)} (${names}) values (${columns.map(() => '?').join(', ')})`,
  );
  for (let row = 0; row < rowsPerTable; row += 1) {
    insert.run(
      columns.map((column) => {
        const reference = references.find(({ from }) => from === column.name);
        if (reference !== undefined) return madeUp(reference.table, reference.to, 'TEXT', row);
        // Every other row is as bare as it may be.
        if (column.notnull === 0 && column.pk === 0 && row % 2 === 1) return null;
        const values = known[`${table}.${column.name}`];
        return values?.[row] ?? madeUp(table, column.name, column.type, row);
      }),
    );
  }
}

function madeUp(table: string, column: string, type: string, row: number): unknown {
  switch (type.toUpperCase()) {
    case 'INTEGER':
      return row + 1;
    case 'REAL':
      return row + 0.5;
    case 'BLOB':
      return Buffer.from(`${table} ${column} ${row}`);
    default:
      // Rows are numbered where a reference to them is: the id of an image is a number.
      if (column === 'id' && numbered.has(table)) return row + 1;
      return column.endsWith('_json') ? JSON.stringify([table, row]) : `${table} ${column} ${row}`;
  }
}

const numbered = new Set(['image']);

/** A row of the organisation before the rows that belong to it. */
function parentsFirst(sqlite: BetterSqlite3.Database): readonly string[] {
  const tables = tablesOf(sqlite);
  const placed = new Set<string>();
  while (placed.size < tables.length) {
    const next = tables.find(
      (table) =>
        !placed.has(table) && referencesOf(sqlite, table).every((one) => placed.has(one.table)),
    );
    if (next === undefined) throw new TypeError('tables refer to each other in a circle');
    placed.add(next);
  }
  return [...placed];
}

function referencesOf(sqlite: BetterSqlite3.Database, table: string): readonly Reference[] {
  return sqlite.pragma(`foreign_key_list(${quoted(table)})`) as readonly Reference[];
}

function tablesOf(sqlite: BetterSqlite3.Database): readonly string[] {
  const rows = sqlite
    .prepare(
      `select name from sqlite_master where type = 'table'
         and name not like 'sqlite_%' and name not like 'kysely_%' order by name`,
    )
    .all();
  return rows.map((row) => (row as { readonly name: string }).name);
}

function quoted(name: string): string {
  return `"${name}"`;
}
