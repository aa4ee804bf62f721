import assert from 'node:assert/strict';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import Database from 'better-sqlite3';
import { openAdvisories } from './advisory-database.ts';
import { ImportWorkshop, sampleRecord } from './testing/import-workshop.ts';

function assertNotOpened(path: string, code: ErrorCode): void {
  assert.throws(
    () => openAdvisories(path),
    (error) => isHarborError(error) && error.code === code,
  );
}

test('a file or folder that is not there is missing, not broken', async (t) => {
  const workshop = await ImportWorkshop.open(t);

  assertNotOpened(workshop.databasePath, 'ADVISORIES_MISSING');
  assertNotOpened(join(workshop.folder, 'nowhere', 'advisories.sqlite'), 'ADVISORIES_MISSING');
});

test('a file that is no advisory file is refused', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  await writeFile(workshop.databasePath, 'text');
  const foreign = join(workshop.folder, 'foreign.sqlite');
  new Database(foreign).exec('CREATE TABLE package (number)').close();

  assertNotOpened(workshop.databasePath, 'ADVISORIES_INVALID');
  assertNotOpened(foreign, 'ADVISORIES_INVALID');
});

test('a file of a later format is refused', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const record = sampleRecord({ id: 'GHSA-1', ecosystem: 'npm', name: 'a' });
  await workshop.import(await workshop.write('source', { 'a.json': record }));
  const later = join(workshop.folder, 'later.sqlite');
  await copyFile(workshop.databasePath, later);
  const database = new Database(later);
  database.pragma('user_version = 99');
  database.close();

  assertNotOpened(later, 'ADVISORIES_INVALID');
});

test('more lookups than are remembered still answer right', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const records = Array.from({ length: 4500 }, (_, index) =>
    sampleRecord({ id: `GHSA-${index}`, ecosystem: 'npm', name: `p${index}` }),
  );
  await workshop.import(await workshop.write('source', { 'a.json': `[${records.join(',')}]` }));
  const advisories = openAdvisories(workshop.databasePath);
  t.after(() => advisories.close());

  for (const round of [1, 2]) {
    for (let index = 0; index < records.length; index += 1) {
      const rows = advisories.affecting('npm', `p${index}`);
      assert.equal(rows[0]?.advisory.id, `GHSA-${index}`, `round ${round}`);
    }
  }
  assert.deepEqual(advisories.affecting('npm', 'P1'), []);
});

test('a file in use keeps answering while a newer one takes its place', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const before = sampleRecord({ id: 'GHSA-1', ecosystem: 'npm', name: 'before' });
  const after = sampleRecord({ id: 'GHSA-2', ecosystem: 'npm', name: 'after' });
  await workshop.import(await workshop.write('before', { 'a.json': before }));
  const inUse = openAdvisories(workshop.databasePath);
  t.after(() => inUse.close());

  await workshop.import(await workshop.write('after', { 'a.json': after }));

  assert.equal(inUse.affecting('npm', 'before').length, 1);
  assert.deepEqual(workshop.affecting('npm', 'before'), []);
  assert.equal(workshop.affecting('npm', 'after').length, 1);
});
