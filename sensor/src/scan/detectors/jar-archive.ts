// Entries of a zip archive, by its central directory, from what of it is in memory. It reads synchronously, as detectors must
// while a layer passes, and every number of the archive is checked against the bytes there are.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { crc32, inflateRawSync } from 'node:zlib';
import type { JarBytes } from './jar-bytes.ts';

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

export function readJarDirectory(archive: JarBytes): JarDirectory | undefined {
  const place = directoryPlace(archive);
  if (place === undefined) return undefined;
  const table = archive.slice(place.start, place.end);
  if (table === undefined) return undefined;
  return { entryCount: place.entryCount, entries: directoryEntries(table, place.shift) };
}

/** An archive that is not packed and was not kept in one piece can still be looked into where it is. */
export function archiveInPlace(archive: JarBytes, entry: JarEntry): JarBytes | undefined {
  if (entry.isEncrypted || entry.method !== stored) return undefined;
  const place = packedPlace(archive, entry);
  if (place === undefined || archive.slice(place.start, place.end) !== undefined) return undefined;
  return archive.part(place.start, place.end);
}

/** Never unpacks more than `bytesMax`, whatever the archive claims. */
export function readJarEntry(archive: JarBytes, entry: JarEntry, bytesMax: number): JarContent {
  if (entry.isEncrypted) return { kind: 'invalid', reason: 'an encrypted entry' };
  const place = packedPlace(archive, entry);
  if (place === undefined) return { kind: 'invalid', reason: 'an entry that lies elsewhere' };
  const packed = archive.slice(place.start, place.end);
  if (packed === undefined) return { kind: 'invalid', reason: 'an entry that was not kept' };
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

function packedPlace(archive: JarBytes, entry: JarEntry) {
  const at = entry.headerOffset;
  const header = archive.slice(at, at + 30);
  if (header === undefined || header.readUInt32LE(0) !== headerMagic) return undefined;
  const start = at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const end = start + entry.compressedBytes;
  return end > archive.length ? undefined : { start, end };
}

function directoryPlace(archive: JarBytes): DirectoryPlace | undefined {
  const tail = archive.tail(endSearchBytes);
  const found = tail.lastIndexOf(endMagic);
  if (found === -1 || found + endBytes > tail.length) return undefined;
  const at = archive.length - tail.length + found;
  const large = largeEnd(archive, at);
  const end = large?.at ?? at;
  const entryCount = large?.entryCount ?? tail.readUInt16LE(found + 10);
  const bytes = large?.bytes ?? tail.readUInt32LE(found + 12);
  const offset = large?.offset ?? tail.readUInt32LE(found + 16);
  const start = end - bytes;
  return start < 0 || offset > start
    ? undefined
    : { start, end, entryCount, shift: start - offset };
}

/** Archives of more than 65,535 entries or 4 GiB have a second end record before the first. */
function largeEnd(archive: JarBytes, end: number) {
  const locator = end - 20;
  if (archive.slice(locator, end)?.readUInt32LE(0) !== largeLocatorMagic) return undefined;
  // It has no extension in practice, so it stands right before its locator, wherever the archive was moved.
  const at = locator - 56;
  const record = archive.slice(at, locator);
  if (record === undefined || record.readUInt32LE(0) !== largeEndMagic) return undefined;
  const [entryCount, bytes, offset] = [32, 40, 48].map((field) =>
    Number(record.readBigUInt64LE(field)),
  );
  return { at, entryCount, bytes, offset };
}

function* directoryEntries(archive: Buffer, shift: number): Iterable<JarEntry> {
  let at = 0;
  while (at + 46 <= archive.length && archive.readUInt32LE(at) === entryMagic) {
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28);
    const extraEnd = nameEnd + archive.readUInt16LE(at + 30);
    const next = extraEnd + archive.readUInt16LE(at + 32);
    if (next > archive.length) return;
    yield {
      name: archive.toString('utf8', at + 46, nameEnd),
      isEncrypted: (archive.readUInt16LE(at + 8) & 1) === 1,
      method: archive.readUInt16LE(at + 10),
      checksum: archive.readUInt32LE(at + 16),
      ...entrySizes(archive, at, archive.subarray(nameEnd, extraEnd), shift),
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
