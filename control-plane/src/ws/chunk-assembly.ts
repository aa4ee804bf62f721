// Puts the chunks of one large log body together: bounded by what was announced, checked by its hash,
// decompressed only when its turn comes.
import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import type { Chunk } from '@harborguard/shared/protocol/chunk-frame.ts';
import { bodyBytesMax, bodyCompressedBytesMax } from '@harborguard/shared/protocol/link-limits.ts';
import type { LogBegin } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { LogBody } from '../domain/sensors/ingest.ts';

export type ChunkOutcome =
  | { readonly kind: 'more' }
  /** Out of order, too much, or not what the hash says: the whole body is needed again. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'complete'; readonly compressed: Uint8Array };

/** Whether a body as announced may be sent at all, and its numbers agree with each other. */
export function isAcceptable({ compressedBytes, bytes, chunks, chunkBytes }: LogBegin): boolean {
  return (
    compressedBytes <= bodyCompressedBytesMax &&
    bytes <= bodyBytesMax &&
    chunks === Math.ceil(compressedBytes / chunkBytes)
  );
}

export class ChunkAssembly {
  readonly begin: LogBegin;
  readonly #parts: Uint8Array[] = [];
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  constructor(begin: LogBegin) {
    this.begin = begin;
  }

  add({ index, payload }: Chunk): ChunkOutcome {
    const { chunks, chunkBytes, compressedBytes, sha256 } = this.begin;
    const isLast = index === chunks - 1;
    const expectedBytes = isLast ? compressedBytes - index * chunkBytes : chunkBytes;
    if (index !== this.#parts.length || payload.byteLength !== expectedBytes) {
      return { kind: 'damaged' };
    }
    this.#parts.push(payload);
    this.#hash.update(payload);
    this.#bytes += payload.byteLength;
    if (!isLast) return { kind: 'more' };
    if (this.#hash.digest('hex') !== sha256) return { kind: 'damaged' };
    return { kind: 'complete', compressed: Buffer.concat(this.#parts, this.#bytes) };
  }
}

const decompress = promisify(zstdDecompress);

/** `bytes` is what was announced; a body that unpacks to more is refused before it does. */
export async function unpackedBody(compressed: Uint8Array, bytes: number): Promise<LogBody> {
  try {
    const text = await decompress(compressed, { maxOutputLength: bytes });
    if (text.byteLength !== bytes) return { kind: 'refused', code: 'FRAME_INVALID' };
    return { kind: 'body', body: JSON.parse(text.toString('utf8')) };
  } catch {
    // The hash was right, so sending it again would bring the same: the sender made it wrong.
    return { kind: 'refused', code: 'FRAME_INVALID' };
  }
}
