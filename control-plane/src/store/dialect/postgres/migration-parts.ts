// What migrations say in their own words on PostgreSQL.
import { sql } from 'kysely';
import type { MigrationParts, RunningCount } from '../store-dialect.ts';
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
  weigh: async (db, table, expressions) => {
    const list = sql.raw(expressions.map((one) => `(${one})`).join(', '));
    await sql`create statistics ${sql.raw(`${table}_weighed`)} on ${list}
      from ${sql.raw(table)}`.execute(db);
  },
  keepCount: async (db, count) => {
    const { name, source } = count;
    for (const [event, tables, changed] of [
      ['insert', 'new table as added', 'select *, 1 as sign from added'],
      ['delete', 'old table as removed', 'select *, -1 as sign from removed'],
      [
        'update',
        'old table as removed new table as added',
        'select *, 1 as sign from added union all select *, -1 as sign from removed',
      ],
    ] as const) {
      const trigger = sql.raw(`${name}_${event}`);
      await sql`create function ${trigger}() returns trigger language plpgsql as $$ begin
        ${sql.raw(adding(count, changed))}
        return null;
      end $$`.execute(db);
      // Once for a statement, however many rows it writes.
      await sql`create trigger ${trigger} after ${sql.raw(event)} on ${sql.raw(source)}
        referencing ${sql.raw(tables)} for each statement execute function ${trigger}()`.execute(
        db,
      );
    }
  },
};

function adding({ target, keys, sums, only }: RunningCount, changed: string): string {
  const of = (expression: string) => expression.replaceAll('row.', 'changed.');
  const kept = Object.values(keys).map(of);
  const added = Object.values(sums).map((one) => `sum(changed.sign * (${of(one)}))`);
  const changes = Object.keys(sums).map(
    (column) => `${column} = ${target}.${column} + excluded.${column}`,
  );
  return `insert into ${target} (${[...Object.keys(keys), ...Object.keys(sums)].join(', ')})
    select ${[...kept, ...added].join(', ')} from (${changed}) as changed
    where ${of(only ?? 'true')} group by ${kept.join(', ')}
    having ${added.map((one) => `${one} <> 0`).join(' or ')}
    on conflict (${Object.keys(keys).join(', ')}) do update set ${changes.join(', ')};`;
}
