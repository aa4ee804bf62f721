// Compressed bytes of one layer in, tar entries out, both digests measured on the way and the byte limits held.
// It keeps nothing but the entry under way; whether the digests are right is for the caller to say.
import { createHash } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ReleaseBytes } from './byte-budget.ts';
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
  /** Called before more than `freeBytes` of one file are held; what it gives is called when they no longer are. */
  readonly reserve: (bytes: number) => Promise<ReleaseBytes>;
  /** Of the hash that names the uncompressed archive. */
  readonly diffIdAlgorithm: string;
}

/** Smaller files are there and gone within one piece of the archive, and most are far smaller. */
const freeBytes = 1024 * 1024;

/** Each write is a trip to the thread pool, which rests until the next one comes: a quarter of this costs a tenth more. */
const gatherBytes = 2 * 1024 * 1024;

export class LayerUnpacker {
  readonly #limits: ScanLimits;
  readonly #diffIdAlgorithm: string;
  readonly #reserve: (bytes: number) => Promise<ReleaseBytes>;
  #reserved: { readonly bytes: number; readonly release: ReleaseBytes } | undefined;
  #isDestroyed = false;
  readonly #diffIdHash;
  readonly #tar: TarReader;
  #decompressor: Decompressor | undefined;
  /** Filled while the bytes of the other are being decompressed; made once, for the garbage collector's sake. */
  #filling = Buffer.allocUnsafe(gatherBytes);
  #spare: Buffer<ArrayBuffer> | undefined;
  #filledBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #compressedBytes = 0;
  uncompressedBytes = 0;

  constructor(options: LayerUnpackerOptions) {
    this.#limits = options.limits;
    this.#reserve = options.reserve;
    this.#diffIdAlgorithm = options.diffIdAlgorithm;
    this.#diffIdHash = createHash(options.diffIdAlgorithm);
    this.#tar = new TarReader(options.receiver);
  }

  /**
   * What is wrong with the bytes may show only at a later write or at the end. There is nothing to wait for while
   * chunks are only gathered.
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#filledBytes + chunk.length >= gatherBytes) return this.#writeOn(chunk);
    this.#filling.set(chunk, this.#filledBytes);
    this.#filledBytes += chunk.length;
    return undefined;
  }

  async #writeOn(chunk: Uint8Array): Promise<void> {
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
    this.#isDestroyed = true;
    this.#decompressor?.destroy();
    this.#release();
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
    const next = this.#spare ?? Buffer.allocUnsafe(gatherBytes);
    this.#spare = this.#filling;
    this.#filling = next;
    this.#filledBytes = 0;
  }

  #decompressorFor(start: Buffer): Decompressor {
    const compression = detectCompression(start.subarray(0, magicBytes));
    return createDecompressor(compression, (unpacked) => this.#receive(unpacked));
  }

  #receive(chunk: Buffer): Promise<void> | undefined {
    this.uncompressedBytes += chunk.length;
    this.#holdLimits();
    this.#diffIdHash.update(chunk);
    this.#tar.push(chunk);
    return this.#holdBudget(this.#tar.expectedBytes);
  }

  /** Memory for a file is taken as it fills, so it is early enough to wait before the next piece. */
  #holdBudget(bytes: number): Promise<void> | undefined {
    if (bytes === this.#reserved?.bytes) return undefined;
    this.#release();
    return bytes > freeBytes ? this.#acquire(bytes) : undefined;
  }

  async #acquire(bytes: number): Promise<void> {
    const release = await this.#reserve(bytes);
    this.#reserved = { bytes, release };
    if (this.#isDestroyed) this.#release();
  }

  #release(): void {
    this.#reserved?.release();
    this.#reserved = undefined;
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
