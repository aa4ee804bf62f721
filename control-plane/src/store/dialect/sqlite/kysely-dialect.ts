// The query layer's SQLite, with what else the stores ask of a database.
import type BetterSqlite3 from 'better-sqlite3';
import { SqliteAdapter, SqliteDialect } from 'kysely';
import type { StoreAdapter, StoreDialect } from '../store-dialect.ts';
import { databaseError } from './database-error.ts';
import { migrationParts } from './migration-parts.ts';
import { inTurn } from './transactions.ts';

const storeDialect: StoreDialect = {
  name: 'sqlite',
  answersInThread: true,
  read: inTurn,
  write: inTurn,
  errorOf: databaseError,
  migrationParts,
};

class SqliteStoreAdapter extends SqliteAdapter implements StoreAdapter {
  readonly storeDialect = storeDialect;
}

export class SqliteStoreDialect extends SqliteDialect {
  constructor(database: BetterSqlite3.Database) {
    super({ database });
  }

  override createAdapter(): SqliteStoreAdapter {
    return new SqliteStoreAdapter();
  }
}
