// The query layer's PostgreSQL, with what else the stores ask of a database.
import { PostgresAdapter, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { StoreAdapter, StoreDialect } from '../store-dialect.ts';
import { databaseError } from './database-error.ts';
import { StoreDriver } from './driver.ts';
import { migrationParts } from './migration-parts.ts';
import { StoreQueryCompiler } from './query-compiler.ts';
import { createWriter, read } from './transactions.ts';

class PostgresStoreAdapter extends PostgresAdapter implements StoreAdapter {
  readonly storeDialect: StoreDialect;

  constructor(storeDialect: StoreDialect) {
    super();
    this.storeDialect = storeDialect;
  }
}

export class PostgresStoreDialect extends PostgresDialect {
  readonly #pool: pg.Pool;
  readonly #term: number | undefined;
  readonly #storeDialect: StoreDialect = {
    name: 'postgres',
    answersInThread: false,
    read,
    write: createWriter(),
    errorOf: databaseError,
    migrationParts,
  };

  constructor(pool: pg.Pool, term: number | undefined) {
    super({ pool });
    this.#pool = pool;
    this.#term = term;
  }

  override createDriver(): StoreDriver {
    return new StoreDriver(this.#pool, this.#term);
  }

  override createQueryCompiler(): StoreQueryCompiler {
    return new StoreQueryCompiler();
  }

  override createAdapter(): PostgresStoreAdapter {
    return new PostgresStoreAdapter(this.#storeDialect);
  }
}
