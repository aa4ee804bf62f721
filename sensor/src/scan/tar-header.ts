// The 512 bytes before an entry of a tar archive, read the way container runtimes read them (Go's archive/tar):
// what they would skip or refuse is skipped or refused here. Bodies and extension records are not looked at.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

export const tarBlockBytes = 512;

export type TarEntryKind =
  | 'file'
  | 'directory'
  | 'symbolic-link'
  | 'hard-link'
  | 'special'
  | 'unknown';

export type TarExtension = 'pax' | 'pax-global' | 'long-name' | 'long-link';

export interface TarHeader {
  readonly name: string;
  readonly linkTarget: string;
  /** Of the body that follows; 0 for kinds that have none, whatever is written. */
  readonly sizeBytes: number;
  readonly kind: TarEntryKind;
  /** Permissions with setuid, setgid and sticky bit. */
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  /** Set when the body is not a file but tells something of the next entry. */
  readonly extension?: TarExtension;
  /** The body is the pieces of a file with holes, not the file. */
  readonly sparse: boolean;
  /** Written by an old tool, for which a name with a trailing slash is a folder. */
  readonly legacyFile: boolean;
  /** Further 512-byte maps of holes stand before the body. */
  readonly moreSparseMaps: boolean;
}

const kinds: Readonly<Record<string, TarEntryKind>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hard-link',
  '2': 'symbolic-link',
  '3': 'special',
  '4': 'special',
  '5': 'directory',
  '6': 'special',
};

const extensions: Readonly<Record<string, TarExtension>> = {
  x: 'pax',
  g: 'pax-global',
  L: 'long-name',
  K: 'long-link',
};

export function isZeroBlock(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

export function parseTarHeader(block: Buffer): TarHeader {
  if (!checksumMatches(block)) throw invalidArchive('header checksum');
  const flag = String.fromCharCode(block[156] ?? 0);
  const kind = kinds[flag] ?? 'unknown';
  const extension = extensions[flag];
  return {
    name: nameOf(block),
    linkTarget: textAt(block, 157, 100),
    sizeBytes: hasBody(kind) ? numberAt(block, 124, 12) : 0,
    kind,
    mode: numberOr0(block, 100, 8) & 0o7777,
    userId: numberOr0(block, 108, 8),
    groupId: numberOr0(block, 116, 8),
    sparse: flag === 'S',
    legacyFile: flag === '\0',
    moreSparseMaps: flag === 'S' && block[482] !== 0,
    ...(extension === undefined ? {} : { extension }),
  };
}

export function invalidArchive(reason: string): HarborError {
  return new HarborError('LAYER_INVALID', { details: { reason } });
}

/** Links, folders and devices have no body, even when a size is written: runtimes go on at the next block. */
export function hasBody(kind: TarEntryKind): boolean {
  return kind === 'file' || kind === 'unknown';
}

/** `usta`; behind it stand `r` and a NUL, or what GNU wrote before the standard. */
const ustar = 0x75737461;

function nameOf(block: Buffer): string {
  const name = textAt(block, 0, 100);
  const isPosix = block.readUInt32BE(257) === ustar && block.readUInt16BE(261) === 0x7200;
  const prefix = isPosix ? textAt(block, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textAt(block: Buffer, offset: number, length: number): string {
  const end = block.indexOf(0, offset);
  return block.toString(
    'utf8',
    offset,
    end === -1 ? offset + length : Math.min(end, offset + length),
  );
}

/** Octal digits, or a big-endian number when the first bit is set (sizes from 8 GiB on). */
function numberAt(block: Buffer, offset: number, length: number): number {
  if (((block[offset] ?? 0) & 0x80) !== 0) return binaryNumberAt(block, offset, length);
  const end = offset + length;
  const start = skipPadding(block, offset, end);
  const { value, at } = octalAt(block, start, end);
  if (skipPadding(block, at, end) < end) throw invalidArchive('header number');
  return value;
}

/** Nothing of the reading hangs on it, so what is no number is none. */
function numberOr0(block: Buffer, offset: number, length: number): number {
  const isBinary = ((block[offset] ?? 0) & 0x80) !== 0;
  if (isBinary) return block.readUInt32BE(offset + length - 4);
  const end = offset + length;
  let start = offset;
  while (start < end && block[start] === space) start += 1;
  return octalAt(block, start, end).value;
}

const space = 0x20;

function skipPadding(block: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (block[at] === space || block[at] === 0)) at += 1;
  return at;
}

function octalAt(block: Buffer, start: number, end: number) {
  let value = 0;
  let at = start;
  for (; at < end; at += 1) {
    const digit = (block[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  return { value, at };
}

function binaryNumberAt(block: Buffer, offset: number, length: number): number {
  const first = block[offset] ?? 0;
  if ((first & 0x40) !== 0) throw invalidArchive('negative size');
  let value = first & 0x3f;
  for (let index = offset + 1; index < offset + length; index += 1) {
    value = value * 256 + (block[index] ?? 0);
  }
  if (!Number.isSafeInteger(value)) throw invalidArchive('size');
  return value;
}

/** Some old writers summed signed bytes; both count, as everywhere. */
function checksumMatches(block: Buffer): boolean {
  const written = numberAt(block, 148, 8);
  const unsigned = 8 * space + sumOf(block, 0, 148) + sumOf(block, 156, tarBlockBytes);
  if (written === unsigned) return true;
  const isHigh = (byte: number, index: number) => byte > 127 && (index < 148 || index >= 156);
  return written === unsigned - 256 * block.filter(isHigh).length;
}

function sumOf(block: Buffer, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at += 1) sum += block[at] ?? 0;
  return sum;
}
