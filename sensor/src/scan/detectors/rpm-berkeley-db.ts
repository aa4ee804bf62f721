// The headers in an rpm database of the Berkeley DB kind (Packages, as up to RHEL 8): a hash table from record
// numbers to headers, whose pages are read one after another without following the hash.
// https://github.com/berkeleydb/libdb/blob/master/src/dbinc/db_page.h
import { type RpmRecordsReading, recordsMax } from './rpm-records.ts';

interface BerkeleyDb {
  readonly bytes: Buffer;
  readonly pageBytes: number;
  readonly lastPage: number;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
}

type Item =
  | { readonly kind: 'inline'; readonly start: number; readonly end: number }
  | { readonly kind: 'overflow'; readonly page: number; readonly length: number };

const metadataBytes = 72;
const hashMagic = 0x061561;
const pageHeaderBytes = 26;

/** Hash pages come in an older and a newer kind, which differ only in the order of their items. */
const hashPageTypes: readonly number[] = [2, 13];
const overflowPageType = 7;

const inlineItem = 1;
const overflowItem = 3;
const overflowItemBytes = 12;

export function readRpmBerkeleyDb(
  bytes: Buffer,
  receive: (header: Buffer) => void,
): RpmRecordsReading {
  const database = openDatabase(bytes);
  if (database === undefined) return { kind: 'invalid', reason: 'not a Berkeley DB hash table' };
  let damaged = 0;
  let records = 0;
  // No page is part of two headers, so a chain that comes by one again is a circle or a copy.
  const visited = new Set<number>();
  for (let page = 1; page <= database.lastPage; page += 1) {
    for (const value of valuesOf(database, page)) {
      const header = value === undefined ? undefined : headerOf(database, value, visited);
      records += 1;
      if (records > recordsMax) return { kind: 'invalid', reason: 'too many rpm headers' };
      if (header === undefined) damaged += 1;
      else receive(header);
    }
  }
  return { kind: 'read', damaged };
}

function openDatabase(bytes: Buffer): BerkeleyDb | undefined {
  if (bytes.length < metadataBytes) return undefined;
  const isLittle = bytes.readUInt32LE(12) === hashMagic;
  if (!isLittle && bytes.readUInt32BE(12) !== hashMagic) return undefined;
  const u16 = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const pageBytes = u32(20);
  const isPowerOfTwo = (pageBytes & (pageBytes - 1)) === 0;
  const isEncrypted = bytes[24] !== 0;
  if (pageBytes < 512 || pageBytes > 65_536 || !isPowerOfTwo || isEncrypted) return undefined;
  const lastPage = Math.min(u32(32), Math.floor(bytes.length / pageBytes) - 1);
  return { bytes, pageBytes, lastPage, u16, u32 };
}

/** Keys and values take turns. Record 0 holds the last number given out and is no header. */
function* valuesOf(database: BerkeleyDb, page: number): Iterable<Item | undefined> {
  const { bytes, pageBytes, u16, u32 } = database;
  const start = page * pageBytes;
  if (!hashPageTypes.includes(bytes[start + 25] ?? 0)) return;
  const count = Math.min(u16(start + 20), (pageBytes - pageHeaderBytes) / 2);
  for (let index = 0; index + 1 < count; index += 2) {
    const key = itemAt(database, page, index);
    const isRecord = key?.kind !== 'inline' || key.end - key.start !== 4 || u32(key.start) !== 0;
    if (isRecord) yield itemAt(database, page, index + 1);
  }
}

/** Items are laid from the end of the page to its front, so one ends where the one before it starts. */
function itemAt({ bytes, pageBytes, u16, u32 }: BerkeleyDb, page: number, index: number) {
  const pageStart = page * pageBytes;
  const offsetOf = (one: number) => u16(pageStart + pageHeaderBytes + one * 2);
  const at = offsetOf(index);
  const end = index === 0 ? pageBytes : offsetOf(index - 1);
  if (at < pageHeaderBytes || at >= end || end > pageBytes) return undefined;
  const start = pageStart + at;
  if (bytes[start] === inlineItem) {
    return { kind: 'inline', start: start + 1, end: pageStart + end } as const;
  }
  if (bytes[start] !== overflowItem || end - at < overflowItemBytes) return undefined;
  return { kind: 'overflow', page: u32(start + 4), length: u32(start + 8) } as const;
}

function headerOf(database: BerkeleyDb, item: Item, visited: Set<number>): Buffer | undefined {
  if (item.kind === 'inline') return database.bytes.subarray(item.start, item.end);
  return overflowOf(database, item, visited);
}

function overflowOf(
  { bytes, pageBytes, lastPage, u16, u32 }: BerkeleyDb,
  item: { readonly page: number; readonly length: number },
  visited: Set<number>,
): Buffer | undefined {
  const parts: Buffer[] = [];
  let length = 0;
  for (let page = item.page; page !== 0; page = u32(page * pageBytes + 16)) {
    if (page > lastPage || visited.has(page)) return undefined;
    visited.add(page);
    const start = page * pageBytes;
    const used = u16(start + 22);
    if (bytes[start + 25] !== overflowPageType || pageHeaderBytes + used > pageBytes) {
      return undefined;
    }
    parts.push(bytes.subarray(start + pageHeaderBytes, start + pageHeaderBytes + used));
    length += used;
  }
  return length === item.length ? Buffer.concat(parts, length) : undefined;
}
