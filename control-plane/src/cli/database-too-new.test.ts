// A database that a later version has served from: every command of this one refuses it, says why, and writes nothing.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openDatabase } from '../store/database.ts';
import { makeNewerDatabase } from '../store/testing/newer-database.ts';
import { runCommand } from './run-command.ts';
import { temporaryFolder } from './testing/api-world.ts';

const laterVersion = '7.8.9';

async function run(folder: string, args: readonly string[]) {
  let error = '';
  const code = await runCommand({
    args,
    environment: {
      HARBORGUARD_DATA_DIR: folder,
      HARBORGUARD_LOG_LEVEL: 'silent',
      HARBORGUARD_LISTEN: '127.0.0.1:0',
      HARBORGUARD_MANAGED_SENSOR: 'false',
    },
    terminal: {
      print: () => undefined,
      error: (text) => {
        error += text;
      },
      isInteractive: false,
    },
    signal: AbortSignal.abort(),
  });
  return { code, error };
}

/** Every file with the hash of what is in it; the lock of the folder is no part of the data. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder).filter((name) => name !== 'lock.sqlite');
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

async function newerInstallation(t: TestContext) {
  const folder = join(temporaryFolder(t), 'data');
  assert.equal((await run(folder, ['serve'])).code, 0);
  makeNewerDatabase(join(folder, 'control-plane.sqlite'), laterVersion);
  return folder;
}

const commands: readonly (readonly string[])[] = [
  ['serve'],
  ['migrate'],
  ['create-key', '--name', 'x', '--role', 'owner'],
  ['first-owner'],
  ['rewrap-keys'],
  ['audit', 'verify'],
  ['audit', 'prune', '--older-than-days', '1'],
];

test('no command opens a database of a later version, and each says which one to run', async (t) => {
  const folder = await newerInstallation(t);
  const before = filesIn(folder);

  for (const args of commands) {
    const { code, error } = await run(folder, args);

    assert.equal(code, 1, args.join(' '));
    assert.match(error, /DATABASE_TOO_NEW/, args.join(' '));
    assert.match(error, new RegExp(`writtenBy=${laterVersion.replaceAll('.', '\\.')}`));
    assert.match(error, /First check: Run the newer version again, or restore a backup/);
    assert.deepEqual(filesIn(folder), before, args.join(' '));
  }
});

test('what a later version had not written into the file when it died is left where it is', async (t) => {
  const folder = await newerInstallation(t);
  const died = join(folder, '..', 'died');
  mkdirSync(died);
  const database = join(folder, 'control-plane.sqlite');
  makeNewerDatabase(database, laterVersion, () => {
    for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(died, name));
  });
  const before = filesIn(died);
  assert.ok('control-plane.sqlite-wal' in before);

  const { error } = await run(died, ['migrate']);

  assert.match(error, /DATABASE_TOO_NEW/);
  const after = filesIn(died);
  for (const name of ['control-plane.sqlite', 'control-plane.sqlite-wal']) {
    assert.equal(after[name], before[name], name);
  }
});

test('a control plane notes its version, so that an older one can name it', async (t) => {
  const folder = join(temporaryFolder(t), 'data');
  await run(folder, ['serve']);

  const { db, close } = await openDatabase(join(folder, 'control-plane.sqlite'));
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', 'written-by')
    .executeTakeFirst();
  await close();

  assert.match(row?.value ?? '', /^\d+\.\d+\.\d+/);
});
