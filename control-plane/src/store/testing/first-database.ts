// A database as the first version made it. For tests of what later versions do with it.
import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { SqliteStoreDialect } from '../dialect/sqlite/kysely-dialect.ts';
import * as initial from '../migrations/0001-initial.ts';
import type { Tables } from '../tables.ts';

export async function makeFirstDatabase(path: string): Promise<void> {
  const db = new Kysely<Tables>({
    dialect: new SqliteStoreDialect(new BetterSqlite3(path)),
  });
  const provider = { getMigrations: () => Promise.resolve({ '0001-initial': initial }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
  await db.insertInto('setting').values({ name: 'made-by', value: 'the first version' }).execute();
  await db.destroy();
}
