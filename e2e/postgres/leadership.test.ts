// Several processes on one PostgreSQL: writers take turns, one leads, and who lost its place changes nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { createUnitOfWork } from '../../control-plane/src/store/create-unit-of-work.ts';
import { type OpenDatabase, openDatabase } from '../../control-plane/src/store/database.ts';
import { parseDatabaseUrl } from '../../control-plane/src/store/dialect/postgres/connection-settings.ts';
import { takeLeadership } from '../../control-plane/src/store/dialect/postgres/leadership.ts';
import type { PostgresPlace } from '../../control-plane/src/store/dialect/postgres/open-database.ts';
import type { OpenDatabaseOptions } from '../../control-plane/src/store/open-database-options.ts';
import {
  type PostgresCluster,
  postgresPrograms,
  startPostgres,
} from '../support/postgres-cluster.ts';
import type { Ending } from '../support/temporary-folder.ts';

let cluster: PostgresCluster;
before(async () => {
  cluster = await startPostgres(postgresPrograms() ?? '');
});
after(() => cluster.remove());

function placeOf(name: string): PostgresPlace {
  cluster.query('postgres', `create database ${name}`);
  const reading = parseDatabaseUrl(cluster.url(name));
  assert.ok(reading.kind === 'value');
  return { kind: 'postgres', ...reading.value, ca: undefined };
}

async function opened(
  ending: Ending,
  place: PostgresPlace,
  options: OpenDatabaseOptions,
): Promise<OpenDatabase['db']> {
  const { db, close } = await openDatabase(place, options);
  ending.after(close);
  return db;
}

const ports = { clock: systemClock, log: new MemoryLog(), onWaiting: () => Promise.resolve() };

test('who waits leads when the one before has ended, and that one writes nothing more', async (t) => {
  const place = placeOf('terms');
  const first = await takeLeadership(place, ports);
  const before = createUnitOfWork(await opened(t, place, { isHeld: true, term: first.term }));
  await before.writeSystem((stores) => stores.settings.set('written', 'before'));
  let waited = 0;
  const waiting = takeLeadership(place, {
    ...ports,
    onWaiting: () => {
      waited += 1;
      return first.release();
    },
  });

  const second = await waiting;
  t.after(() => second.release());
  const now = createUnitOfWork(await opened(t, place, { isHeld: true, term: second.term }));

  assert.equal(waited, 1);
  assert.equal(second.term, first.term + 1);
  await assert.rejects(
    before.writeSystem((stores) => stores.settings.set('written', 'behind its back')),
    { code: 'LEADERSHIP_LOST' },
  );
  assert.equal(await now.readSystem((stores) => stores.settings.get('written')), 'before');
  await now.writeSystem((stores) => stores.settings.set('written', 'after'));
  assert.equal(await before.readSystem((stores) => stores.settings.get('written')), 'after');
});

test('what a transaction read stays true until it commits, whoever else writes', async (t) => {
  const place = placeOf('writers');
  const units = [
    createUnitOfWork(await opened(t, place, {})),
    createUnitOfWork(await opened(t, place, {})),
  ];
  const each = 30;

  await Promise.all(
    units.flatMap((unit) =>
      Array.from({ length: each }, () =>
        unit.writeSystem(async ({ settings }) => {
          const count = Number((await settings.get('count')) ?? 0);
          await settings.set('count', String(count + 1));
        }),
      ),
    ),
  );

  const count = await units[0]?.readSystem(({ settings }) => settings.get('count'));
  assert.equal(count, String(2 * each));
});

test('readers do not wait for a writer, and each sees one state', async (t) => {
  const unit = createUnitOfWork(await opened(t, placeOf('readers'), {}));
  await unit.writeSystem(({ settings }) => settings.set('state', 'old'));

  await unit.writeSystem(async ({ settings }) => {
    await settings.set('state', 'new');
    await unit.readSystem(async (reading) => {
      assert.equal(await reading.settings.get('state'), 'old');
    });
  });

  const seen = await unit.readSystem(async ({ settings }) => {
    const one = await settings.get('state');
    await unit.writeSystem((writing) => writing.settings.set('state', 'newer'));
    return [one, await settings.get('state')];
  });
  assert.deepEqual(seen, ['new', 'new']);
});

test('a command does not change the schema under a control plane that works', async (t) => {
  const place = placeOf('upgrade');
  await (await openDatabase(place)).close();
  const leadership = await takeLeadership(place, ports);
  t.after(() => leadership.release());
  // As if it were of the version before.
  cluster.query(
    'upgrade',
    `delete from kysely_migration where name = (select max(name) from kysely_migration)`,
  );

  await assert.rejects(openDatabase(place), { code: 'DATABASE_LOCKED' });
});
