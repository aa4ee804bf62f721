// Looks for the version that is compiled into a runtime while the program passes by. It holds a few bytes between
// two pieces, and stops at the first place that reads like a version.
import type { FileReading, FileStream } from './detector.ts';

export interface RuntimeData {
  readonly name: string;
  readonly version: string;
}

export interface RuntimeSearch {
  readonly name: string;
  readonly before: string;
  readonly version: RegExp;
}

/** From the start of what is looked for to the end of its version. */
const textBytesMax = 96;

export class RuntimeStream implements FileStream<RuntimeData> {
  readonly #search: RuntimeSearch;
  readonly #needle: Buffer;
  #rest: Buffer = Buffer.alloc(0);
  #version: string | undefined;

  constructor(search: RuntimeSearch) {
    this.#search = search;
    this.#needle = Buffer.from(search.before, 'latin1');
  }

  push(chunk: Buffer): boolean {
    const bytes = Buffer.concat([this.#rest, chunk]);
    this.#find(bytes);
    this.#rest = Buffer.from(bytes.subarray(Math.max(bytes.length - textBytesMax, 0)));
    return this.#version === undefined;
  }

  end(): FileReading<RuntimeData> {
    // A text at the very end is whole, though shorter than the longest.
    if (this.#version === undefined) {
      this.#find(Buffer.concat([this.#rest, Buffer.alloc(textBytesMax)]));
    }
    const { name } = this.#search;
    return this.#version === undefined
      ? { kind: 'nothing' }
      : { kind: 'data', data: { name, version: this.#version } };
  }

  /** Places too near the end to be read whole are left for the next piece. */
  #find(bytes: Buffer): void {
    let at = bytes.indexOf(this.#needle);
    while (at !== -1 && at + textBytesMax <= bytes.length && this.#version === undefined) {
      const text = bytes.toString('latin1', at, at + textBytesMax);
      this.#version = this.#search.version.exec(text)?.[1];
      at = bytes.indexOf(this.#needle, at + 1);
    }
  }
}
