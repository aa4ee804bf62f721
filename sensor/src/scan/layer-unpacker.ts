// Compressed bytes of one layer in, tar entries out, both digests measured on the way and the byte limits held.
// It keeps nothing but the entry under way; whether the digests are right is for the caller to say.
import { createHash } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  createDecompressor,
  type Decompressor,
  detectCompression,
  magicBytes,
} from './decompressor.ts';
import type { ScanLimits } from './scan-limits.ts';
import { TarReader, type TarReceiver } from './tar-reader.ts';

export interface LayerUnpackerOptions {
  readonly receiver: TarReceiver;
  readonly limits: ScanLimits;
  /** Of the hash that names the uncompressed archive. */
  readonly diffIdAlgorithm: string;
}

/** Each write is a trip to the thread pool, and network chunks are often a few KiB. */
const gatherBytes = 512 * 1024;

export class LayerUnpacker {
  readonly #limits: ScanLimits;
  readonly #diffIdAlgorithm: string;
  readonly #diffIdHash;
  readonly #tar: TarReader;
  #decompressor: Decompressor | undefined;
  /** Filled while the bytes of the other are being decompressed; made once, for the garbage collector's sake. */
  #filling = Buffer.allocUnsafe(gatherBytes);
  #spare = Buffer.allocUnsafe(gatherBytes);
  #filledBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #compressedBytes = 0;
  uncompressedBytes = 0;

  constructor(options: LayerUnpackerOptions) {
    this.#limits = options.limits;
    this.#diffIdAlgorithm = options.diffIdAlgorithm;
    this.#diffIdHash = createHash(options.diffIdAlgorithm);
    this.#tar = new TarReader(options.receiver);
  }

  /** What is wrong with the bytes may show only at a later write or at the end. */
  async write(chunk: Uint8Array): Promise<void> {
    for (let offset = 0; offset < chunk.length; ) {
      const part = chunk.subarray(offset, offset + gatherBytes - this.#filledBytes);
      this.#filling.set(part, this.#filledBytes);
      this.#filledBytes += part.length;
      offset += part.length;
      if (this.#filledBytes === gatherBytes) await this.#flush();
    }
  }

  /** Resolves when the last entry has been handed over; gives the diffID. */
  async end(): Promise<string> {
    await this.#flush();
    await this.#writing;
    await this.#decompressor?.end();
    this.#tar.end();
    return `${this.#diffIdAlgorithm}:${this.#diffIdHash.digest('hex')}`;
  }

  destroy(): void {
    this.#decompressor?.destroy();
  }

  async #flush(): Promise<void> {
    await this.#writing;
    const bytes = this.#filling.subarray(0, this.#filledBytes);
    if (bytes.length === 0) return;
    this.#decompressor ??= this.#decompressorFor(bytes);
    this.#compressedBytes += bytes.length;
    this.#writing = this.#decompressor.write(bytes);
    // It is awaited by the next flush; until then a failure is not unhandled, only early.
    this.#writing.catch(() => {});
    [this.#filling, this.#spare] = [this.#spare, this.#filling];
    this.#filledBytes = 0;
  }

  #decompressorFor(start: Buffer): Decompressor {
    const compression = detectCompression(start.subarray(0, magicBytes));
    return createDecompressor(compression, (unpacked) => this.#receive(unpacked));
  }

  #receive(chunk: Buffer): void {
    this.uncompressedBytes += chunk.length;
    this.#holdLimits();
    this.#diffIdHash.update(chunk);
    this.#tar.push(chunk);
  }

  #holdLimits(): void {
    const bytes = this.uncompressedBytes;
    const limits = this.#limits;
    if (bytes > limits.uncompressedLayerBytes) {
      throw new HarborError('UNCOMPRESSED_BYTES_LIMIT', { details: { bytes } });
    }
    const ratio = bytes / this.#compressedBytes;
    if (bytes > limits.compressionRatioFloorBytes && ratio > limits.compressionRatio) {
      throw new HarborError('COMPRESSION_RATIO_LIMIT', {
        details: { bytes, compressedBytes: this.#compressedBytes },
      });
    }
  }
}
