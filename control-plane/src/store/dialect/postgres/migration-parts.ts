// What migrations say in their own words on PostgreSQL.
import { sql } from 'kysely';
import type { MigrationParts } from '../store-dialect.ts';
import { addFunctions } from './functions.ts';

export const migrationParts: MigrationParts = {
  addFunctions,
  // The query layer does so by itself.
  atOnce: (db, run) => run(db),
  numberRows: async (db, table) => {
    await sql`alter table ${sql.raw(table)}
      add column rowid bigint generated always as identity`.execute(db);
  },
  uniqueByWhole: async (db, { table, column, constraint }) => {
    await sql`alter table ${sql.raw(table)} drop constraint ${sql.raw(constraint)}`.execute(db);
    await sql`create index ${sql.raw(constraint)} on ${sql.raw(table)}
      using hash (${sql.raw(column)})`.execute(db);
  },
  refuse: async (db, { name, table, event, unless, message }) => {
    const condition = sql.raw(unless === undefined ? 'true' : `not ${unless}`);
    await sql`create function ${sql.raw(name)}() returns trigger language plpgsql as $$ begin
      if ${condition} then raise exception ${sql.lit(message)}; end if;
      if tg_op = 'DELETE' then return old; end if;
      return new;
    end $$`.execute(db);
    await sql`create trigger ${sql.raw(name)} before ${sql.raw(event)} on ${sql.raw(table)}
      for each row execute function ${sql.raw(name)}()`.execute(db);
  },
};
