import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { manifestPath } from '../store/backup-manifest.ts';
import { lockDataFolder } from '../store/data-folder-lock.ts';
import { openDatabase } from '../store/database.ts';
import { startBusyWriter } from '../store/testing/busy-writer.ts';
import { makeFirstDatabase } from '../store/testing/first-database.ts';
import { runCommand } from './run-command.ts';
import { temporaryFolder } from './testing/api-world.ts';

async function run(folder: string, ...args: readonly string[]) {
  const texts = { out: '', error: '' };
  const code = await runCommand({
    args,
    environment: {
      HARBORGUARD_DATA_DIR: folder,
      HARBORGUARD_LOG_LEVEL: 'silent',
      HARBORGUARD_LISTEN: '127.0.0.1:0',
      HARBORGUARD_MANAGED_SENSOR: 'false',
    },
    terminal: {
      print: (text) => {
        texts.out += text;
      },
      error: (text) => {
        texts.error += text;
      },
      isInteractive: false,
    },
    signal: AbortSignal.abort(),
  });
  return { code, ...texts };
}

/** A data folder as a first start leaves it, with one key in it. */
async function installation(t: TestContext) {
  const folder = join(temporaryFolder(t), 'data');
  const served = await run(folder, 'serve');
  assert.equal(served.code, 0, served.error);
  await run(folder, 'create-key', '--name', 'first', '--role', 'owner');
  return { folder, database: join(folder, 'control-plane.sqlite') };
}

async function keyNames(path: string): Promise<readonly string[]> {
  const { db, close } = await openDatabase(path);
  const rows = await db.selectFrom('api_key').select('name').orderBy('created_at').execute();
  await close();
  return rows.map(({ name }) => name);
}

async function setting(path: string, name: string): Promise<string | undefined> {
  const { db, close } = await openDatabase(path);
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  await close();
  return row?.value;
}

test('a backup brings back what was there, and the database of before is kept aside', async (t) => {
  const { folder, database } = await installation(t);
  const file = join(folder, '..', 'backup.sqlite');

  const taken = await run(folder, 'backup', file);
  await run(folder, 'create-key', '--name', 'later', '--role', 'owner');
  const restored = await run(folder, 'restore', file);

  assert.equal(taken.code, 0, taken.error);
  assert.equal(restored.code, 0, restored.error);
  assert.deepEqual(await keyNames(database), ['first']);
  const aside = readdirSync(folder).filter((name) => name.includes('.before-restore-'));
  assert.equal(aside.length, 1);
  assert.deepEqual(await keyNames(join(folder, aside[0] ?? '')), ['first', 'later']);
  assert.equal((await run(folder, 'serve')).code, 0);
  assert.equal(existsSync(`${database}.restoring`), false);
});

test('backup and restore are events of the audit log, and the log stays whole', async (t) => {
  const { folder, database } = await installation(t);
  const file = join(folder, '..', 'backup.sqlite');
  const actions = async () => {
    const { db, close } = await openDatabase(database);
    const rows = await db.selectFrom('audit_event').selectAll().orderBy('seq').execute();
    await close();
    return rows.map(({ action, actor_kind: actor, after_json: after }) => ({
      ...{ action, actor },
      after: JSON.parse(after ?? '{}') as Record<string, unknown>,
    }));
  };
  const before = await actions();

  await run(folder, 'backup', file);
  const taken = (await actions()).slice(before.length);
  await run(folder, 'restore', file);
  const restored = (await actions()).slice(before.length);
  const verified = await run(folder, 'audit', 'verify');

  const manifest = JSON.parse(readFileSync(manifestPath(file), 'utf8'));
  assert.deepEqual(taken, [
    {
      ...{ action: 'backup', actor: 'operator' },
      after: { createdAt: manifest.createdAt, sha256: manifest.sha256 },
    },
  ]);
  assert.deepEqual(
    restored.map(({ action, after }) => [action, after['backupOf']]),
    [['restore', manifest.createdAt]],
  );
  assert.equal(verified.code, 0, verified.error);
});

test('a backup holds neither the seal key nor what others may read', async (t) => {
  const { folder } = await installation(t);
  const target = join(folder, '..', 'backups');
  mkdirSync(target);

  const { out, error } = await run(folder, 'backup', target);

  const sealKey = readFileSync(join(folder, 'seal.key'), 'utf8').trim();
  const names = readdirSync(target);
  assert.equal(names.length, 2);
  for (const name of names) {
    const bytes = readFileSync(join(target, name));
    assert.equal(bytes.includes(sealKey) || bytes.includes(Buffer.from(sealKey, 'hex')), false);
    assert.equal(statSync(join(target, name)).mode & 0o077, 0);
  }
  assert.match(error, /seal key is not in it/);
  const manifest = JSON.parse(readFileSync(manifestPath(out.trim()), 'utf8'));
  assert.equal(manifest.holdsSealKey, false);
  assert.equal(manifest.bytes, statSync(out.trim()).size);
});

test('a backup under write load is whole: no transaction is in it by half', async (t) => {
  const { folder, database } = await installation(t);
  const file = join(folder, '..', 'busy.sqlite');
  const writer = await startBusyWriter(database);

  const taken = await run(folder, 'backup', file);
  const commits = await writer.stop();
  const restored = await run(folder, 'restore', file);

  assert.equal(taken.code, 0, taken.error);
  assert.equal(restored.code, 0, restored.error);
  const [left, right] = [await setting(database, 'busy-a'), await setting(database, 'busy-b')];
  assert.equal(left, right);
  assert.ok(Number(left) >= 50 && Number(left) <= commits, `${left} of ${commits}`);
});

test('an older schema is brought to this version, a newer one is refused', async (t) => {
  const { folder, database } = await installation(t);
  const older = join(folder, '..', 'older.sqlite');
  const newer = join(folder, '..', 'newer.sqlite');
  const first = join(folder, '..', 'first');
  mkdirSync(first);
  await makeFirstDatabase(join(first, 'control-plane.sqlite'));
  await run(first, 'backup', older);
  await execute(database, (db) =>
    db
      .withTables<{ kysely_migration: { name: string; timestamp: string } }>()
      .insertInto('kysely_migration')
      .values({ name: '9999-later', timestamp: '2099' })
      .execute(),
  );
  await run(folder, 'backup', newer);

  const refused = await run(folder, 'restore', newer);
  const restored = await run(folder, 'restore', older);

  assert.equal(refused.code, 1);
  assert.match(refused.error, /DATABASE_TOO_NEW/);
  assert.equal(restored.code, 0, restored.error);
  assert.equal(await setting(database, 'made-by'), 'the first version');
  const manifest = JSON.parse(readFileSync(manifestPath(older), 'utf8'));
  assert.equal(manifest.schema, '0001-initial');
});

for (const [what, damage] of [
  ['with other bytes', (file: string) => appendFileSync(file, 'x')],
  ['without its manifest', (file: string) => rmSync(manifestPath(file))],
  ['with a manifest of something else', (file: string) => writeFileSync(manifestPath(file), '{}')],
] as const) {
  test(`a backup ${what} is refused, and the database stays as it is`, async (t) => {
    const { folder, database } = await installation(t);
    const file = join(folder, '..', 'backup.sqlite');
    await run(folder, 'backup', file);
    await run(folder, 'create-key', '--name', 'later', '--role', 'owner');
    damage(file);

    const restored = await run(folder, 'restore', file);

    assert.equal(restored.code, 1);
    assert.match(restored.error, /BACKUP_INVALID/);
    assert.deepEqual(await keyNames(database), ['first', 'later']);
  });
}

test('a running server is not restored under its feet', async (t) => {
  const { folder } = await installation(t);
  const file = join(folder, '..', 'backup.sqlite');
  await run(folder, 'backup', file);
  const lock = lockDataFolder(folder);

  const { code, error } = await run(folder, 'restore', file);
  lock.release();

  assert.equal(code, 1);
  assert.match(error, /DATABASE_LOCKED/);
});

test('a backup of another seal key is refused before anything is replaced', async (t) => {
  const mine = await installation(t);
  const other = await installation(t);
  const file = join(other.folder, '..', 'other.sqlite');
  await run(other.folder, 'backup', file);

  const { code, error } = await run(mine.folder, 'restore', file);

  assert.equal(code, 1);
  assert.match(error, /SEAL_KEY_WRONG/);
  assert.deepEqual(
    readdirSync(mine.folder).filter((name) => /restor/.test(name)),
    [],
  );
});

test('a damaged database is replaced, and kept aside as it was', async (t) => {
  const { folder, database } = await installation(t);
  const file = join(folder, '..', 'backup.sqlite');
  await run(folder, 'backup', file);
  writeFileSync(database, 'no database any more');

  const { code, error } = await run(folder, 'restore', file);

  assert.equal(code, 0, error);
  assert.deepEqual(await keyNames(database), ['first']);
});

test('nothing is written over, and a folder that is not there is named', async (t) => {
  const { folder } = await installation(t);
  const file = join(folder, '..', 'backup.sqlite');
  writeFileSync(file, 'precious');

  const taken = await run(folder, 'backup', file);
  const nowhere = await run(folder, 'backup', join(folder, 'none', 'backup.sqlite'));

  assert.equal(taken.code, 1);
  assert.match(taken.error, /FILE_UNWRITABLE/);
  assert.equal(readFileSync(file, 'utf8'), 'precious');
  assert.match(nowhere.error, /FILE_UNWRITABLE/);
  assert.equal((await run(folder, 'backup')).code, 2);
});

test('a backup moves to an empty folder together with the key file', async (t) => {
  const { folder } = await installation(t);
  const file = join(folder, '..', 'backup.sqlite');
  await run(folder, 'backup', file);
  const fresh = join(folder, '..', 'fresh');
  mkdirSync(fresh, { mode: 0o700 });

  const without = await run(fresh, 'restore', file);
  copyFileSync(join(folder, 'seal.key'), join(fresh, 'seal.key'));
  const withKey = await run(fresh, 'restore', file);

  assert.match(without.error, /SEAL_KEY_WRONG/);
  assert.equal(withKey.code, 0, withKey.error);
  assert.deepEqual(await keyNames(join(fresh, 'control-plane.sqlite')), ['first']);
});

type Database = Awaited<ReturnType<typeof openDatabase>>['db'];

async function execute(path: string, change: (db: Database) => Promise<unknown>): Promise<void> {
  const { db, close } = await openDatabase(path);
  try {
    await change(db);
  } finally {
    await close();
  }
}
