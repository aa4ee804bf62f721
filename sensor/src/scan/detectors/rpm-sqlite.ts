// The headers in an rpm database of the SQLite kind (rpmdb.sqlite, as from RHEL 9 and Fedora 33), read from memory.
// The file comes from an image, so nothing of its schema may run: only a plain table is read, and no more of it than
// the file can hold.
import { DatabaseSync } from 'node:sqlite';
import { type RpmRecordsReading, recordsMax } from './rpm-records.ts';

const magic = 'SQLite format 3\0';
const headerBytes = 100;

/** The versions of the format needed to write and to read; 2 asks for a write-ahead log beside the file. */
const formatVersionsStart = 18;
const formatVersionsEnd = 20;
const rollbackFormat = 1;

export function readRpmSqlite(file: Buffer, receive: (header: Buffer) => void): RpmRecordsReading {
  if (file.length < headerBytes || file.toString('latin1', 0, magic.length) !== magic) {
    return { kind: 'invalid', reason: 'not an SQLite database' };
  }
  const database = new DatabaseSync(':memory:');
  try {
    loadWithoutLog(database, file);
    database.exec('PRAGMA trusted_schema = OFF');
    if (!hasPlainTable(database)) return { kind: 'invalid', reason: 'no table of packages' };
    return readTable(database, file.length, receive);
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return { kind: 'invalid', reason: 'a damaged SQLite database' };
  } finally {
    database.close();
  }
}

/**
 * A database in memory has no place for a log, and SQLite will not open one that asks for it. The file may have 100
 * MiB, so the two bytes are changed in place until SQLite has its copy.
 */
function loadWithoutLog(database: DatabaseSync, file: Buffer): void {
  const versions = file.subarray(formatVersionsStart, formatVersionsEnd);
  const asWritten = Buffer.from(versions);
  versions.fill(rollbackFormat);
  try {
    database.deserialize(file);
  } finally {
    versions.set(asWritten);
  }
}

/** A view, a virtual table or a computed column would be code of whoever made the image. */
function hasPlainTable(database: DatabaseSync): boolean {
  const table = database
    .prepare("SELECT type, sql FROM sqlite_schema WHERE name = 'Packages' AND type <> 'index'")
    .get();
  const definition = String(table?.['sql']);
  if (table?.['type'] !== 'table' || !/^create\s+table\b/i.test(definition)) return false;
  const columns = database.prepare("SELECT name, hidden FROM pragma_table_xinfo('Packages')").all();
  const hasBlob = columns.some((column) => column['name'] === 'blob');
  return hasBlob && columns.every((column) => column['hidden'] === 0);
}

function readTable(
  database: DatabaseSync,
  fileBytes: number,
  receive: (header: Buffer) => void,
): RpmRecordsReading {
  let damaged = 0;
  let records = 0;
  // Pages that are linked twice would let a small file stand for a huge one.
  let bytesLeft = fileBytes;
  for (const row of database.prepare('SELECT blob FROM Packages NOT INDEXED').iterate()) {
    const blob = row['blob'];
    records += 1;
    if (!(blob instanceof Uint8Array)) {
      damaged += 1;
      continue;
    }
    bytesLeft -= blob.length;
    if (bytesLeft < 0 || records > recordsMax) {
      return { kind: 'invalid', reason: 'more rpm headers than the file can hold' };
    }
    receive(Buffer.from(blob.buffer, blob.byteOffset, blob.length));
  }
  return { kind: 'read', damaged };
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}
