// Whoever goes round the program and changes the database leaves a break in the audit log, wherever it was changed.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { type Kysely, sql } from 'kysely';
import { auditHash } from '../domain/audit/audit-chain.ts';
import { operator } from '../domain/audit/audit-event.ts';
import { type AuditService, createAuditService } from '../domain/audit/audit-service.ts';
import { verifyChain } from '../domain/audit/verify-chain.ts';
import { defaultOrganisationId, type Stores, type UnitOfWork } from '../domain/unit-of-work.ts';
import { createAuditStore } from './audit-store.ts';
import { createUnitOfWork } from './create-unit-of-work.ts';
import { openDatabase } from './database.ts';
import { dialectOf } from './dialect/store-dialect.ts';
import type { Tables } from './tables.ts';
import { DyingUnitOfWork } from './testing/dying-unit-of-work.ts';
import { placeEmptyDatabase } from './testing/empty-database.ts';

const otherOrganisationId = '00000000-0000-7000-8000-000000000002';
const organisations = [defaultOrganisationId, otherOrganisationId] as const;
const eventCount = 9;
/** Long enough that a removal takes two steps. */
const prunedCount = 501;

interface Log {
  readonly db: Kysely<Tables>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: FakeClock;
  readonly audit: AuditService;
}

async function openLog(t: TestContext): Promise<Log> {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-audit-'));
  const path = join(folder, 'control-plane.sqlite');
  await placeEmptyDatabase(path);
  const { db, close } = await openDatabase(path);
  t.after(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });
  const unitOfWork = createUnitOfWork(db);
  const clock = new FakeClock();
  await unitOfWork.writeSystem(async (stores) => {
    for (const orgId of organisations) await stores.organisations.ensure(orgId, orgId, 1);
  });
  return { db, unitOfWork, clock, audit: createAuditService({ unitOfWork, clock }) };
}

async function append(log: Log, orgId: string, count: number): Promise<void> {
  await log.unitOfWork.write(orgId, async ({ audit }) => {
    for (let index = 0; index < count; index += 1) {
      await audit.append({
        ...{ at: log.clock.now(), actor: operator, address: '127.0.0.1', requestId: `r${index}` },
        ...{ action: 'create-key', target: { kind: 'api-keys', id: String(index) } },
        before: index % 2 === 0 ? undefined : { name: 'before' },
        after: { name: `after ${index}` },
      });
    }
  });
}

/** With events in two organisations, and a prune behind one of them. */
async function openPrunedLog(t: TestContext): Promise<Log> {
  const log = await openLog(t);
  await append(log, defaultOrganisationId, 3);
  await log.clock.advance(60_000);
  await append(log, defaultOrganisationId, eventCount);
  await append(log, otherOrganisationId, eventCount);
  assert.equal(await log.audit.prune(defaultOrganisationId, log.clock.now()), 3);
  await dropTriggers(log.db);
  return log;
}

async function dropTriggers(db: Kysely<Tables>): Promise<void> {
  const isPostgres = dialectOf(db).name === 'postgres';
  for (const [table, name] of [
    ['audit_event', 'audit_event_no_update'],
    ['audit_event', 'audit_event_no_delete'],
    ['audit_checkpoint', 'audit_checkpoint_no_update'],
    ['audit_checkpoint', 'audit_checkpoint_no_delete'],
    ['audit_head', 'audit_head_no_return'],
    ['audit_head', 'audit_head_no_delete'],
  ] as const) {
    const on = isPostgres ? sql` on ${sql.id(table)}` : sql``;
    await sql`drop trigger ${sql.id(name)}${on}`.execute(db);
  }
}

const tables = ['audit_event', 'audit_checkpoint', 'audit_head'] as const;
type Row = Readonly<Record<string, string | number | null>>;

const takenBack = new Error('taken back');

/** Does it and asks, in a transaction that is taken back. */
async function isFound(
  { db }: Log,
  tamper: (db: Kysely<Tables>) => Promise<unknown>,
): Promise<boolean> {
  let found = false;
  const write = dialectOf(db).write(db, async (tx) => {
    await tamper(tx);
    const unitOfWork: Pick<UnitOfWork, 'read'> = {
      read: (orgId, run) => run({ audit: createAuditStore(tx, orgId) } as Stores),
    };
    for (const orgId of organisations) {
      found ||= (await verifyChain(unitOfWork, orgId)).kind === 'broken';
    }
    throw takenBack;
  });
  await assert.rejects(write, takenBack);
  return found;
}

async function rowsOf({ db }: Log, table: (typeof tables)[number]): Promise<readonly Row[]> {
  return (await db.selectFrom(table).selectAll().execute()) as never;
}

function other(column: string, value: string | number | null): string | number {
  if (column === 'org_id') {
    return value === defaultOrganisationId ? otherOrganisationId : defaultOrganisationId;
  }
  return typeof value === 'number' ? value + 1_000_000 : `${value ?? ''}x`;
}

interface Cell {
  readonly table: (typeof tables)[number];
  readonly column: string;
  readonly row: Row;
}

async function setTo(db: Kysely<Tables>, { table, column, row }: Cell): Promise<void> {
  const value = other(column, row[column] ?? null);
  // One organisation has one end and one event of a number: room is made first.
  if (column === 'org_id') {
    await sql`delete from ${sql.id(table)} where org_id = ${value} and seq = ${row['seq']}`.execute(
      db,
    );
    if (table === 'audit_head')
      await sql`delete from audit_head where org_id = ${value}`.execute(db);
  }
  await sql`update ${sql.id(table)} set ${sql.id(column)} = ${value}
    where org_id = ${row['org_id']} and seq = ${row['seq']}`.execute(db);
}

test('another value in any column of any event, of the checkpoint or of the noted end is found', async (t) => {
  const log = await openPrunedLog(t);
  assert.equal(await isFound(log, () => Promise.resolve()), false);
  let changes = 0;
  for (const table of tables) {
    for (const row of await rowsOf(log, table)) {
      for (const column of Object.keys(row)) {
        const found = await isFound(log, (db) => setTo(db, { table, column, row }));
        assert.ok(found, `${table}.${column} of ${row['org_id']} ${row['seq']}`);
        changes += 1;
      }
    }
  }
  assert.ok(changes > 250, `${changes} changes`);
  assert.equal(await isFound(log, () => Promise.resolve()), false, 'everything was put back');
});

test('events that were removed, cut off at the end, exchanged or slipped in are found', async (t) => {
  const log = await openPrunedLog(t);
  const events = await rowsOf(log, 'audit_event');
  for (const [index, { org_id: orgId, seq }] of events.entries()) {
    const where = sql`where org_id = ${orgId}`;
    assert.ok(
      await isFound(log, (db) =>
        sql`delete from audit_event ${where} and seq = ${seq}`.execute(db),
      ),
    );
    assert.ok(
      await isFound(log, (db) =>
        sql`delete from audit_event ${where} and seq >= ${seq}`.execute(db),
      ),
    );
    const next = events[index + 1];
    if (next === undefined || next['org_id'] !== orgId) continue;
    const moves = [
      [seq, -1],
      [next['seq'], seq],
      [-1, next['seq']],
    ];
    const exchanged = await isFound(log, async (db) => {
      for (const [from, to] of moves) {
        await sql`update audit_event set seq = ${to} ${where} and seq = ${from}`.execute(db);
      }
    });
    assert.ok(exchanged, `${seq} exchanged with the next`);
  }
  for (const table of tables) {
    assert.ok(await isFound(log, (db) => db.deleteFrom(table).execute()), `all of ${table}`);
  }
  assert.ok(await isFound(log, slipIn), 'slipped in behind the last');
});

/** As somebody who knows the rule of the chain would. */
async function slipIn(db: Kysely<Tables>): Promise<void> {
  const events = await createAuditStore(db, otherOrganisationId).after(0, 1000);
  const last = events.at(-1);
  assert.ok(last !== undefined);
  const forged = { ...last, seq: last.seq + 1, previousHash: last.hash };
  await sql`insert into audit_event select org_id, seq + 1, at, actor_kind, actor_id, actor_name,
    address, request_id, action, target_kind, target_id, before_json, after_json, hash,
    ${auditHash(forged)} from audit_event
    where org_id = ${otherOrganisationId} and seq = ${last.seq}`.execute(db);
}

test('what comes after a cut does not close it', async (t) => {
  const log = await openPrunedLog(t);
  await sql`delete from audit_event where org_id = ${otherOrganisationId} and seq > 5`.execute(
    log.db,
  );

  await append(log, otherOrganisationId, 1);

  const verdict = await log.audit.verify(otherOrganisationId);
  assert.deepEqual(verdict, { kind: 'broken', seq: 6, reason: 'is missing' });
});

test('the database itself lets nobody take the end back', async (t) => {
  const log = await openLog(t);
  await append(log, defaultOrganisationId, 2);

  await assert.rejects(log.db.updateTable('audit_head').set({ seq: 1 }).execute(), /only moves on/);
  await assert.rejects(log.db.deleteFrom('audit_head').execute(), /is kept/);
});

test('a prune that dies at any step leaves a log that is whole, and the next one ends it', async (t) => {
  for (let dieAt = 1; ; dieAt += 1) {
    const log = await openLog(t);
    await append(log, defaultOrganisationId, prunedCount);
    await log.clock.advance(60_000);
    await append(log, defaultOrganisationId, 3);
    const before = log.clock.now();
    const dying = new DyingUnitOfWork(log.unitOfWork, dieAt);
    const mortal = createAuditService({ unitOfWork: dying.unitOfWork, clock: log.clock });
    const died = await mortal.prune(defaultOrganisationId, before).then(
      () => false,
      () => true,
    );
    assert.equal((await log.audit.verify(defaultOrganisationId)).kind, 'whole', `death ${dieAt}`);
    if (!died) break;

    await log.audit.prune(defaultOrganisationId, before);

    const events = await log.unitOfWork.read(defaultOrganisationId, ({ audit }) =>
      audit.after(0, 9),
    );
    assert.deepEqual(
      events.map(({ action }) => action),
      ['create-key', 'create-key', 'create-key', 'audit.pruned'],
      `death ${dieAt}`,
    );
    assert.equal((await log.audit.verify(defaultOrganisationId)).kind, 'whole');
  }
});

test('a clock that was wrong for a while has no recent event removed, and holds no removal up for ever', async (t) => {
  const log = await openLog(t);
  const dayMs = 86_400_000;
  const start = 1000 * dayMs;
  // Back by two years for one event; forward by fifty for another.
  for (const at of [start, start - 730 * dayMs, start + 1, start + 20_000 * dayMs, start + 2]) {
    log.clock.setNow(at);
    await append(log, defaultOrganisationId, 1);
  }

  log.clock.setNow(start + 10 * dayMs);
  const early = await log.audit.prune(defaultOrganisationId, log.clock.now() - 365 * dayMs);
  log.clock.setNow(start + 400 * dayMs);
  const late = await log.audit.prune(defaultOrganisationId, log.clock.now() - 365 * dayMs);

  assert.equal(early, 0);
  assert.equal(late, 5);
  assert.equal((await log.audit.verify(defaultOrganisationId)).kind, 'whole');
});
