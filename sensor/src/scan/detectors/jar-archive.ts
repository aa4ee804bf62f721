// Entries of a zip archive that is in memory, by its central directory. It reads synchronously, as detectors must
// while a layer passes, and every number of the archive is checked against the bytes there are.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { crc32, inflateRawSync } from 'node:zlib';

export interface JarEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly checksum: number;
  readonly compressedBytes: number;
  /** As the archive claims. */
  readonly bytes: number;
  readonly headerOffset: number;
}

export interface JarDirectory {
  /** As the archive claims. */
  readonly entryCount: number;
  readonly entries: Iterable<JarEntry>;
}

export type JarContent =
  | { readonly kind: 'content'; readonly content: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'invalid'; readonly reason: string };

const endBytes = 22;
/** The end record and the longest comment that may follow it. */
const endSearchBytes = endBytes + 0xffff;
const endMagic = Buffer.from('PK\x05\x06', 'latin1');
const largeLocatorMagic = 0x07064b50;
const largeEndMagic = 0x06064b50;
const entryMagic = 0x02014b50;
const headerMagic = 0x04034b50;
const stored = 0;
const deflated = 8;

interface DirectoryPlace {
  readonly start: number;
  readonly end: number;
  readonly entryCount: number;
  /** Programs may stand before an archive that does not count them. */
  readonly shift: number;
}

export function readJarDirectory(archive: Buffer): JarDirectory | undefined {
  const place = directoryPlace(archive);
  if (place === undefined) return undefined;
  return { entryCount: place.entryCount, entries: directoryEntries(archive, place) };
}

/** Never unpacks more than `bytesMax`, whatever the archive claims. */
export function readJarEntry(archive: Buffer, entry: JarEntry, bytesMax: number): JarContent {
  if (entry.isEncrypted) return { kind: 'invalid', reason: 'an encrypted entry' };
  const packed = packedBytes(archive, entry);
  if (packed === undefined) return { kind: 'invalid', reason: 'an entry that lies elsewhere' };
  if (entry.method === stored) {
    return packed.length > bytesMax ? { kind: 'too-large' } : checked(packed, entry);
  }
  if (entry.method !== deflated) return { kind: 'invalid', reason: 'an unknown compression' };
  try {
    return checked(inflateRawSync(packed, { maxOutputLength: bytesMax }), entry);
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    return isTooLarge ? { kind: 'too-large' } : { kind: 'invalid', reason: 'a damaged entry' };
  }
}

function checked(content: Buffer, entry: JarEntry): JarContent {
  return crc32(content) === entry.checksum
    ? { kind: 'content', content }
    : { kind: 'invalid', reason: 'an entry with a wrong checksum' };
}

function packedBytes(archive: Buffer, entry: JarEntry): Buffer | undefined {
  const at = entry.headerOffset;
  if (at < 0 || at + 30 > archive.length || archive.readUInt32LE(at) !== headerMagic) {
    return undefined;
  }
  const start = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  const end = start + entry.compressedBytes;
  return end > archive.length ? undefined : archive.subarray(start, end);
}

function directoryPlace(archive: Buffer): DirectoryPlace | undefined {
  const searched = Math.max(archive.length - endSearchBytes, 0);
  const found = archive.subarray(searched).lastIndexOf(endMagic);
  const at = searched + found;
  if (found === -1 || at + endBytes > archive.length) return undefined;
  const large = largeEnd(archive, at);
  const end = large?.at ?? at;
  const entryCount = large?.entryCount ?? archive.readUInt16LE(at + 10);
  const bytes = large?.bytes ?? archive.readUInt32LE(at + 12);
  const offset = large?.offset ?? archive.readUInt32LE(at + 16);
  const start = end - bytes;
  return start < 0 || offset > start
    ? undefined
    : { start, end, entryCount, shift: start - offset };
}

/** Archives of more than 65,535 entries or 4 GiB have a second end record before the first. */
function largeEnd(archive: Buffer, end: number) {
  const locator = end - 20;
  if (locator < 0 || archive.readUInt32LE(locator) !== largeLocatorMagic) return undefined;
  // It has no extension in practice, so it stands right before its locator, wherever the archive was moved.
  const at = locator - 56;
  if (at < 0 || archive.readUInt32LE(at) !== largeEndMagic) return undefined;
  const [entryCount, bytes, offset] = [32, 40, 48].map((field) =>
    Number(archive.readBigUInt64LE(at + field)),
  );
  return { at, entryCount, bytes, offset };
}

function* directoryEntries(archive: Buffer, place: DirectoryPlace): Iterable<JarEntry> {
  let at = place.start;
  while (at + 46 <= place.end && archive.readUInt32LE(at) === entryMagic) {
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28);
    const extraEnd = nameEnd + archive.readUInt16LE(at + 30);
    const next = extraEnd + archive.readUInt16LE(at + 32);
    if (next > place.end) return;
    yield {
      name: archive.toString('utf8', at + 46, nameEnd),
      isEncrypted: (archive.readUInt16LE(at + 8) & 1) === 1,
      method: archive.readUInt16LE(at + 10),
      checksum: archive.readUInt32LE(at + 16),
      ...entrySizes(archive, at, archive.subarray(nameEnd, extraEnd), place.shift),
    };
    at = next;
  }
}

/** A number of all ones says that the true one stands among the extra fields. */
function entrySizes(archive: Buffer, at: number, extra: Buffer, shift: number) {
  const large = largeNumbers(extra);
  const number = (field: number) => {
    const value = archive.readUInt32LE(at + field);
    return value === 0xffffffff ? (large.shift() ?? value) : value;
  };
  // In the order in which the extra field has them.
  const bytes = number(24);
  const compressedBytes = number(20);
  return { bytes, compressedBytes, headerOffset: number(42) + shift };
}

function largeNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const field = extra.subarray(at + 4, end);
      const count = Math.floor(field.length / 8);
      return Array.from({ length: count }, (_, index) => Number(field.readBigUInt64LE(index * 8)));
    }
    at = end;
  }
  return [];
}
