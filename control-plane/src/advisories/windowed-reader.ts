// Reads a file by position for the archive reader, a window at a time: an archive of many small entries asks for
// thirty bytes here and two hundred there, and going to the system for each would take most of an import's time.
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

interface Window {
  readonly start: number;
  readonly bytes: Buffer;
}

// Small enough that the event loop gets its turn often, large enough for some hundred entries.
const windowBytes = 64 * 1024;

const streamChunkBytes = 1024 * 1024;

// One follows the directory at the archive's end, one the entries before it.
const windowsMax = 2;

export class WindowedReader extends RandomAccessReader {
  readonly #file: FileHandle;
  #windows: readonly Window[] = [];

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  /** Undefined when the file ends before. */
  async readAt(position: number, length: number): Promise<Buffer | undefined> {
    const known = this.#windows.find((window) => holds(window, position, length));
    const window = known ?? (await this.#load(position, Math.max(length, windowBytes)));
    if (!holds(window, position, length)) return undefined;
    this.#windows = [window, ...this.#windows.filter((other) => other !== window)].slice(
      0,
      windowsMax,
    );
    return window.bytes.subarray(position - window.start, position - window.start + length);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.readAt(position, length).then((bytes) => {
      bytes?.copy(buffer, offset);
      callback(bytes === undefined ? new Error('the file ends too early') : null);
    }, callback);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#chunks(start, end), { objectMode: false });
  }

  /** The file belongs to whoever opened it. */
  override close(callback: (error: Error | null) => void): void {
    this.#windows = [];
    callback(null);
  }

  /** A stream of the file itself would close it when it ends. */
  async *#chunks(start: number, end: number): AsyncGenerator<Buffer> {
    for (let position = start; position < end; position += streamChunkBytes) {
      const chunk = await this.#load(position, Math.min(streamChunkBytes, end - position));
      yield chunk.bytes;
    }
  }

  async #load(position: number, length: number): Promise<Window> {
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.#file.read(bytes, 0, length, position);
    return { start: position, bytes: bytes.subarray(0, bytesRead) };
  }
}

function holds(window: Window, position: number, length: number): boolean {
  return position >= window.start && position + length <= window.start + window.bytes.length;
}
