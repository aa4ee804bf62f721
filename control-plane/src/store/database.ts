// Opening the database, whichever of the two it is, with this version's schema in it.
import type { Kysely } from 'kysely';
import { openPostgres, type PostgresPlace } from './dialect/postgres/open-database.ts';
import { openSqlite } from './dialect/sqlite/open-database.ts';
import type { OpenDatabaseOptions } from './open-database-options.ts';
import type { Tables } from './tables.ts';

/** The path of an embedded database, or where a PostgreSQL is. */
export type DatabasePlace = string | PostgresPlace;

export interface OpenDatabase {
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

/** Opens and migrates. Throws DATABASE_LOCKED, DATABASE_CORRUPT, DATABASE_TOO_NEW, or what a PostgreSQL refuses with. */
export async function openDatabase(
  place: DatabasePlace,
  options: OpenDatabaseOptions = {},
): Promise<OpenDatabase> {
  const db =
    typeof place === 'string'
      ? await openSqlite(place, options)
      : await openPostgres(place, options);
  return { db, close: () => db.destroy() };
}
