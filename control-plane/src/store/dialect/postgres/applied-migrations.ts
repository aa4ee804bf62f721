// Which migrations a PostgreSQL has, read before anything is written into it.
import { type Kysely, sql } from 'kysely';
import { type AppliedMigrations, writtenBySetting } from '../../applied-migrations.ts';
import type { Tables } from '../../tables.ts';

export async function readAppliedMigrations(db: Kysely<Tables>): Promise<AppliedMigrations> {
  const { rows: found } = await sql<{ readonly table: string | null }>`
    select to_regclass('kysely_migration')::text as table`.execute(db);
  if (found[0]?.table === null) return { names: [], writtenBy: undefined };
  const { rows } = await sql<{ readonly name: string }>`
    select name from kysely_migration order by name`.execute(db);
  const names = rows.map(({ name }) => name);
  // Another process may be at its first migration: what it made so far is not there for us.
  if (names.length === 0) return { names, writtenBy: undefined };
  const writtenBy = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', writtenBySetting)
    .executeTakeFirst();
  return { names, writtenBy: writtenBy?.value };
}
