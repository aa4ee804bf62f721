// Opening the database, whichever of the two it is, with this version's schema in it.
import type { Kysely } from 'kysely';
import { openPostgres, type PostgresPlace } from './dialect/postgres/open-database.ts';
import { openSqlite } from './dialect/sqlite/open-database.ts';
import type { Tables } from './tables.ts';

/** The path of an embedded database, or where a PostgreSQL is. */
export type DatabasePlace = string | PostgresPlace;

export interface OpenDatabase {
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** This process holds the lock of the data folder or leads on the PostgreSQL: nobody else uses the schema it may change. */
  readonly isHeld?: boolean;
  /** Of a process that leads on a PostgreSQL: it writes no more when another has taken over. */
  readonly term?: number | undefined;
  /** Before a schema that is in use is changed, which may take a while. */
  readonly onMigrating?: (names: readonly string[]) => void;
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
