// Transactions on SQLite: one connection, so they run one after the other, those that only read as well.
import type { Kysely } from 'kysely';
import type { Tables } from '../../tables.ts';

export function inTurn<Result>(
  db: Kysely<Tables>,
  run: (tx: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(run);
}
