// The headers in an rpm database of the "ndb" kind (Packages.db, as on openSUSE and SLE): a table of slots, each of
// which names the blocks of one header.
// https://github.com/rpm-software-management/rpm/blob/master/lib/backend/ndb/rpmpkg.c
import { type RpmRecordsReading, recordsMax } from './rpm-records.ts';

const pageBytes = 4096;
const slotBytes = 16;
/** Slots name places and lengths in blocks of this size. */
const blockBytes = 16;
const databaseHeaderBytes = 32;
const blobHeaderBytes = 16;

const databaseMagic = 'RpmP';
const slotMagic = 'Slot';
const blobMagic = 'BlbS';

export function readRpmNdb(database: Buffer, receive: (header: Buffer) => void): RpmRecordsReading {
  if (database.length < databaseHeaderBytes || !hasMagic(database, 0, databaseMagic)) {
    return { kind: 'invalid', reason: 'not an ndb rpm database' };
  }
  const slotsEnd = database.readUInt32LE(12) * pageBytes;
  if (slotsEnd > database.length) {
    return { kind: 'invalid', reason: 'the rpm database ends within its table of slots' };
  }
  return readSlots(database, slotsEnd, receive);
}

function readSlots(database: Buffer, slotsEnd: number, receive: (header: Buffer) => void) {
  let damaged = 0;
  let records = 0;
  // Slots that name the same blocks would let a small file stand for a huge one.
  let bytesLeft = database.length;
  for (let at = databaseHeaderBytes; at + slotBytes <= slotsEnd; at += slotBytes) {
    const isEmpty = database.readUInt32LE(at + 4) === 0;
    if (isEmpty) continue;
    const blob = hasMagic(database, at, slotMagic) ? blobOf(database, at) : undefined;
    records += 1;
    bytesLeft -= blob?.length ?? 0;
    if (bytesLeft < 0 || records > recordsMax) {
      return { kind: 'invalid', reason: 'more rpm headers than the file can hold' } as const;
    }
    if (blob === undefined) damaged += 1;
    else receive(blob);
  }
  return { kind: 'read', damaged } as const;
}

function blobOf(database: Buffer, slot: number): Buffer | undefined {
  const packageIndex = database.readUInt32LE(slot + 4);
  const start = database.readUInt32LE(slot + 8) * blockBytes;
  const allocatedBytes = database.readUInt32LE(slot + 12) * blockBytes;
  if (start + blobHeaderBytes > database.length || !hasMagic(database, start, blobMagic)) {
    return undefined;
  }
  const length = database.readUInt32LE(start + 12);
  const end = start + blobHeaderBytes + length;
  const isWhole = end <= database.length && blobHeaderBytes + length <= allocatedBytes;
  const isOwn = database.readUInt32LE(start + 4) === packageIndex;
  return isWhole && isOwn ? database.subarray(start + blobHeaderBytes, end) : undefined;
}

function hasMagic(database: Buffer, at: number, magic: string): boolean {
  return database.toString('latin1', at, at + magic.length) === magic;
}
