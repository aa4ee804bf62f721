// Opening the embedded database: one writer, durable commits, damage named.
import { dirname } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import { lockDataFolder } from '../../data-folder-lock.ts';
import { makeDataFolder } from '../../make-data-folder.ts';
import { migrateToLatest, pendingMigrations } from '../../migrate.ts';
import type { OpenDatabaseOptions } from '../../open-database-options.ts';
import type { Tables } from '../../tables.ts';
import { readAppliedMigrations } from './applied-migrations.ts';
import { databaseError } from './database-error.ts';
import { keepStatements } from './keep-statements.ts';
import { SqliteStoreDialect } from './kysely-dialect.ts';

/** A command such as create-key may write while the server runs; each waits this long for the other. */
const busyTimeoutMs = 5000;
/** The two megabytes SQLite takes by itself hold less than one index of a large installation. */
const cacheKibibytes = 32 * 1024;
/** Statistics from so many rows of each index: a second for a million rows instead of a minute. */
const analysedRowsMax = 1000;

/** Opens and migrates. Throws DATABASE_LOCKED, DATABASE_CORRUPT, FILE_UNWRITABLE or DATABASE_TOO_NEW, the last with nothing written. */
export async function openSqlite(
  path: string,
  { isHeld, onMigrating }: OpenDatabaseOptions,
): Promise<Kysely<Tables>> {
  const applied = readAppliedMigrations(path);
  const pending = pendingMigrations(path, applied);
  const isUpgrade = pending.length > 0 && applied.names.length > 0;
  if (isUpgrade) onMigrating?.(pending);
  // A server of an older version would go on with statements for a schema that is not there any more.
  const lock = isUpgrade && isHeld !== true ? lockDataFolder(dirname(path)) : undefined;
  try {
    return await openMigrated(path);
  } finally {
    lock?.release();
  }
}

async function openMigrated(path: string): Promise<Kysely<Tables>> {
  const sqlite = openFile(path);
  const db = new Kysely<Tables>({
    dialect: new SqliteStoreDialect(keepStatements(sqlite)),
  });
  try {
    await migrateToLatest(db);
    // Statistics of tables that have grown since they were last looked at; most starts find none.
    sqlite.pragma('optimize = 0x10002');
    return db;
  } catch (error) {
    await db.destroy();
    throw databaseError(error, { path });
  }
}

function connect(path: string): BetterSqlite3.Database {
  try {
    return new BetterSqlite3(path, { timeout: busyTimeoutMs });
  } catch (error) {
    throw databaseError(error, { path });
  }
}

function openFile(path: string): BetterSqlite3.Database {
  if (path !== ':memory:') makeDataFolder(dirname(path));
  const sqlite = connect(path);
  try {
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma(`cache_size = -${cacheKibibytes}`);
    sqlite.pragma(`analysis_limit = ${analysedRowsMax}`);
    if (sqlite.pragma('quick_check', { simple: true }) !== 'ok') {
      throw new HarborError('DATABASE_CORRUPT', { details: { path } });
    }
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw databaseError(error, { path });
  }
}
