// Stands in for `database.ts` when the tests of the stores run on PostgreSQL: where a test names a file, it is given a
// database of a cluster that was started for the purpose, the same one for the same file.
import { createHash, randomUUID } from 'node:crypto';
import { after } from 'node:test';
import { settleAlso } from '@harborguard/shared/testing/fake-clock.ts';
import pg from 'pg';
import {
  type DatabasePlace,
  type OpenDatabase,
  openDatabase as openAnywhere,
} from '../database.ts';
import { parseDatabaseUrl } from '../dialect/postgres/connection-settings.ts';
import type { PostgresPlace } from '../dialect/postgres/open-database.ts';
import type { OpenDatabaseOptions } from '../open-database-options.ts';

/** A database with this version's schema, made once for all. */
const templateName = 'harborguard_template';

/** Queries that were sent and not answered yet; connections that are being made. */
let underWay = 0;
settleAlso(() => underWay > 0);
for (const [prototype, name] of [
  [pg.Client.prototype, 'query'],
  [pg.Pool.prototype, 'connect'],
] as const) {
  const original = Reflect.get(prototype, name) as (...given: unknown[]) => unknown;
  Reflect.set(prototype, name, function counted(this: unknown, ...given: unknown[]) {
    const answer = original.apply(this, given);
    if (answer instanceof Promise) {
      underWay += 1;
      const done = (): void => {
        underWay -= 1;
      };
      answer.then(done, done);
    }
    return answer;
  });
}

const made = new Set<string>();

export async function openDatabase(
  place: DatabasePlace,
  options?: OpenDatabaseOptions,
): Promise<OpenDatabase> {
  if (typeof place !== 'string') return await openAnywhere(place, options);
  const name = nameOf(place);
  if (!made.has(name)) {
    made.add(name);
    await administer(`create database ${name} template ${templateName}`);
  }
  return await openAnywhere(placeOf(name));
}

function nameOf(path: string): string {
  const text = path === ':memory:' ? randomUUID() : path;
  return `t_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

function placeOf(database: string): PostgresPlace {
  const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '');
  url.pathname = `/${database}`;
  const reading = parseDatabaseUrl(url.href);
  if (reading.kind === 'problem') throw new Error(reading.rule);
  return { kind: 'postgres', ...reading.value, ca: undefined };
}

async function administer(text: string): Promise<void> {
  const { host, port, user, password } = placeOf('postgres');
  const client = new pg.Client({
    host,
    port,
    user,
    database: 'postgres',
    ...(password && { password }),
  });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

after(async () => {
  for (const name of made) await administer(`drop database if exists ${name} with (force)`);
});
