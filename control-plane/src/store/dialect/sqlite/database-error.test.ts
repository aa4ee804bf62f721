import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { sql } from 'kysely';
import { createUnitOfWork } from '../../create-unit-of-work.ts';
import { openDatabase } from '../../database.ts';
import { databaseError } from './database-error.ts';

test('a full database is told by its code, and the transaction has not happened', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-full-'));
  const { db, close } = await openDatabase(join(folder, 'control-plane.sqlite'));
  t.after(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { writeSystem, readSystem } = createUnitOfWork(db);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
  await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(db);

  const write = writeSystem(async ({ settings }) => {
    await settings.set('small', 'x');
    await settings.set('large', 'x'.repeat(1_000_000));
  });

  await assert.rejects(write, (error) => isHarborError(error) && error.code === 'DISK_FULL');
  assert.equal(await readSystem(({ settings }) => settings.get('small')), undefined);
});

test('a disk that fails or lets nobody write is no fault of ours', () => {
  for (const code of ['SQLITE_IOERR_SHMSIZE', 'SQLITE_READONLY_DBMOVED', 'SQLITE_CANTOPEN']) {
    const error = databaseError(Object.assign(new Error('canary'), { code }));

    assert.ok(isHarborError(error));
    assert.deepEqual([error.code, error.retryable], ['DATABASE_UNWRITABLE', true]);
    assert.ok(!error.message.includes('canary'));
  }
});

test('a broken constraint stays what it is: a bug', async (t) => {
  const { db, close } = await openDatabase(':memory:');
  t.after(close);
  const { writeSystem } = createUnitOfWork(db);

  const write = writeSystem(({ sensors }) =>
    sensors.openEpoch({ sensorId: 'nobody', epoch: 'none' }, 0),
  );

  await assert.rejects(write, (error) => !isHarborError(error));
});
