// Cuts zstd data at the ends of its frames and drops skippable frames, without decompressing anything.
// node:zlib silently ignores what follows a frame within the same write (nodejs/node#64741), and layers by pzstd
// or zstd:chunked have many frames; written frame by frame, one decompressor reads them all.
// The format: https://www.rfc-editor.org/rfc/rfc8878#section-3
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const reservedBlock = 3;
const runLengthBlock = 1;
/** By the two top bits of the frame header's first byte; a single-segment frame has at least one byte. */
const contentSizeBytes = [0, 2, 4, 8] as const;
const dictionaryIdBytes = [0, 1, 2, 4] as const;

/** Heads are collected whole before they are read; of the other parts only the length counts. */
type Part =
  | 'magic'
  | 'skippable-length'
  | 'skippable-body'
  | 'frame-descriptor'
  | 'frame-header'
  | 'block-header'
  | 'block-body'
  | 'checksum';

const headBytes: Readonly<Partial<Record<Part, number>>> = {
  magic: 4,
  'skippable-length': 4,
  'frame-descriptor': 1,
  'block-header': 3,
};

export class ZstdFrames {
  #part: Part = 'magic';
  #missing = 4;
  readonly #head = Buffer.alloc(4);
  #hasChecksum = false;
  #isLastBlock = false;

  /** What of `chunk` is to be written, in pieces of which none reaches over the end of a frame. */
  split(chunk: Buffer): readonly Buffer[] {
    const pieces: Buffer[] = [];
    let start = 0;
    for (let offset = 0; offset < chunk.length; ) {
      const part = this.#part;
      const taken = Math.min(this.#missing, chunk.length - offset);
      this.#collect(part, chunk, offset, taken);
      offset += taken;
      this.#missing -= taken;
      if (this.#missing === 0) this.#finish(part);
      if (part === 'magic' && this.#part === 'frame-descriptor') {
        pieces.push(Buffer.from(this.#head));
        start = offset;
      } else if (isDropped(part)) start = offset;
      else if (this.#part === 'magic') {
        pieces.push(chunk.subarray(start, offset));
        start = offset;
      }
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
    return pieces;
  }

  end(): void {
    const isBetweenFrames = this.#part === 'magic' && this.#missing === headBytes.magic;
    if (!isBetweenFrames) throw invalidZstd('the data ends within a frame');
  }

  #collect(part: Part, chunk: Buffer, offset: number, length: number): void {
    const whole = headBytes[part];
    if (whole === undefined) return;
    chunk.copy(this.#head, whole - this.#missing, offset, offset + length);
  }

  #finish(part: Part): void {
    switch (part) {
      case 'magic':
        this.#onMagic(this.#head.readUInt32LE());
        break;
      case 'skippable-length':
        this.#expect('skippable-body', this.#head.readUInt32LE());
        break;
      case 'frame-descriptor':
        this.#onFrameDescriptor(this.#head.readUInt8());
        break;
      case 'block-header':
        this.#onBlockHeader(this.#head.readUIntLE(0, 3));
        break;
      case 'frame-header':
        this.#expect('block-header', 3);
        break;
      case 'block-body':
        this.#onBlockEnd();
        break;
      case 'skippable-body':
      case 'checksum':
        this.#expect('magic', 4);
        break;
    }
  }

  /** Goes on to the next part at once when this one is empty. */
  #expect(part: Part, length: number): void {
    this.#part = part;
    this.#missing = length;
    if (length === 0) this.#finish(part);
  }

  #onMagic(magic: number): void {
    const isSkippable = magic >>> 4 === skippableMagic >>> 4;
    if (magic === frameMagic) this.#expect('frame-descriptor', 1);
    else if (isSkippable) this.#expect('skippable-length', 4);
    else throw invalidZstd('neither a frame nor a skippable frame');
  }

  #onFrameDescriptor(descriptor: number): void {
    const isSingleSegment = (descriptor & 0x20) !== 0;
    this.#hasChecksum = (descriptor & 0x04) !== 0;
    const sizeFlag = descriptor >> 6;
    const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : (contentSizeBytes[sizeFlag] ?? 0);
    const windowBytes = isSingleSegment ? 0 : 1;
    const idBytes = dictionaryIdBytes[descriptor & 0x03] ?? 0;
    this.#expect('frame-header', windowBytes + idBytes + sizeBytes);
  }

  #onBlockHeader(header: number): void {
    this.#isLastBlock = (header & 1) === 1;
    const type = (header >> 1) & 3;
    if (type === reservedBlock) throw invalidZstd('reserved block type');
    this.#expect('block-body', type === runLengthBlock ? 1 : header >> 3);
  }

  #onBlockEnd(): void {
    if (!this.#isLastBlock) this.#expect('block-header', 3);
    else this.#expect(this.#hasChecksum ? 'checksum' : 'magic', 4);
  }
}

/** The magic is written once it is known to open a frame, so it never passes by itself. */
function isDropped(part: Part): boolean {
  return part === 'magic' || part === 'skippable-length' || part === 'skippable-body';
}

function invalidZstd(reason: string): HarborError {
  return new HarborError('LAYER_INVALID', { details: { reason: `zstd: ${reason}` } });
}
