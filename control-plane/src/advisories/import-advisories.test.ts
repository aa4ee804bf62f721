import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fakeClockStart } from '@harborguard/shared/testing/fake-clock.ts';
import { openAdvisories } from './advisory-database.ts';
import { ImportWorkshop, sampleRecord } from './testing/import-workshop.ts';
import { makeZip } from './testing/make-zip.ts';

const npmRecord = sampleRecord({ id: 'GHSA-1', ecosystem: 'npm', name: 'lodash' });
const debianRecord = sampleRecord({ id: 'DSA-1-1', ecosystem: 'Debian:10', name: 'vim' });
const npmZip = makeZip([{ name: 'GHSA-1.json', bytes: npmRecord }]);
const debianZip = makeZip([{ name: 'DSA-1-1.json', bytes: debianRecord, stored: true }]);

const bucketFiles = {
  'npm/all.zip': npmZip,
  'Debian/all.zip': debianZip,
  'npm/modified_id.csv': '2024-01-01T00:00:00Z,GHSA-1\n',
  'ecosystems.txt': 'Debian\nnpm\n',
};
const bucketZip = makeZip(
  Object.entries(bucketFiles).map(([name, bytes], index) => ({ name, bytes, stored: index === 0 })),
);

const layouts: readonly (readonly [string, Readonly<Record<string, string | Buffer>>, string])[] = [
  ['a folder in the layout of the bucket', bucketFiles, ''],
  [
    'a folder for each ecosystem',
    { 'npm/GHSA-1.json': npmRecord, 'Debian/DSA-1-1.json': debianRecord },
    '',
  ],
  ['loose files', { 'a.json': npmRecord, 'b.json': debianRecord, 'README.md': 'x' }, ''],
  ['one file with a list of records', { 'all.json': `[${npmRecord},${debianRecord}]` }, 'all.json'],
  ['an archive of archives', { 'bucket.zip': bucketZip }, 'bucket.zip'],
  ['a folder that holds an archive of archives', { 'bucket.zip': bucketZip, 'NOTES.md': 'x' }, ''],
  [
    'an archive of records',
    {
      'all.zip': makeZip([
        { name: 'x/a.json', bytes: npmRecord },
        { name: 'b.json', bytes: debianRecord },
      ]),
    },
    'all.zip',
  ],
];

for (const [title, files, path] of layouts) {
  test(`${title} is imported`, async (t) => {
    const workshop = await ImportWorkshop.open(t);
    const folder = await workshop.write('source', files);

    const report = await workshop.import(join(folder, path));

    assert.equal(report.records, 2);
    assert.deepEqual(report.ecosystems, ['Debian:10', 'npm']);
    assert.equal(report.changed, 'all');
    assert.equal(workshop.affecting('npm', 'lodash')[0]?.advisory.id, 'GHSA-1');
    assert.equal(workshop.affecting('Debian:10', 'vim')[0]?.advisory.id, 'DSA-1-1');
    assert.deepEqual(await workshop.leftovers(), []);
  });
}

test('a prebuilt file is checked and taken as it is', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  await workshop.import(await workshop.write('source', { 'a.json': npmRecord }));
  const prebuilt = join(workshop.folder, 'prebuilt.bin');
  await copyFile(workshop.databasePath, prebuilt);
  await workshop.import(await workshop.write('other', { 'b.json': debianRecord }));

  const report = await workshop.import(prebuilt);

  assert.deepEqual(report.ecosystems, ['npm']);
  assert.deepEqual(report.changed, [
    { ecosystem: 'Debian:10', packageName: 'vim' },
    { ecosystem: 'npm', packageName: 'lodash' },
  ]);
  assert.deepEqual(await readFile(workshop.databasePath), await readFile(prebuilt));
});

test('the file says when it was made, from what, and how new its newest record is', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const files = {
    'a.json': sampleRecord({
      id: 'A-1',
      ecosystem: 'npm',
      name: 'a',
      modified: '2025-03-01T00:00:00Z',
    }),
    'b.json': sampleRecord({
      id: 'B-1',
      ecosystem: 'npm',
      name: 'b',
      modified: '2099-01-01T00:00:00Z',
    }),
  };
  const source = await workshop.write('source', files);

  await workshop.import(source);

  const advisories = openAdvisories(workshop.databasePath);
  t.after(() => advisories.close());
  assert.deepEqual(advisories.describe(), {
    builtAtMs: fakeClockStart,
    // A record dated in the future does not make old advisories look fresh.
    newestModifiedAtMs: Date.UTC(2025, 2, 1),
    records: 2,
    affectedPackages: 2,
    ecosystemRecords: { npm: 2 },
    gitRangesSkipped: 0,
    leftOut: 0,
    source,
    ecosystems: ['npm'],
  });
  assert.equal(advisories.covers('npm'), true);
  assert.equal(advisories.covers('np'), false);
});

for (const order of [
  ['1', '2'],
  ['2', '1'],
] as const) {
  test(`of two copies of a record the later modified wins, read in the order ${order}`, async (t) => {
    const workshop = await ImportWorkshop.open(t);
    const copy = { id: 'GHSA-1', ecosystem: 'npm' };
    const older = sampleRecord({ ...copy, name: 'old', modified: '2024-01-01T00:00:00Z' });
    const newer = sampleRecord({ ...copy, name: 'new', modified: '2024-01-02T00:00:00Z' });
    const source = await workshop.write('source', {
      [`${order[0]}.json`]: older,
      [`${order[1]}.json`]: newer,
    });

    const report = await workshop.import(source);

    assert.equal(report.records, 1);
    assert.equal(report.duplicates, 1);
    assert.equal(report.affectedPackages, 1);
    assert.deepEqual(workshop.affecting('npm', 'old'), []);
    assert.equal(workshop.affecting('npm', 'new').length, 1);
  });
}

test('a withdrawn copy takes an older one out of use', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const source = await workshop.write('source', {
    'npm/GHSA-1.json': npmRecord,
    'npm/GHSA-2.json': sampleRecord({ id: 'GHSA-2', ecosystem: 'npm', name: 'kept' }),
    '[EMPTY]/GHSA-1.json': JSON.stringify({
      id: 'GHSA-1',
      modified: '2024-06-01T00:00:00Z',
      withdrawn: '2024-06-01T00:00:00Z',
    }),
  });

  const report = await workshop.import(source);

  assert.equal(report.withdrawn, 1);
  assert.deepEqual(workshop.affecting('npm', 'lodash'), []);
});

test('what is left out is counted by its reason', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const git = { type: 'GIT', repo: 'https://example.com', events: [{ introduced: '0' }] };
  const source = await workshop.write('source', {
    'a.json': npmRecord,
    'b.json': '{"id": "broken',
    'c.json': '{"name": "package.json of somebody"}',
    'd.json': sampleRecord({ id: 'ALBA-2020:1', ecosystem: 'AlmaLinux:8', name: 'vim' }),
    'e.json': JSON.stringify({
      id: 'OSV-1',
      modified: '2024-01-01',
      affected: [{ ranges: [git] }],
    }),
    'f.json': Buffer.alloc(16 * 1024 * 1024 + 1, ' '),
  });

  const report = await workshop.import(source);

  assert.equal(report.records, 1);
  assert.deepEqual(report.skipped, {
    'not-json': 1,
    'not-a-record': 1,
    'not-a-vulnerability': 1,
    'nothing-to-match': 1,
    'too-large': 1,
  });
  assert.equal(report.gitRangesSkipped, 1);
});

test('an import tells exactly the packages whose advisories are not what they were', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const sample = (name: string, extra = {}) =>
    sampleRecord({ id: `GHSA-${name}`, ecosystem: 'npm', name, ...extra });
  await workshop.import(
    await workshop.write('before', {
      'same.json': sample('same'),
      'touched.json': sample('touched'),
      'fix.json': sample('fix'),
      'text.json': sample('text'),
      'gone.json': sample('gone'),
      'withdrawn.json': sample('withdrawn'),
    }),
  );

  const modified = '2024-02-01T00:00:00Z';
  const report = await workshop.import(
    await workshop.write('after', {
      'same.json': sample('same'),
      'touched.json': sample('touched', { modified }),
      'fix.json': sample('fix', { modified, fixed: '3.0.0' }),
      'text.json': sample('text', { modified, summary: 'Another summary' }),
      'withdrawn.json': sample('withdrawn', { modified, withdrawn: modified }),
      'added.json': sample('added'),
    }),
  );

  assert.deepEqual(
    report.changed,
    ['added', 'fix', 'gone', 'text', 'withdrawn'].map((packageName) => ({
      ecosystem: 'npm',
      packageName,
    })),
  );
});

test('the same source twice changes nothing, in whatever order it is read', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const one = sampleRecord({ id: 'GHSA-1', ecosystem: 'npm', name: 'a' });
  const two = sampleRecord({ id: 'GHSA-2', ecosystem: 'npm', name: 'a' });

  await workshop.import(await workshop.write('before', { '1.json': one, '2.json': two }));
  const report = await workshop.import(
    await workshop.write('after', { '1.json': two, '2.json': one }),
  );

  assert.deepEqual(report.changed, []);
});

test('a file of another format in the old place is replaced and everything counts as changed', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  await writeFile(workshop.databasePath, 'something else');

  const report = await workshop.import(await workshop.write('source', { 'a.json': npmRecord }));

  assert.equal(report.changed, 'all');
  assert.equal(workshop.affecting('npm', 'lodash').length, 1);
});

test('progress is told and the last word is the whole', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const records = Array.from({ length: 2500 }, (_, index) =>
    sampleRecord({ id: `GHSA-${index}`, ecosystem: 'npm', name: `p${index}` }),
  );
  const source = await workshop.write('source', { 'all.json': `[${records.join(',')}]` });
  const told: number[] = [];

  await workshop.import(source, { progress: ({ recordsKept }) => told.push(recordsKept) });

  assert.equal(told.at(-1), 2500);
});

test('what a crashed import left is removed a day later, what a running one uses is not', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const source = await workshop.write('source', { 'a.json': npmRecord });
  const folder = dirname(workshop.databasePath);
  const nameOf = (ageHours: number) =>
    `.advisories-import-${fakeClockStart - ageHours * 3_600_000}-x`;
  await mkdir(join(folder, nameOf(25)));
  await mkdir(join(folder, nameOf(1)));

  await workshop.import(source);

  assert.deepEqual(await workshop.leftovers(), [nameOf(1)]);
});
