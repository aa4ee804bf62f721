// A large jar while it passes. Of what a jar holds only its directories, descriptions and packed inner jars matter, and
// all of them begin with a mark of their own, so the rest is let go: an application of 200 MiB costs a few. Inner
// jars that are not packed, as Spring Boot writes them, are seen through: their own marks are found on the way.

import type { FileReading, FileStream } from './detector.ts';
import { type KeptPiece, sparseJar } from './jar-bytes.ts';
import { isDescribing } from './jar-entry-names.ts';
import { type JavaData, readJarBytes } from './jar-packages.ts';

/** Beyond it nothing more is kept, and the reading says so. Room for 300,000 entries and some dozen packed jars. */
const keptBytesMax = 40 * 1024 * 1024;

const mark = Buffer.from('PK', 'latin1');
const localHeader = 0x04034b50;
/** A directory entry, the end record and that of zip64: an empty archive has only an end. */
const directoryMagics = [0x02014b50, 0x06054b50, 0x06064b50];
const localHeaderBytes = 30;

export class JarStream implements FileStream<JavaData> {
  readonly #path: string;
  readonly #pieces: KeptPiece[] = [];
  /** Not looked at yet, because what begins in it may be cut. */
  #rest: Buffer = Buffer.alloc(0);
  #offset = 0;
  #isKeeping = false;
  #keptBytes = 0;
  #isOverLimit = false;

  constructor(path: string) {
    this.#path = path;
  }

  push(chunk: Buffer): boolean {
    this.#take(Buffer.concat([this.#rest, chunk]), false);
    return true;
  }

  end(): FileReading<JavaData> {
    this.#take(this.#rest, true);
    const reading = readJarBytes(this.#path, sparseJar(this.#pieces, 0, this.#offset));
    if (!this.#isOverLimit) return reading;
    const detail = `more than ${keptBytesMax} bytes of directories and inner archives`;
    const issue = { code: 'FILE_BYTES_LIMIT', detail } as const;
    // The directory stands at the end, so without it nothing can be said of the file.
    if (reading.kind !== 'data') return { kind: 'invalid', reason: detail, code: issue.code };
    return { ...reading, issues: [issue, ...(reading.issues ?? [])] };
  }

  #take(bytes: Buffer, isEnd: boolean): void {
    let done = 0;
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + mark.length)) {
      const keeps = keepsFrom(bytes, at, isEnd);
      if (keeps === 'unclear') {
        this.#advance(bytes.subarray(done, at));
        this.#rest = Buffer.from(bytes.subarray(at));
        return;
      }
      if (keeps === 'no mark') continue;
      this.#advance(bytes.subarray(done, at));
      done = at;
      this.#isKeeping = keeps === 'keep';
    }
    // A mark may begin with the last byte.
    const cut = isEnd || bytes.at(-1) !== mark[0] ? bytes.length : bytes.length - 1;
    this.#advance(bytes.subarray(done, cut));
    this.#rest = Buffer.from(bytes.subarray(cut));
  }

  #advance(bytes: Buffer): void {
    if (this.#isKeeping && bytes.length > 0) this.#keep(bytes);
    this.#offset += bytes.length;
  }

  #keep(bytes: Buffer): void {
    this.#keptBytes += bytes.length;
    if (this.#keptBytes > keptBytesMax) this.#isOverLimit = true;
    else this.#pieces.push({ start: this.#offset, bytes: Buffer.from(bytes) });
  }
}

/** What begins at the mark: something to keep, something to let go, nothing, or it cannot be told yet. */
function keepsFrom(bytes: Buffer, at: number, isEnd: boolean) {
  const cut = isEnd ? 'no mark' : 'unclear';
  if (at + 4 > bytes.length) return cut;
  const magic = bytes.readUInt32LE(at);
  if (directoryMagics.includes(magic)) return 'keep';
  if (magic !== localHeader) return 'no mark';
  if (at + localHeaderBytes > bytes.length) return cut;
  const nameEnd = at + localHeaderBytes + bytes.readUInt16LE(at + 26);
  if (nameEnd > bytes.length) return cut;
  return isDescribing(bytes.toString('utf8', at + localHeaderBytes, nameEnd)) ? 'keep' : 'let go';
}
