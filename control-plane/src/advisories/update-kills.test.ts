// A process that is killed at any step of an update leaves the advisories in use as they were or the new ones, whole, and
// the next update ends what it began.
import assert from 'node:assert/strict';
import { cpSync, promises as files, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { someOf } from '@harborguard/shared/testing/some-of.ts';
import BetterSqlite3 from 'better-sqlite3';
import { openAdvisories } from './advisory-database.ts';
import { importAdvisories } from './import-advisories.ts';
import { ImportWorkshop, type SampleRecord } from './testing/import-workshop.ts';
import { Bucket } from './testing/start-bucket.ts';

const ecosystem = 'npm';
const first: readonly SampleRecord[] = [
  { id: 'GHSA-1', ecosystem, name: 'one', fixed: '1.0.0' },
  { id: 'GHSA-2', ecosystem, name: 'two' },
];
/** Long enough to come in several pieces. */
const summary = 'x'.repeat(300_000);
const second: readonly SampleRecord[] = [
  { id: 'GHSA-1', ecosystem, name: 'one', fixed: '9.0.0', modified: '2024-02-01T00:00:00Z' },
  { id: 'GHSA-2', ecosystem, name: 'two' },
  { id: 'GHSA-3', ecosystem, name: 'three', modified: '2024-02-02T00:00:00Z', summary },
];

type Step = (...given: unknown[]) => unknown;
/** What changes something on the disk. */
const steps: readonly (readonly [object, readonly string[]])[] = [
  [files, ['open', 'rename', 'copyFile', 'writeFile', 'mkdir', 'mkdtemp', 'rm', 'rmdir']],
  [BetterSqlite3.prototype, ['prepare', 'exec', 'close', 'pragma']],
];

/** Calls `at` before every such step, while `work` goes on. */
async function atEveryStep(at: () => void, work: () => Promise<unknown>): Promise<void> {
  const putBack: (() => void)[] = [];
  for (const [object, names] of steps) {
    for (const name of names) {
      const original = Reflect.get(object, name) as Step;
      Reflect.set(object, name, function step(this: unknown, ...given: unknown[]) {
        at();
        return original.apply(this, given);
      });
      putBack.push(() => void Reflect.set(object, name, original));
    }
  }
  // Whoever imported them by name is given these too.
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    for (const one of putBack) one();
    syncBuiltinESMExports();
  }
}

for (const how of ['changes to the file in use', 'the whole archive again'] as const) {
  test(`a kill at any step of an update by ${how} costs nothing`, async (t) => {
    const workshop = await ImportWorkshop.open(t);
    const bucket = await Bucket.start(t);
    bucket.publish(ecosystem, first);
    const isUpdate = how === 'changes to the file in use';
    const update = async (databasePath: string) => {
      const { clock, log } = workshop;
      const { fetch, url } = bucket;
      return await importAdvisories(url, { databasePath, clock, log, fetch, isUpdate });
    };
    await update(workshop.databasePath);
    const before = readFileSync(workshop.databasePath);
    bucket.publish(ecosystem, second);
    const data = join(workshop.folder, 'data');
    const deaths: string[] = [];
    const die = (): void => {
      const death = join(workshop.folder, `death-${deaths.length}`);
      mkdirSync(death);
      cpSync(data, death, { recursive: true });
      deaths.push(death);
    };

    await atEveryStep(die, () => update(workshop.databasePath));

    assert.deepEqual(fixesOf(workshop.databasePath), ['9.0.0', '2.0.0', '2.0.0']);
    assert.ok(deaths.length > 20, `${deaths.length} deaths`);
    let oldOnes = 0;
    const tried = someOf(t, deaths, 8);
    for (const death of tried) {
      const path = join(death, 'advisories.sqlite');
      const fixes = fixesOf(path);
      if (fixes.length === 2) {
        assert.ok(readFileSync(path).equals(before), 'the file in use was written to');
        oldOnes += 1;
      }
      workshop.clock.setNow(workshop.clock.now() + 25 * 3_600_000);
      const report = await update(path);
      assert.equal(report.records, 3, death);
      assert.deepEqual(fixesOf(path), ['9.0.0', '2.0.0', '2.0.0'], death);
      assert.deepEqual(await files.readdir(death), ['advisories.sqlite'], 'what the dead one left');
      rmSync(death, { recursive: true });
    }
    assert.ok(oldOnes > 0 && oldOnes < tried.length, `${oldOnes} before the swap`);
  });
}

/** Of what affects each package there is, in the order of their names here. */
function fixesOf(path: string): readonly unknown[] {
  const advisories = openAdvisories(path);
  const rows = ['one', 'two', 'three'].flatMap((name) => advisories.affecting(ecosystem, name));
  advisories.close();
  return rows.map(({ ranges }) => ranges[0]?.events[1]?.[1]);
}
