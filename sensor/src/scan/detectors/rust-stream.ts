// Looks for the section of cargo-auditable in an ELF file that passes by. The table that says where sections lie
// mostly comes last, so places that unpack to a list of crates are kept until the table says which is a section.
import type { FileReading, FileStream } from './detector.ts';
import { type ElfHeader, elfSections, isElf, readElfHeader } from './elf-header.ts';
import {
  beginsAuditData,
  compressedBytesMax,
  isZlibStart,
  prefixBytes,
  type RustData,
  readAuditData,
} from './rust-audit-data.ts';

const elfHeaderBytes = 64;
/** Ten thousand sections; programs have some fifty. */
const sectionTableBytesMax = 640 * 1024;
/** Test data of programs that read such lists; each holds up to the limit of one list. */
const candidatesMax = 4;
/** A second or two of work. A hundred megabytes of ordinary programs need some 500. */
const attemptsMax = 20_000;

interface Collected {
  readonly offset: number;
  readonly bytesMax: number;
  readonly chunks: Buffer[];
  bytes: number;
}

export class RustStream implements FileStream<RustData> {
  #header: ElfHeader | undefined;
  /** Of what was pushed, the part that is not searched yet; it begins at `#offset`. */
  #pending: Buffer = Buffer.alloc(0);
  #offset = 0;
  #sectionTable: Collected | undefined;
  #candidates: Collected[] = [];
  #attempts = 0;

  push(chunk: Buffer): boolean {
    if (this.#header === undefined && this.#pending.length === 0 && chunk.length >= 4) {
      if (!isElf(chunk)) return false;
    }
    // A place is judged by its first bytes, so they have to be there.
    if (this.#pending.length === 0) return this.#take(chunk, prefixBytes);
    if (chunk.length <= prefixBytes) {
      return this.#take(Buffer.concat([this.#pending, chunk]), prefixBytes);
    }
    // What was pending is joined with no more than it needs, and the chunk is searched where it lies.
    const joint = Buffer.concat([this.#pending, chunk.subarray(0, prefixBytes)]);
    return this.#take(joint, prefixBytes) && this.#take(chunk, prefixBytes);
  }

  end(): FileReading<RustData> {
    this.#take(this.#pending, 0);
    if (this.#header === undefined || this.#sectionTable === undefined) return { kind: 'nothing' };
    const table = Buffer.concat(this.#sectionTable.chunks);
    for (const section of elfSections(table, this.#header)) {
      const candidate = this.#candidates.find((one) => one.offset === section.offset);
      if (candidate === undefined) continue;
      if (section.bytes > compressedBytesMax) {
        const reason = `a list of crates of more than ${compressedBytesMax} bytes`;
        return { kind: 'invalid', code: 'FILE_BYTES_LIMIT', reason };
      }
      return readAuditData(Buffer.concat(candidate.chunks).subarray(0, section.bytes));
    }
    return this.#attempts < attemptsMax
      ? { kind: 'nothing' }
      : { kind: 'invalid', reason: 'too many places that could be a list of crates' };
  }

  #take(bytes: Buffer, keptBytes: number): boolean {
    this.#pending = bytes;
    if (this.#header === undefined) {
      if (bytes.length < elfHeaderBytes) {
        this.#pending = Buffer.from(bytes);
        return true;
      }
      this.#header = readElfHeader(bytes);
      this.#sectionTable = this.#expectSectionTable();
      if (this.#sectionTable === undefined) return false;
    }
    const ready = bytes.subarray(0, Math.max(bytes.length - keptBytes, 0));
    this.#collect(ready);
    this.#search(bytes, ready.length);
    this.#offset += ready.length;
    this.#pending = Buffer.from(bytes.subarray(ready.length));
    return true;
  }

  #expectSectionTable(): Collected | undefined {
    if (this.#header === undefined) return undefined;
    const { offset, count, entryBytes } = this.#header.sectionTable;
    const bytesMax = count * entryBytes;
    if (bytesMax === 0 || bytesMax > sectionTableBytesMax) return undefined;
    return { offset, bytesMax, chunks: [], bytes: 0 };
  }

  #collect(ready: Buffer): void {
    const wanted = this.#sectionTable === undefined ? [] : [this.#sectionTable];
    for (const one of [...wanted, ...this.#candidates]) this.#append(one, ready);
  }

  #append(collected: Collected, ready: Buffer): void {
    const from = collected.offset + collected.bytes - this.#offset;
    if (from < 0 || from >= ready.length || collected.bytes >= collected.bytesMax) return;
    const piece = ready.subarray(from, from + collected.bytesMax - collected.bytes);
    collected.chunks.push(Buffer.from(piece));
    collected.bytes += piece.length;
  }

  #search(bytes: Buffer, readyBytes: number): void {
    let at = bytes.indexOf(0x78);
    while (at !== -1 && at < readyBytes) {
      const mayAdd = this.#candidates.length < candidatesMax && this.#attempts < attemptsMax;
      if (!mayAdd) return;
      const mayBegin = isZlibStart(bytes, at);
      if (mayBegin) this.#attempts += 1;
      if (mayBegin && beginsAuditData(bytes.subarray(at, at + prefixBytes))) {
        const offset = this.#offset + at;
        const found = { offset, bytesMax: compressedBytesMax, chunks: [], bytes: 0 };
        this.#candidates.push(found);
        this.#append(found, bytes.subarray(0, readyBytes));
      }
      at = bytes.indexOf(0x78, at + 1);
    }
  }
}
