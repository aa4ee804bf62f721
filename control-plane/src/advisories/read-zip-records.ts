// The JSON files of a zip archive, one at a time, and of the archives inside it. An entry is held in memory whole,
// up to the limit of one record; the archive itself never is.
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { type ImportContext, invalidSource, type RawRecord } from './import-context.ts';
import {
  archiveBytesMax,
  archiveDepthMax,
  compressionRatioMax,
  ratioExemptBytes,
  recordBytesMax,
} from './import-limits.ts';
import { WindowedReader } from './windowed-reader.ts';

interface OpenArchive {
  readonly zip: ZipFile;
  readonly reader: WindowedReader;
}

const storedMethod = 0;
const deflatedMethod = 8;

export async function* readZipRecords(
  path: string,
  context: ImportContext,
  depth = 1,
): AsyncGenerator<RawRecord> {
  const file = await open(path, 'r');
  try {
    const reader = new WindowedReader(file);
    const { size } = await file.stat();
    const zip = await fromRandomAccessReaderPromise(reader, size, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      yield* readEntry({ zip, reader }, entry, context, depth);
    }
  } finally {
    await file.close();
  }
}

async function* readEntry(
  archive: OpenArchive,
  entry: Entry,
  context: ImportContext,
  depth: number,
): AsyncGenerator<RawRecord> {
  const name = entry.fileName;
  if (name.endsWith('.zip')) {
    yield* readInnerArchive(archive, entry, context, depth);
  } else if (name.endsWith('.json')) {
    const isTooLarge = entry.uncompressedSize > recordBytesMax || hasImplausibleRatio(entry);
    if (isTooLarge) yield { kind: 'too-large', name };
    else yield { kind: 'bytes', name, bytes: await readWhole(archive, entry, context) };
  }
}

async function* readInnerArchive(
  archive: OpenArchive,
  entry: Entry,
  context: ImportContext,
  depth: number,
): AsyncGenerator<RawRecord> {
  if (depth >= archiveDepthMax) throw invalidSource('archives-nested-too-deep');
  if (entry.uncompressedSize > archiveBytesMax) throw invalidSource('archive-too-large');
  if (hasImplausibleRatio(entry)) throw invalidSource('compression-ratio-limit');
  context.spend(entry.uncompressedSize);
  const path = context.temporaryPath();
  const unpacked = await archive.zip.openReadStreamPromise(entry);
  await pipeline(unpacked, createWriteStream(path, { mode: 0o600 }), {
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  yield* readZipRecords(path, context, depth + 1);
  await rm(path);
}

/** Reads by position and inflates at once: a stream for each of many small entries costs ten times as much. */
async function readWhole(
  archive: OpenArchive,
  entry: Entry,
  context: ImportContext,
): Promise<Buffer> {
  if (entry.compressedSize > recordBytesMax || entry.isEncrypted()) {
    throw invalidSource('entry-unreadable');
  }
  context.spend(entry.uncompressedSize);
  const header = await archive.zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const raw = await archive.reader.readAt(header.fileDataStart, entry.compressedSize);
  if (raw === undefined) throw invalidSource('archive-truncated');
  const bytes = decompress(entry, raw);
  if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) {
    throw invalidSource('entry-damaged');
  }
  return bytes;
}

function decompress(entry: Entry, raw: Buffer): Buffer {
  if (entry.compressionMethod === storedMethod) return raw;
  if (entry.compressionMethod !== deflatedMethod) throw invalidSource('compression-unsupported');
  return inflateRawSync(raw, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
}

function hasImplausibleRatio(entry: Entry): boolean {
  const allowed = Math.max(ratioExemptBytes, entry.compressedSize * compressionRatioMax);
  return entry.uncompressedSize > allowed;
}
