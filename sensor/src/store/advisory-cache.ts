// Advisory files that came from a URL, kept in the user's cache: unpacked, proven by the hash in their head, and proven
// again before each use. A file is named by its hash, so that what is half written is never what is read.
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import {
  type ExportHead,
  exportHeadBytes,
  parseExportHead,
} from '@harborguard/shared/advisories/exported-file-head.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { Type } from 'typebox';
import { Check } from 'typebox/value';

/** All of OSV unpacked stays below a tenth. */
const fileBytesMax = 16 * 1024 ** 3;

const NoteSchema = Type.Object({
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  etag: Type.Optional(Type.String({ maxLength: 1024 })),
});

export interface CachedAdvisories {
  readonly path: string;
  /** As the server called it. */
  readonly etag: string | undefined;
}

export class AdvisoryCache {
  readonly #folder: string;

  /** Each URL has a folder of its own, whose name does not tell it. */
  constructor(cacheFolder: string, url: string) {
    const name = createHash('sha256').update(url).digest('hex').slice(0, 32);
    this.#folder = join(cacheFolder, 'advisories', name);
  }

  /** Undefined as well when what is there is not what was put there. */
  async find(): Promise<CachedAdvisories | undefined> {
    try {
      const note: unknown = JSON.parse(await readFile(this.#notePath(), 'utf8'));
      if (!Check(NoteSchema, note)) return undefined;
      const path = this.#filePath(note.sha256);
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
      return hash.digest('hex') === note.sha256 ? { path, etag: note.etag } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Throws ADVISORY_FILE_NEWER, ADVISORY_FILE_DAMAGED and FILE_UNWRITABLE. Returns where the file lies. */
  async put(
    body: AsyncIterable<Uint8Array>,
    { etag, unique, signal }: { etag: string | undefined; unique: string; signal: AbortSignal },
  ): Promise<string> {
    const { head, rest } = await takeHead(body);
    if (head.bytes > fileBytesMax) throw damaged('too-large');
    await this.#writable(() => mkdir(this.#folder, { recursive: true, mode: 0o700 }));
    const partial = join(this.#folder, `${unique}.partial`);
    try {
      await unpack(head, rest, { partial, signal });
      const note = JSON.stringify({ sha256: head.sha256, etag });
      await this.#writable(async () => {
        await rename(partial, this.#filePath(head.sha256));
        await writeFile(partial, note, { mode: 0o600 });
        await rename(partial, this.#notePath());
      });
    } finally {
      await rm(partial, { force: true });
    }
    await this.#removeOthers(head.sha256);
    return this.#filePath(head.sha256);
  }

  #notePath(): string {
    return join(this.#folder, 'current.json');
  }

  #filePath(sha256: string): string {
    return join(this.#folder, `${sha256}.sqlite`);
  }

  async #removeOthers(sha256: string): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const isOther = name.endsWith('.sqlite') && !name.startsWith(sha256);
      if (isOther) await rm(join(this.#folder, name), { force: true });
    }
  }

  async #writable(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      throw new HarborError('FILE_UNWRITABLE', { details: { path: this.#folder }, cause });
    }
  }
}

async function takeHead(body: AsyncIterable<Uint8Array>) {
  const chunks = body[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < exportHeadBytes) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  const head = parseExportHead(start.subarray(0, exportHeadBytes));
  async function* rest() {
    yield start.subarray(exportHeadBytes);
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      yield next.value;
    }
  }
  return { head, rest: rest() };
}

async function unpack(
  head: ExportHead,
  packed: AsyncIterable<Uint8Array>,
  { partial, signal }: { readonly partial: string; readonly signal: AbortSignal },
): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(
      Readable.from(packed),
      createZstdDecompress(),
      (chunks: AsyncIterable<Buffer>) => counted(chunks, head, hash),
      createWriteStream(partial, { mode: 0o600 }),
      { signal },
    );
  } catch (error) {
    if (isHarborError(error) || signal.aborted) throw error;
    throw damaged('truncated-or-altered', error);
  }
  const { size } = await stat(partial);
  if (size !== head.bytes) throw damaged('truncated');
  if (hash.digest('hex') !== head.sha256) throw damaged('altered');
}

async function* counted(chunks: AsyncIterable<Buffer>, head: ExportHead, hash: Hash) {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > head.bytes) throw damaged('longer-than-it-says');
    hash.update(chunk);
    yield chunk;
  }
}

function damaged(reason: string, cause?: unknown): HarborError {
  return new HarborError('ADVISORY_FILE_DAMAGED', { details: { reason }, cause });
}
