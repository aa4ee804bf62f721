// Files of earlier versions of a sensor come to this one with every row, also when the power fails half way.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { type Database, openDatabase } from './open-database.ts';

/** Three versions of one schema, as they come about: a table, a column, a table made from another. */
const versions = [
  'CREATE TABLE job (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;',
  "ALTER TABLE job ADD COLUMN lane TEXT NOT NULL DEFAULT 'slow'; CREATE INDEX job_by_lane ON job (lane);",
  `CREATE TABLE lane (name TEXT PRIMARY KEY, jobs INTEGER NOT NULL) STRICT;
   INSERT INTO lane SELECT lane, count(*) FROM job GROUP BY lane;`,
];
const jobs = 500;

function databaseFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-versions-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'state.sqlite');
}

function open(path: string, known: readonly string[], onStatement?: () => void): Database {
  const ports = { clock: new FakeClock(), log: new MemoryLog() };
  return openDatabase({ ...ports, path, versions: known, synchronous: 'FULL', onStatement });
}

/** As the first version left it. */
function makeFirst(path: string): void {
  const database = open(path, versions.slice(0, 1));
  const insert = database.prepare('INSERT INTO job (name) VALUES (?)');
  for (let job = 1; job <= jobs; job += 1) insert.run(`job ${job}`);
  database.close();
}

function contents(path: string): unknown {
  const database = open(path, versions);
  const rows = {
    jobs: database.prepare('SELECT id, name, lane FROM job ORDER BY id').all(),
    lanes: database.prepare('SELECT * FROM lane').all(),
    version: database.pragma('user_version', { simple: true }),
  };
  database.close();
  return rows;
}

const expected = {
  jobs: Array.from({ length: jobs }, (_, index) => ({
    ...{ id: index + 1, name: `job ${index + 1}`, lane: 'slow' },
  })),
  lanes: [{ name: 'slow', jobs }],
  version: 3,
};

for (const from of [1, 2]) {
  test(`a file of version ${from} has every row in version 3`, (t) => {
    const path = databaseFile(t);
    makeFirst(path);
    open(path, versions.slice(0, from)).close();

    assert.deepEqual(contents(path), expected);
  });
}

test('a process that dies at any statement of an upgrade leaves a file that is upgraded again', (t) => {
  const path = databaseFile(t);
  makeFirst(path);
  const deaths: string[] = [];
  open(path, versions, () => {
    const copy = databaseFile(t);
    for (const suffix of ['', '-wal']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
    }
    deaths.push(copy);
  }).close();

  assert.ok(deaths.length >= 5, `${deaths.length} deaths`);
  for (const file of deaths) assert.deepEqual(contents(file), expected);
});

test('an upgrade that fails changes nothing', (t) => {
  const path = databaseFile(t);
  makeFirst(path);
  const broken = [...versions.slice(0, 2), 'CREATE TABLE lane (x); CREATE TABLE lane (x);'];

  assert.throws(() => open(path, broken), { code: 'INTERNAL_ERROR' });

  assert.deepEqual(contents(path), expected);
});
