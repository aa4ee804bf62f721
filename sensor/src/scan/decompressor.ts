// One way to write compressed bytes and receive plain ones, whatever the compression. It follows the first bytes,
// for media types are wrong in the wild; `layer` types only say what may be there.
import assert from 'node:assert/strict';
import type { Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { ZstdFrames } from './zstd-frames.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

export interface Decompressor {
  /** Resolves when `chunk` has been used and may be overwritten. Rejects with what `receive` threw, or LAYER_INVALID. */
  write(chunk: Buffer): Promise<void>;
  /** Resolves when everything has been received. */
  end(): Promise<void>;
  /** Stops at once; nothing more is received. */
  destroy(): void;
}

/** May ask for time before the next chunk. */
type Receive = (chunk: Buffer) => Promise<void> | undefined;

/** Enough of a layer to tell its compression. */
export const magicBytes = 6;

/** Node's default of 16 KiB makes inflating take 2.6 times as long. */
const outputChunkBytes = 1024 * 1024;

/** 128 MiB, the most that `zstd --long` makes without being asked for more; larger windows are refused. */
const zstdWindowLogMax = 27;

export function detectCompression(start: Buffer): Compression {
  if (start.length >= 2 && start.readUInt16BE() === 0x1f8b) return 'gzip';
  const magic = start.length >= 4 ? start.readUInt32LE() : 0;
  if (magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5) return 'zstd';
  const isXz = start.toString('latin1', 0, 6) === '\xfd7zXZ\0';
  const isBzip2 = /^BZh[1-9]/.test(start.toString('latin1', 0, 4));
  if (isXz || isBzip2) {
    throw new HarborError('LAYER_UNSUPPORTED', {
      details: { compression: isXz ? 'xz' : 'bzip2' },
    });
  }
  return 'none';
}

export function createDecompressor(compression: Compression, receive: Receive): Decompressor {
  switch (compression) {
    case 'none':
      return plain(receive);
    case 'gzip':
      return through(createGunzip({ chunkSize: outputChunkBytes }), receive);
    case 'zstd':
      return zstd(receive);
  }
}

function plain(receive: Receive): Decompressor {
  return {
    write: (chunk) => Promise.resolve(chunk).then(receive),
    end: () => Promise.resolve(),
    destroy: () => {},
  };
}

function zstd(receive: Receive): Decompressor {
  const frames = new ZstdFrames();
  const params = { [constants.ZSTD_d_windowLogMax]: zstdWindowLogMax };
  const inner = through(createZstdDecompress({ chunkSize: outputChunkBytes, params }), receive);
  return {
    async write(chunk) {
      for (const piece of frames.split(chunk)) await inner.write(piece);
    },
    async end() {
      frames.end();
      await inner.end();
    },
    destroy: () => inner.destroy(),
  };
}

function through(transform: Transform, receive: Receive): Decompressor {
  const received = receiveAll(transform, receive);
  received.catch(() => {});
  return {
    async write(chunk) {
      if (transform.destroyed) await received;
      assert.ok(!transform.destroyed, 'nothing is written after the end');
      await written(transform, chunk);
      if (transform.destroyed) await received;
    },
    async end() {
      transform.end();
      await received;
    },
    destroy: () => void transform.destroy(),
  };
}

/** Resolves also when the stream breaks; whoever waits looks at that next. */
function written(transform: Transform, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      transform.off('close', done);
      resolve();
    };
    transform.on('close', done);
    transform.write(chunk, done);
  });
}

/** Reading by iteration lets the next piece inflate in the thread pool while this one is looked at. */
async function receiveAll(transform: Transform, receive: Receive): Promise<void> {
  try {
    for await (const chunk of transform) {
      const waiting = receive(chunk);
      if (waiting !== undefined) await waiting;
      releaseFilled(chunk);
    }
  } catch (error) {
    // What `receive` threw is its own affair; only the transform's errors are about the data.
    if (transform.errored !== error) throw error;
    throw new HarborError('LAYER_INVALID', {
      details: { reason: 'the compressed data is damaged' },
      cause: error,
    });
  }
}

/**
 * Gives the memory of a piece back at once, because a gigabyte that waits for the garbage collector keeps it busy: it
 * runs twenty times, and memory grows meanwhile. Only when the piece ends where its memory ends: until then zlib goes
 * on writing behind it.
 */
function releaseFilled({ buffer, byteOffset, length }: Buffer): void {
  const isFilled = byteOffset + length === outputChunkBytes;
  if (isFilled && buffer.byteLength === outputChunkBytes) (buffer as ArrayBuffer).transfer(0);
}
