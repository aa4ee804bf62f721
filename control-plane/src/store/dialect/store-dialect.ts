// What differs between the two databases, besides the spelling of queries: how a transaction begins, what an error
// means, and the parts of migrations that have no common form. It travels with the connection, so that stores and
// migrations find it without being told which database they are on.
import type { HarborErrorOptions } from '@harborguard/shared/errors/harbor-error.ts';
import type { DialectAdapter, Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

export interface StoreDialect {
  readonly name: 'sqlite' | 'postgres';
  /** It answers in the thread that serves: a long question holds everybody else, and is asked in many small ones. */
  readonly answersInThread: boolean;
  /** One transaction that writes nothing; all its queries see the same state. */
  read<Result>(db: Kysely<Tables>, run: (tx: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** One transaction, and the only one that writes while it lasts: what it read stays true until it commits. */
  write<Result>(db: Kysely<Tables>, run: (tx: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** What the driver throws, in codes of the error table. Other errors come back as they are. */
  errorOf(error: unknown, details?: HarborErrorOptions['details']): unknown;
  readonly migrationParts: MigrationParts;
}

export interface MigrationParts {
  /** The functions queries use that one of the two lacks. Before everything else. */
  addFunctions(db: Kysely<Tables>): Promise<void>;
  /** Hands `run` what to migrate on: all of it takes effect or, when it throws or the process dies, nothing. */
  atOnce<Result>(
    db: Kysely<Tables>,
    run: (connection: Kysely<Tables>) => Promise<Result>,
  ): Promise<Result>;
  /** Gives each row of a table without a key of its own a `rowid`, where it has none by nature. */
  numberRows(db: Kysely<unknown>, table: string): Promise<void>;
  /** A unique text that may be longer than a row of an index. Where it may not, its writer alone sees to it. */
  uniqueByWhole(db: Kysely<unknown>, text: LongText): Promise<void>;
  /** Refuses `event` on rows of `table`, of those that `when` is true for, with `message`. */
  refuse(db: Kysely<unknown>, refusal: Refusal): Promise<void>;
  /**
   * Has the planner know how often values of these expressions come, where it would guess. SQLite asks its indexes.
   */
  weigh(db: Kysely<unknown>, table: string, expressions: readonly string[]): Promise<void>;
  /** Keeps the counts of `target` true from now on, whoever writes `source` and however. */
  keepCount(db: Kysely<unknown>, count: RunningCount): Promise<void>;
}

export interface LongText {
  readonly table: string;
  readonly column: string;
  /** The unique constraint it stands in. */
  readonly constraint: string;
}

export interface Refusal {
  /** Of the trigger. */
  readonly name: string;
  readonly table: string;
  readonly event: 'update' | 'delete';
  /** A condition over `old`; without one every row is refused. */
  readonly unless?: string;
  readonly message: string;
}

/** Rows of one table counted in another. Expressions are over `row`, and the same on both databases. */
export interface RunningCount {
  /** Of the triggers. */
  readonly name: string;
  readonly source: string;
  readonly target: string;
  /** The primary key of `target`, by column. */
  readonly keys: Readonly<Record<string, string>>;
  /** What a row adds, by column. */
  readonly sums: Readonly<Record<string, string>>;
  /** Which rows count; without it all do. */
  readonly only?: string;
}

/** An adapter that knows what else differs. */
export interface StoreAdapter extends DialectAdapter {
  readonly storeDialect: StoreDialect;
}

export function dialectOf(db: Pick<Kysely<unknown>, 'getExecutor'>): StoreDialect {
  const { adapter } = db.getExecutor();
  if ('storeDialect' in adapter) return (adapter as StoreAdapter).storeDialect;
  throw new Error('a database that was not opened by the store');
}
