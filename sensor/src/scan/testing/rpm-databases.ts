// The three formats of the rpm database, written small: enough of each that rpm's own layout is there, without the
// indexes beside the headers.
import { DatabaseSync } from 'node:sqlite';

export interface TestRpm {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch?: number;
  readonly architecture?: string;
  readonly license?: string;
  readonly vendor?: string;
  readonly sourcePackage?: string;
  readonly modularity?: string;
  /** With a leading slash, as rpm has them. */
  readonly files?: readonly string[];
}

interface Tag {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly data: Buffer;
}

const stringType = 6;
const stringArrayType = 8;
const int32Type = 4;

export function rpmHeader(rpm: TestRpm): Buffer {
  const files = rpm.files ?? [];
  const folders = [...new Set(files.map(folderOf))];
  return encodeTags([
    ...textTag(1000, rpm.name),
    ...textTag(1001, rpm.version),
    ...textTag(1002, rpm.release),
    ...(rpm.epoch === undefined ? [] : [integerTag(1003, [rpm.epoch])]),
    ...textTag(1011, rpm.vendor),
    ...textTag(1014, rpm.license),
    ...textTag(1022, rpm.architecture),
    ...textTag(1044, rpm.sourcePackage),
    ...textTag(5096, rpm.modularity),
    integerTag(
      1116,
      files.map((path) => folders.indexOf(folderOf(path))),
    ),
    textsTag(
      1117,
      files.map((path) => path.slice(folderOf(path).length)),
    ),
    textsTag(1118, folders),
  ]);
}

export function ndbDatabase(headers: readonly Buffer[]): Buffer {
  const pageBytes = 4096;
  const table = Buffer.alloc(pageBytes);
  table.write('RpmP');
  table.writeUInt32LE(1, 12);
  const blobs: Buffer[] = [];
  let block = pageBytes / 16;
  for (const [index, header] of headers.entries()) {
    const blockCount = Math.ceil((16 + header.length + 12) / 16);
    const blob = Buffer.alloc(blockCount * 16);
    blob.write('BlbS');
    blob.writeUInt32LE(index + 1, 4);
    blob.writeUInt32LE(header.length, 12);
    header.copy(blob, 16);
    const slot = 32 + index * 16;
    table.write('Slot', slot);
    table.writeUInt32LE(index + 1, slot + 4);
    table.writeUInt32LE(block, slot + 8);
    table.writeUInt32LE(blockCount, slot + 12);
    blobs.push(blob);
    block += blockCount;
  }
  return Buffer.concat([table, ...blobs]);
}

/** One hash page with the numbers of the records, then the pages of each header. */
export function berkeleyDatabase(
  headers: readonly Buffer[],
  { bigEndian = false }: { readonly bigEndian?: boolean } = {},
): Buffer {
  const pageBytes = 512;
  const u16 = (page: Buffer, value: number, at: number) =>
    bigEndian ? page.writeUInt16BE(value, at) : page.writeUInt16LE(value, at);
  const u32 = (page: Buffer, value: number, at: number) =>
    bigEndian ? page.writeUInt32BE(value, at) : page.writeUInt32LE(value, at);
  const hashPage = Buffer.alloc(pageBytes);
  const overflowPages: Buffer[] = [];
  let end = pageBytes;
  let items = 0;
  const addItem = (item: Buffer) => {
    end -= item.length;
    item.copy(hashPage, end);
    u16(hashPage, end, 26 + items * 2);
    items += 1;
  };
  const key = (record: number) => {
    const item = Buffer.alloc(5, 1);
    u32(item, record, 1);
    return item;
  };
  addItem(key(0));
  addItem(Buffer.from([1, 9, 9, 9, 9]));
  for (const [index, header] of headers.entries()) {
    const value = Buffer.alloc(12, 3);
    u32(value, 2 + overflowPages.length, 4);
    u32(value, header.length, 8);
    addItem(key(index + 1));
    addItem(value);
    for (let at = 0; at < header.length; at += pageBytes - 26) {
      const part = header.subarray(at, at + pageBytes - 26);
      const page = Buffer.alloc(pageBytes);
      part.copy(page, 26);
      const isLast = at + part.length === header.length;
      u32(page, isLast ? 0 : 3 + overflowPages.length, 16);
      u16(page, part.length, 22);
      page[25] = 7;
      overflowPages.push(page);
    }
  }
  u16(hashPage, items, 20);
  hashPage[25] = 13;
  const metadata = Buffer.alloc(pageBytes);
  u32(metadata, 0x061561, 12);
  u32(metadata, pageBytes, 20);
  metadata[25] = 8;
  u32(metadata, 1 + overflowPages.length, 32);
  return Buffer.concat([metadata, hashPage, ...overflowPages]);
}

const rpmTable =
  "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)";

export function sqliteDatabase(headers: readonly Buffer[], schema = rpmTable): Buffer {
  const database = new DatabaseSync(':memory:');
  database.exec(schema);
  for (const header of headers) {
    database.prepare('INSERT INTO Packages (blob) VALUES (?)').run(header);
  }
  const file = Buffer.from(database.serialize());
  database.close();
  return file;
}

/** As rpm leaves it: SQLite is told to look for a write-ahead log. */
export function withWriteAheadLog(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy.fill(2, 18, 20);
  return copy;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function textTag(tag: number, text: string | undefined): readonly Tag[] {
  if (text === undefined) return [];
  return [{ tag, type: stringType, count: 1, data: Buffer.from(`${text}\0`) }];
}

function textsTag(tag: number, texts: readonly string[]): Tag {
  const data = Buffer.from(texts.map((text) => `${text}\0`).join(''));
  return { tag, type: stringArrayType, count: texts.length, data };
}

function integerTag(tag: number, values: readonly number[]): Tag {
  const data = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) data.writeUInt32BE(value, index * 4);
  return { tag, type: int32Type, count: values.length, data };
}

function encodeTags(tags: readonly Tag[]): Buffer {
  const index = Buffer.alloc(8 + tags.length * 16);
  let offset = 0;
  for (const [position, { tag, type, count, data }] of tags.entries()) {
    const at = 8 + position * 16;
    index.writeUInt32BE(tag, at);
    index.writeUInt32BE(type, at + 4);
    index.writeUInt32BE(offset, at + 8);
    index.writeUInt32BE(count, at + 12);
    offset += data.length;
  }
  index.writeUInt32BE(tags.length, 0);
  index.writeUInt32BE(offset, 4);
  return Buffer.concat([index, ...tags.map(({ data }) => data)]);
}
