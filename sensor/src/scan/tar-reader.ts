// Cuts a stream of bytes into tar entries without keeping any: a body is collected only when the receiver asks
// for it. It works by pushes and never waits, so whoever pushes sets the pace.
import { readTarExtension, type TarCorrections } from './tar-extension.ts';
import {
  hasBody,
  invalidArchive,
  isZeroBlock,
  parseTarHeader,
  type TarEntryKind,
  type TarExtension,
  type TarHeader,
  tarBlockBytes,
} from './tar-header.ts';

export interface TarEntry {
  /** As written. */
  readonly name: string;
  readonly linkTarget: string;
  readonly kind: TarEntryKind;
  readonly sizeBytes: number;
  readonly sparse: boolean;
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
}

/** Receives a body whole, or in pieces until it says with false that it wants no more. */
export type BodyReceiver = ((body: Buffer) => void) | BodyStream;

export interface BodyStream {
  push(chunk: Buffer): boolean;
  end(): void;
}

export interface TarReceiver {
  /** Every header, also those that only correct the next one. False ends the reading. */
  header(): boolean;
  /** Gives back what shall receive the body, or undefined to have it skipped. */
  entry(entry: TarEntry): BodyReceiver | undefined;
  /** An extension record is beyond the limit; the entry it belongs to has no certain name and is skipped. */
  oversizedExtension(): void;
}

/** What Go's reader, and so every common runtime, allows for one extension record. */
const extensionBytesMax = 1024 * 1024;

export class TarReader {
  readonly #receiver: TarReceiver;
  readonly #header = Buffer.alloc(tarBlockBytes);
  #headerBytes = 0;
  #sparseMaps = false;
  #skipAfterMaps = 0;
  #zeroBlocks = 0;
  #skipBytes = 0;
  #body: Buffer | undefined;
  #bodyBytes = 0;
  #bodyDone: (body: Buffer) => void = () => {};
  #stream: BodyStream | undefined;
  #streamBytes = 0;
  #corrections: TarCorrections | undefined;
  #skipNextEntry = false;
  #ended = false;

  constructor(receiver: TarReceiver) {
    this.#receiver = receiver;
  }

  /** Of the body that is being collected, its whole size. */
  get expectedBytes(): number {
    return this.#body?.length ?? 0;
  }

  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length && !this.#ended) {
      if (this.#body !== undefined) offset += this.#collect(this.#body, chunk, offset);
      else if (this.#stream !== undefined) offset += this.#forward(this.#stream, chunk, offset);
      else if (this.#skipBytes > 0) offset += this.#skip(chunk.length - offset);
      else offset += this.#readHeader(chunk, offset);
    }
  }

  /** An archive may end without its two zero blocks, but not within an entry. */
  end(): void {
    if (this.#ended) return;
    const isWithinEntry =
      this.#body !== undefined ||
      this.#stream !== undefined ||
      // Less than a block is the padding of the last entry, which some writers leave out.
      this.#skipBytes >= tarBlockBytes ||
      this.#headerBytes > 0 ||
      this.#corrections !== undefined;
    if (isWithinEntry) throw invalidArchive('the archive ends within an entry');
  }

  #collect(body: Buffer, chunk: Buffer, offset: number): number {
    const copied = chunk.copy(body, this.#bodyBytes, offset);
    this.#bodyBytes += copied;
    if (this.#bodyBytes === body.length) {
      this.#body = undefined;
      this.#bodyDone(body);
    }
    return copied;
  }

  #forward(stream: BodyStream, chunk: Buffer, offset: number): number {
    const piece = chunk.subarray(offset, offset + this.#streamBytes);
    this.#streamBytes -= piece.length;
    const wantsMore = piece.length === 0 || stream.push(piece);
    if (!wantsMore || this.#streamBytes === 0) {
      this.#skipBytes += this.#streamBytes;
      this.#stream = undefined;
      stream.end();
    }
    return piece.length;
  }

  #skip(available: number): number {
    const skipped = Math.min(available, this.#skipBytes);
    this.#skipBytes -= skipped;
    return skipped;
  }

  #readHeader(chunk: Buffer, offset: number): number {
    const copied = chunk.copy(this.#header, this.#headerBytes, offset);
    this.#headerBytes += copied;
    if (this.#headerBytes === tarBlockBytes) {
      this.#headerBytes = 0;
      this.#onBlock(this.#header);
    }
    return copied;
  }

  #onBlock(block: Buffer): void {
    if (this.#sparseMaps) {
      this.#sparseMaps = block[504] !== 0;
      if (!this.#sparseMaps) this.#skipBytes = this.#skipAfterMaps;
      return;
    }
    if (isZeroBlock(block)) {
      this.#zeroBlocks += 1;
      // What follows the end is no part of the archive: runtimes never see it, so it must not be believed.
      this.#ended = this.#zeroBlocks === 2;
      return;
    }
    if (this.#zeroBlocks > 0) throw invalidArchive('an entry after a zero block');
    this.#onHeader(parseTarHeader(block));
  }

  #onHeader(header: TarHeader): void {
    this.#ended = !this.#receiver.header();
    if (this.#ended) return;
    if (header.extension !== undefined) this.#onExtension(header.extension, header.sizeBytes);
    else this.#onEntry(header);
  }

  #onExtension(extension: TarExtension, sizeBytes: number): void {
    if (sizeBytes > extensionBytesMax) {
      this.#skipNextEntry = true;
      this.#receiver.oversizedExtension();
      this.#skipBytes = padded(sizeBytes);
      return;
    }
    this.#expectBody(sizeBytes, (body) => {
      if (extension === 'pax-global') return;
      this.#corrections = { ...this.#corrections, ...readTarExtension(extension, body) };
    });
  }

  #onEntry(header: TarHeader): void {
    const entry = corrected(header, this.#corrections ?? {});
    const receive = this.#skipNextEntry ? undefined : this.#receiver.entry(entry);
    this.#corrections = undefined;
    this.#skipNextEntry = false;
    if (header.moreSparseMaps) {
      this.#sparseMaps = true;
      this.#skipAfterMaps = padded(entry.sizeBytes);
    } else if (receive === undefined) this.#skipBytes = padded(entry.sizeBytes);
    else if (typeof receive === 'function') this.#expectBody(entry.sizeBytes, receive);
    else this.#expectStream(entry.sizeBytes, receive);
  }

  #expectBody(sizeBytes: number, done: (body: Buffer) => void): void {
    this.#skipBytes = padded(sizeBytes) - sizeBytes;
    if (sizeBytes === 0) {
      done(Buffer.alloc(0));
      return;
    }
    this.#body = Buffer.allocUnsafe(sizeBytes);
    this.#bodyBytes = 0;
    this.#bodyDone = done;
  }

  #expectStream(sizeBytes: number, stream: BodyStream): void {
    this.#skipBytes = padded(sizeBytes) - sizeBytes;
    this.#streamBytes = sizeBytes;
    if (sizeBytes === 0) stream.end();
    else this.#stream = stream;
  }
}

function corrected(header: TarHeader, corrections: TarCorrections): TarEntry {
  const name = corrections.longName ?? corrections.path ?? header.name;
  const kind = header.legacyFile && name.endsWith('/') ? 'directory' : header.kind;
  return {
    name,
    linkTarget: corrections.longLink ?? corrections.linkPath ?? header.linkTarget,
    kind,
    sizeBytes: hasBody(kind) ? (corrections.sizeBytes ?? header.sizeBytes) : 0,
    sparse: header.sparse || corrections.sparse === true,
    mode: header.mode,
    userId: corrections.userId ?? header.userId,
    groupId: corrections.groupId ?? header.groupId,
  };
}

function padded(sizeBytes: number): number {
  return Math.ceil(sizeBytes / tarBlockBytes) * tarBlockBytes;
}
