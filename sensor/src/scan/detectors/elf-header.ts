// The parts of an ELF file that say where its content lies. It reads headers only and believes no number in them
// further than the bytes it was given. https://gabi.xinuos.com/elf/02-eheader.html

export interface FileRange {
  readonly offset: number;
  readonly bytes: number;
}

export interface Segment extends FileRange {
  /** In memory when the program runs. */
  readonly address: number;
  readonly isWritable: boolean;
}

export interface ElfHeader {
  readonly fields: ElfFields;
  readonly programTable: ElfTable;
  readonly sectionTable: ElfTable;
}

interface ElfTable {
  readonly offset: number;
  readonly entryBytes: number;
  readonly count: number;
}

const loadedSegment = 1;
const writableFlag = 2;
/** Of a section that takes no room in the file. */
const noBitsSection = 8;

/** Numbers as wide and in the order as this file writes them. */
export class ElfFields {
  readonly is64: boolean;
  readonly #isBigEndian: boolean;

  constructor(is64: boolean, isBigEndian: boolean) {
    this.is64 = is64;
    this.#isBigEndian = isBigEndian;
  }

  half(bytes: Buffer, at: number): number {
    return this.#isBigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
  }

  int(bytes: Buffer, at: number): number {
    return this.#isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }

  /** An address or offset. Beyond 2^53 it is no longer exact, and then beyond every file too. */
  word(bytes: Buffer, at: number): number {
    if (!this.is64) return this.int(bytes, at);
    const value = this.#isBigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at);
    return Number(value);
  }
}

export function isElf(start: Buffer): boolean {
  return start.length >= 4 && start.readUInt32BE(0) === 0x7f454c46;
}

export function readElfHeader(start: Buffer): ElfHeader | undefined {
  if (!isElf(start) || start.length < 64) return undefined;
  const fields = new ElfFields(start[4] === 2, start[5] === 2);
  const counts = fields.is64 ? 54 : 42;
  const table = (offsetAt: number, countsAt: number) => ({
    offset: fields.word(start, offsetAt),
    entryBytes: fields.half(start, countsAt),
    count: fields.half(start, countsAt + 2),
  });
  return {
    fields,
    programTable: table(fields.is64 ? 32 : 28, counts),
    sectionTable: table(fields.is64 ? 40 : 32, counts + 4),
  };
}

/** What is loaded into memory, as far as the table lies within `start`. */
export function elfSegments(start: Buffer, { fields, programTable }: ElfHeader): Segment[] {
  const [offsetAt, addressAt, bytesAt, flagsAt] = fields.is64 ? [8, 16, 32, 4] : [4, 8, 16, 24];
  const entries = tableEntries(start, programTable, fields.is64 ? 56 : 32);
  return entries
    .filter((entry) => fields.int(entry, 0) === loadedSegment)
    .map((entry) => ({
      offset: fields.word(entry, offsetAt),
      bytes: fields.word(entry, bytesAt),
      address: fields.word(entry, addressAt),
      isWritable: (fields.int(entry, flagsAt) & writableFlag) !== 0,
    }));
}

/** Where sections lie in the file. `table` holds the section table from its first byte. */
export function elfSections(table: Buffer, { fields, sectionTable }: ElfHeader): FileRange[] {
  const [offsetAt, bytesAt] = fields.is64 ? [24, 32] : [16, 20];
  return tableEntries(table, { ...sectionTable, offset: 0 }, fields.is64 ? 64 : 40)
    .filter((entry) => fields.int(entry, 4) !== noBitsSection)
    .map((entry) => ({ offset: fields.word(entry, offsetAt), bytes: fields.word(entry, bytesAt) }));
}

function tableEntries(bytes: Buffer, table: ElfTable, entryBytesMin: number): Buffer[] {
  if (table.entryBytes < entryBytesMin) return [];
  const entries: Buffer[] = [];
  for (let index = 0; index < table.count; index += 1) {
    const at = table.offset + index * table.entryBytes;
    if (at + table.entryBytes > bytes.length) break;
    entries.push(bytes.subarray(at, at + table.entryBytes));
  }
  return entries;
}
