// Bad days of the importer: whatever a source does, the advisories in use stay in use.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ImportOptions } from './import-advisories.ts';
import { ImportWorkshop, sampleRecord } from './testing/import-workshop.ts';
import { makeZip } from './testing/make-zip.ts';

const inUse = sampleRecord({ id: 'GHSA-1', ecosystem: 'npm', name: 'in-use' });
const other = sampleRecord({ id: 'GHSA-2', ecosystem: 'npm', name: 'other' });

async function workshopInUse(t: TestContext): Promise<ImportWorkshop> {
  const workshop = await ImportWorkshop.open(t);
  await workshop.import(await workshop.write('in-use', { 'a.json': inUse }));
  return workshop;
}

async function assertRefused(
  workshop: ImportWorkshop,
  source: string,
  code: ErrorCode,
  extra: Partial<ImportOptions> = {},
): Promise<void> {
  await assert.rejects(workshop.import(source, extra), (error) => {
    assert.ok(isHarborError(error));
    assert.equal(error.code, code, String(error.cause));
    return true;
  });
  assert.equal(workshop.affecting('npm', 'in-use').length, 1);
  assert.deepEqual(await workshop.leftovers(), []);
}

const record = { name: 'a.json', bytes: other };
const bomb = { name: 'b.json', bytes: Buffer.alloc(8 * 1024 * 1024, ' ') };
const threeDeep = makeZip([
  { name: 'x.zip', bytes: makeZip([{ name: 'y.zip', bytes: makeZip([record]) }]) },
]);

const broken: readonly (readonly [string, Readonly<Record<string, string | Buffer>>, string])[] = [
  ['an empty folder', {}, ''],
  ['a folder without a record', { 'notes.txt': 'x', 'package.json': '{"name": "x"}' }, ''],
  ['a file that is nothing of the kind', { 'x.bin': 'hello' }, 'x.bin'],
  ['an empty file', { 'x.zip': '' }, 'x.zip'],
  ['an archive without a directory', { 'x.zip': 'PK\u0003\u0004 and then nothing' }, 'x.zip'],
  ['an archive of nothing', { 'x.zip': makeZip([]) }, 'x.zip'],
  ['an archive with a lying size', { 'x.zip': makeZip([{ ...record, claimedSize: 10 }]) }, 'x.zip'],
  ['an encrypted archive', { 'x.zip': makeZip([{ ...record, flags: 1 }]) }, 'x.zip'],
  [
    'an archive of unknown compression',
    { 'x.zip': makeZip([{ ...record, claimedMethod: 99 }]) },
    'x.zip',
  ],
  [
    'an archive that leaves its folder',
    { 'x.zip': makeZip([{ ...record, name: '../a.json' }]) },
    'x.zip',
  ],
  ['archives nested too deep', { 'x.zip': threeDeep }, 'x.zip'],
  ['an archive of nothing but a bomb', { 'x.zip': makeZip([bomb]) }, 'x.zip'],
  ['a damaged prebuilt file', { 'x.sqlite': `SQLite format 3\0${'x'.repeat(5000)}` }, 'x.sqlite'],
];

for (const [title, files, path] of broken) {
  test(`${title} is refused and the old advisories stay`, async (t) => {
    const workshop = await workshopInUse(t);
    const folder = await workshop.write('broken', files);

    await assertRefused(workshop, join(folder, path), 'ADVISORIES_INVALID');
  });
}

test('a bomb inside a sound archive is left out and the rest is imported', async (t) => {
  const workshop = await workshopInUse(t);
  const folder = await workshop.write('source', { 'x.zip': makeZip([bomb, record]) });

  const report = await workshop.import(folder);

  assert.deepEqual(report.skipped, { 'too-large': 1 });
  assert.equal(report.records, 1);
});

test('a path that does not exist is unreadable, not invalid', async (t) => {
  const workshop = await workshopInUse(t);

  await assertRefused(workshop, join(workshop.folder, 'nowhere'), 'FILE_UNREADABLE');
});

test('the path that could not be read is named', async (t) => {
  const workshop = await workshopInUse(t);
  const path = join(workshop.folder, 'nowhere');

  const failed = workshop.import(path);

  await assert.rejects(failed, ({ message }: Error) => message.includes(`path=${path}`));
});

test('an archive cut at any place or damaged at any byte never takes the place of the old file', async (t) => {
  const workshop = await workshopInUse(t);
  const whole = makeZip([record, { name: 'b.json', bytes: inUse, stored: true }]);
  const path = join(workshop.folder, 'x.zip');
  for (let length = 4; length < whole.length; length += 7) {
    await writeFile(path, whole.subarray(0, length));
    await assertRefused(workshop, path, 'ADVISORIES_INVALID');
  }
  // Bytes of the contents: the checksum has to notice each of them.
  for (let position = 30 + record.name.length; position < 200; position += 5) {
    const damaged = Buffer.from(whole);
    damaged.writeUInt8(damaged.readUInt8(position) ^ 0xff, position);
    await writeFile(path, damaged);
    await assertRefused(workshop, path, 'ADVISORIES_INVALID');
  }
});

test('a prebuilt file with a damaged page is refused', async (t) => {
  const workshop = await workshopInUse(t);
  const records = Array.from({ length: 500 }, (_, index) =>
    sampleRecord({ id: `GHSA-${index}`, ecosystem: 'npm', name: `p${index}` }),
  );
  const builder = await ImportWorkshop.open(t);
  await builder.import(await builder.write('source', { 'a.json': `[${records.join(',')}]` }));
  const bytes = await readFile(builder.databasePath);
  bytes.fill(0x55, 8192, 12_288);
  const path = join(workshop.folder, 'damaged.sqlite');
  await writeFile(path, bytes);

  await assertRefused(workshop, path, 'ADVISORIES_INVALID');
});

test('an import that is stopped leaves everything as it was', async (t) => {
  const workshop = await workshopInUse(t);
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [
      `${index}.json`,
      sampleRecord({ id: `GHSA-${index}`, ecosystem: 'npm', name: `p${index}` }),
    ]),
  );
  const folder = await workshop.write('source', files);
  const controller = new AbortController();
  controller.abort(new Error('stopped'));

  await assertRefused(workshop, folder, 'CANCELLED', { signal: controller.signal });
});

test('an import stopped at its very end still leaves everything as it was', async (t) => {
  const workshop = await workshopInUse(t);
  const folder = await workshop.write('source', { 'a.json': other });
  const controller = new AbortController();
  // The last progress is told when every record is read and the file is not yet in place.
  const progress = () => controller.abort(new Error('stopped'));

  await assertRefused(workshop, folder, 'CANCELLED', { signal: controller.signal, progress });
});
