// Databases of every earlier release come to this version with nothing lost, whole, and also when the process dies
// half way; one of a later version is left alone.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';

import { lockDataFolder } from './data-folder-lock.ts';
import { openDatabase } from './database.ts';
import { readAppliedMigrations } from './dialect/sqlite/applied-migrations.ts';
import { SqliteStoreDialect } from './dialect/sqlite/kysely-dialect.ts';
import { migrateToLatest, migrationNames } from './migrate.ts';
import type { Tables } from './tables.ts';
import {
  type Contents,
  contentsOf,
  type KnownValues,
  makeReleasedDatabase,
  schemaOf,
} from './testing/released-database.ts';

const rowsPerTable = 4;

/** What migrations change on purpose, with rows that show it. */
const known: KnownValues = {
  'image.scan_error_code': ['MANIFEST_UNSUPPORTED', null, 'LAYER_CORRUPT'],
  'setting.name': ['advisories.applied'],
};
const changedBy: Readonly<Record<string, (contents: Contents) => Contents>> = {
  '0004a-artifacts': (contents) => ({
    ...contents,
    image: (contents['image'] ?? []).map((row) =>
      row['scan_error_code'] === 'MANIFEST_UNSUPPORTED' ? { ...row, analyzer_version: null } : row,
    ),
  }),
  '0030-policy': (contents) => ({
    ...contents,
    setting: (contents['setting'] ?? []).filter((row) => row['name'] !== 'advisories.applied'),
  }),
  // None of the places of images that are made up lies in a repository that is.
  '0074-placed-images': (contents) => ({
    ...contents,
    repository: [
      ...(contents['repository'] ?? []),
      ...(contents['image_location'] ?? []).map((place, index) => ({
        id: rowsPerTable + index + 1,
        ...{ org_id: place['org_id'], registry_id: place['registry_id'] },
        ...{ name: place['repository'], first_seen_at: place['last_seen_at'] },
        last_seen_at: place['last_seen_at'],
      })),
    ],
  }),
};

function databaseFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-migrate-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'control-plane.sqlite');
}

async function openAndClose(path: string): Promise<void> {
  const { close } = await openDatabase(path);
  await close();
}

for (let migrations = 1; migrations <= migrationNames.length; migrations += 1) {
  const release = migrationNames[migrations - 1] ?? '';

  test(`a database of ${release} comes to this version with every row it had`, async (t) => {
    const path = databaseFile(t);
    await makeReleasedDatabase({ path, migrations, rowsPerTable, known });
    const before = contentsOf(path);
    const fresh = databaseFile(t);
    await openAndClose(fresh);

    await openAndClose(path);

    const expected = migrationNames
      .slice(migrations)
      .reduce((contents, name) => changedBy[name]?.(contents) ?? contents, before);
    assert.ok(Object.values(before).every((rows) => rows.length === rowsPerTable));
    assert.deepEqual(contentsOf(path, before), expected);
    assert.deepEqual(schemaOf(path), schemaOf(fresh));
    assert.deepEqual(readAppliedMigrations(path).names, migrationNames.toSorted());
  });
}

/** One statement in so many: the chaos suite kills at any of them. */
const statementsBetween = 23;

test('a process that dies while it migrates leaves the database of before, which migrates again', async (t) => {
  const path = databaseFile(t);
  await makeReleasedDatabase({ path, migrations: 1, rowsPerTable, known });
  const before = contentsOf(path);
  const deaths: string[] = [];
  const sqlite = new BetterSqlite3(path);
  const prepare = sqlite.prepare.bind(sqlite);
  let statements = 0;
  sqlite.prepare = ((text: string) => {
    statements += 1;
    if (statements % statementsBetween === 0) deaths.push(diskNow(t, path));
    return prepare(text);
  }) as typeof sqlite.prepare;
  // Pages go to the disk before the commit, as those of a large migration do.
  sqlite.pragma('cache_size = 2');
  const db = new Kysely<Tables>({ dialect: new SqliteStoreDialect(sqlite) });
  await migrateToLatest(db);
  await db.destroy();

  for (const file of deaths) {
    assert.deepEqual(readAppliedMigrations(file).names, ['0001-initial']);
    assert.deepEqual(contentsOf(file), before);
    await openAndClose(file);
    assert.deepEqual(schemaOf(file), schemaOf(path));
  }
  assert.ok(deaths.length > 5, `${deaths.length} deaths`);
});

/** What is on the disk at this moment, all that a process leaves that is killed now. */
function diskNow(t: TestContext, path: string): string {
  const copy = databaseFile(t);
  for (const suffix of ['', '-wal']) {
    if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
  }
  return copy;
}

test('a migration that fails changes nothing', async (t) => {
  const path = databaseFile(t);
  await makeReleasedDatabase({ path, migrations: 1, rowsPerTable, known });
  const before = contentsOf(path);
  const blocked = new BetterSqlite3(path);
  // In the way of one of the last migrations.
  blocked.exec('create table idempotent_answer (x)');
  blocked.close();

  await assert.rejects(openDatabase(path), /idempotent_answer/);

  assert.deepEqual(readAppliedMigrations(path).names, ['0001-initial']);
  assert.deepEqual(contentsOf(path, before), before);
});

test('the schema is not changed under a server that runs on it', async (t) => {
  const path = databaseFile(t);
  await makeReleasedDatabase({ path, migrations: 3, rowsPerTable });
  const server = lockDataFolder(join(path, '..'));

  await assert.rejects(openDatabase(path), { code: 'DATABASE_LOCKED' });

  assert.equal(readAppliedMigrations(path).names.length, 3);
  server.release();
  await openAndClose(path);
});
