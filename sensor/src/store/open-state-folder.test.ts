import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import BetterSqlite3 from 'better-sqlite3';
import { openStateFolder, type StateFolder } from './open-state-folder.ts';
import { outboxVersions } from './outbox-store.ts';
import { jobJournalVersions } from './sqlite-job-journal.ts';
import { scanCacheVersions } from './sqlite-scan-cache.ts';
import { spentPullsVersions } from './sqlite-spent-pulls.ts';

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-state-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const random = new SeededRandom(5);

function open(t: TestContext, folder: string, log = new MemoryLog()): StateFolder {
  const state = openStateFolder({ folder, log, random, clock: new FakeClock() });
  t.after(() => state.close());
  return state;
}

test('identity and epoch survive a restart', (t) => {
  const folder = makeFolder(t);
  const first = open(t, folder);
  const { epoch } = first.outboxStore.life();
  first.close();

  const second = open(t, folder);

  assert.equal(second.identity.sensorId, first.identity.sensorId);
  assert.equal(second.outboxStore.life().epoch, epoch);
});

test('an adopted identity survives a restart, and a damaged one is made anew', (t) => {
  const folder = makeFolder(t);
  const first = open(t, folder);
  const adopted = random.uuid();
  first.identity.adopt(adopted);
  first.close();
  const second = open(t, folder);
  assert.equal(second.identity.sensorId, adopted);
  second.close();
  writeFileSync(join(folder, 'sensor-id'), '\0\0\0');
  const log = new MemoryLog();

  const third = open(t, folder, log);

  assert.match(third.identity.sensorId, /^[0-9a-f-]{36}$/);
  assert.equal(readFileSync(join(folder, 'sensor-id'), 'utf8').trim(), third.identity.sensorId);
  assert.equal(log.linesOf('sensor id file is damaged, a new id is made').length, 1);
});

test('a second opening of the same folder is refused until the first is closed', (t) => {
  const folder = makeFolder(t);
  const first = open(t, folder);

  assert.throws(() => open(t, folder), { code: 'DATABASE_LOCKED' });
  first.close();

  assert.doesNotThrow(() => open(t, folder));
});

test('a second process is refused, and a killed one leaves no lock behind', async (t) => {
  const folder = makeFolder(t);
  const script = `
    import { lockFolder } from ${JSON.stringify(import.meta.resolve('./lock-folder.ts'))};
    globalThis.keptFromCollection = lockFolder(${JSON.stringify(folder)});
    process.stdout.write('locked');
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');

  assert.throws(() => open(t, folder), { code: 'DATABASE_LOCKED' });
  child.kill('SIGKILL');
  await once(child, 'exit');

  assert.doesNotThrow(() => open(t, folder));
});

for (const { name, damage } of [
  { name: 'overwritten', damage: (path: string) => writeFileSync(path, 'x'.repeat(20_000)) },
  { name: 'torn in a page', damage: tearPage },
  { name: 'cut short', damage: (path: string) => truncateSync(path, 5_000) },
]) {
  test(`an outbox file that is ${name} is set aside by name, and a new epoch begins`, (t) => {
    const folder = makeFolder(t);
    const first = open(t, folder);
    const { epoch } = first.outboxStore.life();
    const { sensorId } = first.identity;
    fill(first);
    first.close();
    damage(join(folder, 'outbox.sqlite'));
    const log = new MemoryLog();

    const second = open(t, folder, log);

    assert.notEqual(second.outboxStore.life().epoch, epoch);
    assert.equal(second.identity.sensorId, sensorId);
    const aside = readdirSync(folder).filter((file) => file.startsWith('outbox.sqlite.corrupt-'));
    assert.ok(aside.length >= 1);
    const [line] = log.linesOf('damaged database set aside');
    assert.equal(line?.fields['code'], 'DATABASE_CORRUPT');
    assert.ok(String(line?.fields['setAsidePath']).includes('outbox.sqlite.corrupt-'));
  });
}

test('files set aside do not pile up on a disk that keeps failing', (t) => {
  const folder = makeFolder(t);
  const clock = new FakeClock();
  for (let round = 0; round < 5; round += 1) {
    clock.setNow(clock.now() + 1_000);
    writeFileSync(join(folder, 'cache.sqlite'), 'x'.repeat(20_000));
    openStateFolder({ folder, log: new MemoryLog(), random, clock }).close();
  }

  const aside = readdirSync(folder).filter((file) => file.startsWith('cache.sqlite.corrupt-'));

  assert.equal(aside.filter((file) => !/-(wal|shm)$/.test(file)).length, 2);
});

const known: Readonly<Record<string, number>> = {
  'outbox.sqlite': outboxVersions.length,
  'state.sqlite': jobJournalVersions.length,
  'cache.sqlite': scanCacheVersions.length,
  'pulls.sqlite': spentPullsVersions.length,
};

for (const newer of Object.keys(known)) {
  test(`a folder with a ${newer} of a later version is refused, and nothing in it is touched`, (t) => {
    const folder = makeFolder(t);
    open(t, folder).close();
    // The others are of an earlier version: they must not be brought to ours.
    for (const name of Object.keys(known)) {
      const database = new BetterSqlite3(join(folder, name));
      database.pragma(`user_version = ${name === newer ? 99 : 0}`);
      database.close();
    }
    const before = hashesIn(folder);

    const refusal = {
      code: 'DATABASE_TOO_NEW',
      details: { path: join(folder, newer), version: 99, known: known[newer] },
    };
    assert.throws(() => open(t, folder), refusal);
    assert.throws(() => open(t, folder), refusal, 'the lock was freed as well');

    assert.deepEqual(hashesIn(folder), before);
  });
}

function hashesIn(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder)
    .filter((name) => name !== 'lock.sqlite')
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]);
}

test('a folder that cannot be made is a coded error', { skip: runsAsRoot() }, (t) => {
  const folder = makeFolder(t);
  chmodSync(folder, 0o500);

  assert.throws(() => open(t, join(folder, 'state')), { code: 'FILE_UNREADABLE' });
});

test('a folder whose place is taken by a file is a coded error', (t) => {
  const folder = makeFolder(t);
  writeFileSync(join(folder, 'state'), '');

  assert.throws(() => open(t, join(folder, 'state')), { code: 'FILE_UNREADABLE' });
});

function runsAsRoot(): string | false {
  return process.getuid?.() === 0 ? 'root may write everywhere' : false;
}

function fill({ outboxStore }: StateFolder): void {
  outboxStore.transaction(() => {
    for (let seq = 1; seq <= 200; seq += 1) {
      outboxStore.insert(seq, {
        class: 'fact',
        type: 'tags.seen',
        createdAtMs: 0,
        bytes: 500,
        storedBytes: 500,
        body: 'b'.repeat(500),
        sha256: null,
        chunkBytes: 0,
        chunks: [],
      });
    }
    outboxStore.setLastSeq(200);
  });
}

function tearPage(path: string): void {
  const file = readFileSync(path);
  file.fill(0xff, 4096 * 3, 4096 * 12);
  writeFileSync(path, file);
}
