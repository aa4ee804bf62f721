// Transactions on PostgreSQL. Readers go on side by side, each with one view of the database. Writers wait for one
// another, as the rules were written to expect: here in a queue, so that waiting takes no connection, and between
// processes by an advisory lock, which the driver takes as a transaction begins.
import type { Kysely } from 'kysely';
import type { Tables } from '../../tables.ts';

export function read<Result>(
  db: Kysely<Tables>,
  run: (tx: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().setAccessMode('read only').execute(run);
}

/** `write` of one opened database. */
export function createWriter() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(
    db: Kysely<Tables>,
    run: (tx: Kysely<Tables>) => Promise<Result>,
  ): Promise<Result> => {
    const result = last.then(() => db.transaction().execute(run));
    last = result.catch(() => undefined);
    return result;
  };
}
