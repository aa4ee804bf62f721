// What the build information of Go before 1.18 points to. It says where two strings are, and they say where their texts
// are, mostly before it in the file. So whatever looks like one of the texts is remembered while the program passes.
// https://cs.opensource.google/go/go/+/refs/tags/go1.17.13:src/cmd/go/internal/version/exe.go
import type { FileReading } from './detector.ts';
import { type GoPointers, moduleLines, type PointerForm, readWord } from './go-build-info.ts';
import { type GoData, goData } from './go-modules.ts';
import { GoPassingBytes } from './go-passing-bytes.ts';

/** Between these two the list of modules stands, so that debuggers find it. */
const listStart = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const listEnd = Buffer.from('f932433186182072008242104116d8f2', 'hex');
/** Addresses were written by Go 1.13 to 1.17. */
const versionStart = Buffer.from('go1.1', 'latin1');
const cutBytes = listStart.length - 1;

const versionBytes = 64;
/** Programs of a thousand modules have 200 KiB. */
const listBytesMax = 4 * 1024 * 1024;
/** The toolchain itself has some hundred places that look like its version. */
const versionsMax = 2048;
/** A program that carries other programs as data has several. */
const listsMax = 4;

interface Passing {
  readonly address: number;
  readonly bytes: Buffer;
}

export class GoPointedTexts {
  readonly #remembered: GoPassingBytes[] = [];
  #open: readonly GoPassingBytes[] = [];
  #counts = { lists: 0, versions: 0 };
  /** The end of the last piece, in which something may have begun. */
  #rest: Buffer = Buffer.alloc(0);
  readonly #passed: { readonly start: number; readonly end: number }[] = [];
  #pointers: GoPointers | undefined;

  /** Pieces of what is loaded into memory, in the order of the file. */
  push(address: number, bytes: Buffer): void {
    const rest = address === this.#passed.at(-1)?.end ? this.#rest : Buffer.alloc(0);
    const seam = Buffer.concat([rest, bytes.subarray(0, cutBytes)]);
    this.#search({ address: address - rest.length, bytes: seam }, rest.length);
    this.#search({ address, bytes }, 0);
    for (const open of this.#open) open.take(address, bytes);
    this.#open = this.#open.filter((one) => one.isOpen);
    this.#rest = Buffer.concat([rest, bytes.subarray(-cutBytes)]).subarray(-cutBytes);
    this.#notePassed(address, bytes.length);
  }

  /** Called before the piece with the strings is pushed. The first that is found counts. */
  pointAt(pointers: GoPointers): void {
    if (this.#pointers !== undefined) return;
    this.#pointers = pointers;
    for (const address of [pointers.version, pointers.modules]) {
      this.#remember(new GoPassingBytes(address, 2 * pointers.word.bytes));
    }
  }

  reading(): FileReading<GoData> {
    if (this.#pointers === undefined) return { kind: 'nothing' };
    const version = this.#text(this.#pointers.version, this.#pointers.word);
    const list = this.#text(this.#pointers.modules, this.#pointers.word);
    if (version === undefined || list === undefined) {
      const reason = 'build information of Go that points to something else';
      return { kind: 'invalid', reason };
    }
    return goData(version.toString('utf8'), moduleLines(list));
  }

  /** Of the string at the address. Memory that the file does not fill is zero, and so is the length of such a string. */
  #text(address: number, word: PointerForm): Buffer | undefined {
    if (!this.#isOfFile(address)) return Buffer.alloc(0);
    const string = this.#at(address, 2 * word.bytes);
    if (string === undefined) return undefined;
    const length = readWord(string, word.bytes, word);
    return length === 0 ? Buffer.alloc(0) : this.#at(readWord(string, 0, word), length);
  }

  #isOfFile(address: number): boolean {
    return this.#passed.some(({ start, end }) => address >= start && address < end);
  }

  #at(address: number, length: number): Buffer | undefined {
    for (const one of this.#remembered) {
      const found = one.at(address, length);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #notePassed(address: number, length: number): void {
    const last = this.#passed.at(-1);
    const isContinued = last?.end === address;
    const range = { start: isContinued ? last.start : address, end: address + length };
    this.#passed.splice(isContinued ? -1 : this.#passed.length, 1, range);
  }

  /** What begins in the seam's first `seamBytes` and goes on behind them, or, without a seam, anywhere. */
  #search(passing: Passing, seamBytes: number): void {
    for (const [kind, mark] of [
      ['lists', listStart],
      ['versions', versionStart],
    ] as const) {
      const first = seamBytes === 0 ? 0 : Math.max(0, seamBytes - mark.length + 1);
      const last = seamBytes === 0 ? passing.bytes.length : seamBytes - 1;
      let at = passing.bytes.indexOf(mark, first);
      for (; at !== -1 && at <= last; at = passing.bytes.indexOf(mark, at + 1)) {
        this.#found(kind, passing.address + at)?.take(passing.address, passing.bytes);
      }
    }
  }

  #found(kind: 'lists' | 'versions', address: number): GoPassingBytes | undefined {
    this.#counts[kind] += 1;
    if (kind === 'versions') {
      if (this.#counts.versions > versionsMax) return undefined;
      return this.#remember(new GoPassingBytes(address, versionBytes));
    }
    if (this.#counts.lists > listsMax) return undefined;
    return this.#remember(new GoPassingBytes(address, listBytesMax, listEnd));
  }

  #remember(one: GoPassingBytes): GoPassingBytes {
    this.#remembered.push(one);
    this.#open = [...this.#open, one];
    return one;
  }
}
