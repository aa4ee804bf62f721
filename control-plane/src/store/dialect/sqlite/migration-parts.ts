// What migrations say in their own words on SQLite.
import { sql } from 'kysely';
import type { MigrationParts, RunningCount } from '../store-dialect.ts';

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
  weigh: () => Promise.resolve(),
  keepCount: async (db, count) => {
    const { name, source } = count;
    const added = adding(count, 'new', '');
    const removed = adding(count, 'old', '-');
    for (const [event, body] of [
      ['insert', added],
      ['delete', removed],
      [`update of ${columnsOf(count).join(', ')}`, `${removed} ${added}`],
    ] as const) {
      const [word] = event.split(' ');
      const when = word === 'update' ? `when ${differs(count)}` : '';
      await sql`create trigger ${sql.raw(`${name}_${word}`)} after ${sql.raw(event)}
        on ${sql.raw(source)} ${sql.raw(when)} begin ${sql.raw(body)} end`.execute(db);
    }
  },
};

function adding({ target, keys, sums, only }: RunningCount, row: 'new' | 'old', sign: '' | '-') {
  const of = (expression: string) => expression.replaceAll('row.', `${row}.`);
  const values = [...Object.values(keys), ...Object.values(sums).map((one) => `${sign}(${one})`)];
  const changes = Object.keys(sums).map((column) => `${column} = ${column} + excluded.${column}`);
  return `insert into ${target} (${[...Object.keys(keys), ...Object.keys(sums)].join(', ')})
    select ${values.map(of).join(', ')} where ${of(only ?? 'true')}
    on conflict (${Object.keys(keys).join(', ')}) do update set ${changes.join(', ')};`;
}

/** The columns that what is counted depends on. */
function columnsOf({ keys, sums, only = '' }: RunningCount): readonly string[] {
  const text = [...Object.values(keys), ...Object.values(sums), only].join(' ');
  return [...new Set([...text.matchAll(/\brow\.(\w+)/g)].flatMap(([, column]) => column ?? []))];
}

/** Most of what is written again stays as it was. */
function differs(count: RunningCount): string {
  return columnsOf(count)
    .map((column) => `old.${column} is not new.${column}`)
    .join(' or ');
}
