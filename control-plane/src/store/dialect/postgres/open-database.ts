// Opening a PostgreSQL: a pool of connections, proven to be one this program can live on.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { Kysely, sql } from 'kysely';
import pg from 'pg';
import { migrateToLatest, pendingMigrations } from '../../migrate.ts';
import type { OpenDatabaseOptions } from '../../open-database-options.ts';
import type { Tables } from '../../tables.ts';
import { readAppliedMigrations } from './applied-migrations.ts';
import { type ConnectionSettings, describeConnection } from './connection-settings.ts';
import { databaseError } from './database-error.ts';
import { PostgresStoreDialect } from './kysely-dialect.ts';
import { lockOf } from './locks.ts';
import { valueTypes } from './value-types.ts';

export interface PostgresPlace extends ConnectionSettings {
  readonly kind: 'postgres';
  /** PEM; the CAs of the system when undefined. */
  readonly ca: string | undefined;
}

/** One writes at a time; the others answer readers. PostgreSQL allows 100 to all its clients by default. */
const connectionsMax = 10;
const connectMsMax = 10_000;
const idleMsMax = 60_000;
/** The oldest release that is still maintained. */
const versionMin = 140_000;
/** A process that vanished without a word holds its locks this long: seconds, and tries. */
const serverKeepAlive =
  'tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/**
 * Opens and migrates. Throws DATABASE_UNREACHABLE, DATABASE_ACCESS_DENIED, DATABASE_TLS_FAILED,
 * DATABASE_VERSION_UNSUPPORTED, DATABASE_RIGHTS_MISSING, DATABASE_LOCKED or DATABASE_TOO_NEW.
 */
export async function openPostgres(
  place: PostgresPlace,
  { isHeld, onMigrating, term }: OpenDatabaseOptions,
): Promise<Kysely<Tables>> {
  const db = openPool(place, term);
  const name = describeConnection(place);
  try {
    await proveServer(async (text) => (await sql<Row>`${sql.raw(text)}`.execute(db)).rows);
    const applied = await readAppliedMigrations(db);
    const pending = pendingMigrations(name, applied);
    const isUpgrade = pending.length > 0 && applied.names.length > 0;
    if (isUpgrade) onMigrating?.(pending);
    // As with a file: a server of an older version must not go on.
    if (isUpgrade && isHeld !== true) await whileNobodyLeads(db, () => migrateToLatest(db));
    else await migrateToLatest(db);
    return db;
  } catch (error) {
    await db.destroy();
    throw databaseError(error, { database: name });
  }
}

type Row = Record<string, unknown>;

/** Throws DATABASE_LOCKED when a control plane works on the database. */
async function whileNobodyLeads(db: Kysely<Tables>, run: () => Promise<unknown>): Promise<void> {
  await db.connection().execute(async (session) => {
    const { rows } = await sql<{ readonly taken: number }>`
      select pg_try_advisory_lock(${lockOf('leader')}) as taken`.execute(session);
    if (rows[0]?.taken !== 1) throw new HarborError('DATABASE_LOCKED');
    try {
      await run();
    } finally {
      await sql`select pg_advisory_unlock(${lockOf('leader')})`.execute(session);
    }
  });
}

function openPool(place: PostgresPlace, term: number | undefined): Kysely<Tables> {
  const pool = new pg.Pool({
    ...clientConfig(place),
    max: connectionsMax,
    idleTimeoutMillis: idleMsMax,
  });
  // Of a connection nobody uses at the moment. Whoever asks next is given another, or told.
  pool.on('error', () => undefined);
  // Of one in use: the query that runs on it fails as well, and an error nobody listens to would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Tables>({ dialect: new PostgresStoreDialect(pool, term) });
}

export function clientConfig(place: PostgresPlace): pg.ClientConfig {
  const { host, port, database, user, password } = place;
  return {
    ...{ host, port, database, user, ...(password === undefined ? {} : { password }) },
    application_name: 'harborguard',
    connectionTimeoutMillis: connectMsMax,
    keepAlive: true,
    keepAliveInitialDelayMillis: connectMsMax,
    // Every query is short: compiling one takes longer than running it.
    options: `-c ${serverKeepAlive} -c timezone=UTC -c jit=off`,
    ssl: tlsOf(place),
    types: valueTypes,
  };
}

function tlsOf({ tls, ca }: PostgresPlace): pg.ClientConfig['ssl'] {
  if (tls === 'disable') return false;
  return { rejectUnauthorized: tls === 'verify-full', ...(ca === undefined ? {} : { ca }) };
}

/** `query` answers with rows. Throws DATABASE_VERSION_UNSUPPORTED. */
export async function proveServer(query: (text: string) => Promise<readonly Row[]>): Promise<void> {
  const [server] = await query(`select current_setting('server_version_num')::bigint as version,
    current_setting('server_encoding') as encoding`);
  const version = Number(server?.['version']);
  const encoding = String(server?.['encoding']);
  if (version < versionMin || encoding !== 'UTF8') {
    throw new HarborError('DATABASE_VERSION_UNSUPPORTED', { details: { version, encoding } });
  }
}
