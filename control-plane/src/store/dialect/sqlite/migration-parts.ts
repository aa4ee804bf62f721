// What migrations say in their own words on SQLite.
import { sql } from 'kysely';
import type { MigrationParts } from '../store-dialect.ts';

export const migrationParts: MigrationParts = {
  addFunctions: () => Promise.resolve(),
  atOnce: (db, run) =>
    db.connection().execute(async (connection) => {
      // The query layer takes it that SQLite cannot change a schema in a transaction.
      await sql`begin immediate`.execute(connection);
      try {
        const result = await run(connection);
        await sql`commit`.execute(connection);
        return result;
      } catch (error) {
        // A full disk may have rolled it back already.
        await sql`rollback`.execute(connection).catch(() => undefined);
        throw error;
      }
    }),
  numberRows: () => Promise.resolve(),
  uniqueByWhole: () => Promise.resolve(),
  refuse: async (db, { name, table, event, unless, message }) => {
    const when = unless === undefined ? sql`` : sql`when not ${sql.raw(unless)} `;
    await sql`create trigger ${sql.raw(name)} before ${sql.raw(event)} on ${sql.raw(table)}
    ${when}begin select raise(abort, ${sql.lit(message)}); end`.execute(db);
  },
};
