// Fills tables while they have no indexes: one sort for each at the end, instead of a million places found one after the other.
// For benches and tests only.
import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../dialect/store-dialect.ts';
import { listOf } from '../in-chunks.ts';
import type { Tables } from '../tables.ts';

interface Index {
  readonly name: string;
  readonly text: string;
}

export async function withoutIndexes(
  db: Kysely<Tables>,
  tables: readonly (keyof Tables)[],
  run: () => Promise<void>,
): Promise<void> {
  const indexes =
    dialectOf(db).name === 'sqlite'
      ? sql<Index>`select name, sql as text from sqlite_master where type = 'index'
          and sql is not null and tbl_name in ${listOf(tables)}`
      : sql<Index>`select indexname as name, indexdef as text from pg_indexes
          where tablename in ${listOf(tables)}
          and indexname not in (select conname from pg_constraint)`;
  const { rows } = await indexes.execute(db);
  for (const { name } of rows) await sql`drop index ${sql.id(name)}`.execute(db);
  await run();
  for (const { text } of rows) await sql`${sql.raw(text)}`.execute(db);
}
