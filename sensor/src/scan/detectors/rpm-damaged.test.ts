// rpm databases that are broken, cut or made to exhaust whoever reads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  berkeleyDatabase,
  ndbDatabase,
  rpmHeader,
  sqliteDatabase,
  type TestRpm,
} from '../testing/rpm-databases.ts';
import { namesOf, scanLayers } from '../testing/scan-kit.ts';

const one: TestRpm = { name: 'one', version: '1', release: '1', license: 'x'.repeat(2000) };
const two: TestRpm = { name: 'two', version: '2', release: '1', license: 'y'.repeat(2000) };
const headers = [rpmHeader(one), rpmHeader(two)];

function changed(file: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(file);
  change(copy);
  return copy;
}

const ndb = ndbDatabase(headers);
const berkeley = berkeleyDatabase(headers);

const partly: readonly { name: string; path: string; content: Buffer }[] = [
  {
    name: 'a header that is no header',
    path: 'rpmdb.sqlite',
    content: sqliteDatabase([rpmHeader(one), Buffer.from('garbage')]),
  },
  {
    name: 'a header whose index is longer than itself',
    path: 'rpmdb.sqlite',
    content: sqliteDatabase([
      rpmHeader(one),
      changed(rpmHeader(two), (header) => header.writeUInt32BE(0xffff_ffff, 0)),
    ]),
  },
  {
    name: 'a header that was cut',
    path: 'rpmdb.sqlite',
    content: sqliteDatabase([rpmHeader(one), rpmHeader(two).subarray(0, -1)]),
  },
  {
    name: 'a header whose texts lie outside of it',
    path: 'rpmdb.sqlite',
    content: sqliteDatabase([
      rpmHeader(one),
      changed(rpmHeader(two), (header) => header.writeUInt32BE(0x7fff_ffff, 16)),
    ]),
  },
  {
    name: 'a header without a name',
    path: 'rpmdb.sqlite',
    content: sqliteDatabase([rpmHeader(one), rpmHeader({ ...two, name: '' })]),
  },
  {
    name: 'an ndb slot that points outside of the file',
    path: 'Packages.db',
    content: changed(ndb, (copy) => copy.writeUInt32LE(0x0fff_ffff, 48 + 8)),
  },
  {
    name: 'an ndb blob that is longer than its blocks',
    path: 'Packages.db',
    content: changed(ndb, (copy) => copy.writeUInt32LE(1, 48 + 12)),
  },
  {
    name: 'an ndb slot that names the blob of another package',
    path: 'Packages.db',
    content: changed(ndb, (copy) => copy.writeUInt32LE(4096 / 16, 48 + 8)),
  },
  {
    name: 'a chain of Berkeley DB pages that goes in a circle',
    path: 'Packages',
    content: changed(berkeley, (copy) => copy.writeUInt32LE(7, 512 * 8 + 16)),
  },
  {
    name: 'a Berkeley DB file that was cut',
    path: 'Packages',
    content: berkeley.subarray(0, berkeley.length - 512),
  },
];

for (const { name, path, content } of partly) {
  test(`${name} is reported, and the others are listed`, async () => {
    const inventory = await scanLayers([{ path: `var/lib/rpm/${path}`, content }]);

    assert.deepEqual(namesOf(inventory), ['one@1-1']);
    assert.equal(inventory.state, 'partial');
    assert.deepEqual(inventory.issues, [
      {
        code: 'PACKAGE_DATA_INVALID',
        layer: 0,
        path: `var/lib/rpm/${path}`,
        detail: '1 damaged rpm headers',
      },
    ]);
  });
}

const sqlite = sqliteDatabase(headers);
const view = `CREATE VIEW Packages AS
  WITH RECURSIVE endless(blob) AS (SELECT x'00' UNION ALL SELECT blob FROM endless)
  SELECT blob FROM endless`;
const computed = `CREATE TABLE Packages (
  hnum INTEGER PRIMARY KEY, blob BLOB AS (zeroblob(1000000000)) VIRTUAL)`;

const useless: readonly { name: string; path: string; content: Buffer }[] = [
  { name: 'text', path: 'rpmdb.sqlite', content: Buffer.from('no database '.repeat(100)) },
  { name: 'text', path: 'Packages.db', content: Buffer.from('no database '.repeat(100)) },
  { name: 'text', path: 'Packages', content: Buffer.from('no database '.repeat(100)) },
  { name: 'one byte', path: 'Packages.db', content: Buffer.from('R') },
  { name: 'a lone first page', path: 'rpmdb.sqlite', content: sqlite.subarray(0, 4096) },
  {
    name: 'a database without a table of packages',
    path: 'rpmdb.sqlite',
    content: sqliteDatabase([], 'CREATE TABLE Other (blob BLOB)'),
  },
  { name: 'an endless view', path: 'rpmdb.sqlite', content: sqliteDatabase([], view) },
  { name: 'a computed column', path: 'rpmdb.sqlite', content: sqliteDatabase([], computed) },
  { name: 'half a table of slots', path: 'Packages.db', content: ndb.subarray(0, 2048) },
  {
    name: 'an encrypted Berkeley DB',
    path: 'Packages',
    content: changed(berkeley, (copy) => copy.writeUInt8(1, 24)),
  },
  {
    name: 'a Berkeley DB with pages of no size',
    path: 'Packages',
    content: changed(berkeley, (copy) => copy.writeUInt32LE(0, 20)),
  },
];

for (const { name, path, content } of useless) {
  test(`${name} as ${path} makes the inventory partial`, async () => {
    const inventory = await scanLayers([{ path: `var/lib/rpm/${path}`, content }]);

    assert.deepEqual(inventory.packages, []);
    assert.equal(inventory.state, 'partial');
    assert.equal(inventory.issues[0]?.code, 'PACKAGE_DATA_INVALID');
    assert.equal(inventory.issues[0].path, `var/lib/rpm/${path}`);
  });
}

test('slots that all name one large blob end the reading', async () => {
  const large = ndbDatabase([rpmHeader({ ...one, license: 'x'.repeat(1_000_000) })]);
  const content = changed(large, (copy) => {
    for (let slot = 48; slot < 4096; slot += 16) copy.copy(copy, slot, 32, 48);
  });

  const inventory = await scanLayers([{ path: 'var/lib/rpm/Packages.db', content }]);

  assert.deepEqual(namesOf(inventory), ['one@1-1']);
  assert.match(inventory.issues[0]?.detail ?? '', /more rpm headers than the file can hold/);
});

test('changes that were never merged into the database are reported', async () => {
  const inventory = await scanLayers([
    { path: 'var/lib/rpm/rpmdb.sqlite', content: sqlite },
    { path: 'var/lib/rpm/rpmdb.sqlite-wal', content: 'pages' },
  ]);

  assert.deepEqual(namesOf(inventory), ['one@1-1', 'two@2-1']);
  assert.equal(inventory.state, 'partial');
  assert.equal(inventory.issues[0]?.path, 'var/lib/rpm/rpmdb.sqlite-wal');
});

test('an empty write-ahead log and an empty database say nothing', async () => {
  const inventory = await scanLayers([
    { path: 'var/lib/rpm/rpmdb.sqlite', content: sqlite },
    { path: 'var/lib/rpm/rpmdb.sqlite-wal', content: '' },
    { path: 'var/lib/rpm/Packages', content: '' },
  ]);

  assert.deepEqual(namesOf(inventory), ['one@1-1', 'two@2-1']);
  assert.equal(inventory.state, 'indexed');
});

test('any byte of a database may be wrong without harm', async () => {
  const files = { 'rpmdb.sqlite': sqlite, 'Packages.db': ndb, Packages: berkeley };
  for (const [name, file] of Object.entries(files)) {
    const step = Math.max(1, Math.floor(file.length / 60));
    for (let at = 0; at < file.length; at += step) {
      const content = changed(file, (copy) => copy.writeUInt8(0xff - (copy[at] ?? 0), at));
      const inventory = await scanLayers([{ path: `var/lib/rpm/${name}`, content }]);
      assert.ok(inventory.packages.length <= 2, `${name} with byte ${at} changed`);
    }
  }
});
