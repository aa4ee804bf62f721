// The advisories as one file to carry: a head that says what it is and what it must hash to, then the advisory file,
// zstd-compressed. Nothing of it is used before all of it is proven.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { formatVersion } from '@harborguard/shared/advisories/advisory-file-format.ts';
import {
  exportedFileVersion,
  exportHeadBytes,
  exportMagic,
  parseExportHead,
  writeExportHead,
} from '@harborguard/shared/advisories/exported-file-head.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ImportContext } from './import-context.ts';
import { archiveBytesMax } from './import-limits.ts';

export interface ExportedFile {
  readonly bytes: number;
  /** Of the advisory file inside. */
  readonly sha256: string;
}

/** Fast, and within a few percent of what takes ten times as long. */
const compressionLevel = 6;
const chunkBytes = 1024 * 1024;

export function isExportedFile(start: Buffer): boolean {
  return start.toString('latin1').startsWith(exportMagic);
}

/** The file is there whole or not at all. */
export async function writeExportedFile(databasePath: string, path: string): Promise<ExportedFile> {
  const sha256 = await hashOf(databasePath);
  const { size } = await stat(databasePath);
  const partial = `${path}.partial`;
  try {
    const file = await open(partial, 'w', 0o600);
    await file.write(
      writeExportHead({ version: exportedFileVersion, formatVersion, sha256, bytes: size }),
    );
    await file.close();
    await pipeline(
      createReadStream(databasePath, { highWaterMark: chunkBytes }),
      createZstdCompress({
        chunkSize: chunkBytes,
        params: {
          [constants.ZSTD_c_compressionLevel]: compressionLevel,
          [constants.ZSTD_c_checksumFlag]: 1,
        },
      }),
      createWriteStream(partial, { flags: 'a' }),
    );
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return { bytes: (await stat(path)).size, sha256 };
}

/** Throws ADVISORY_FILE_NEWER and ADVISORY_FILE_DAMAGED. Returns where the advisory file now lies. */
export async function unpackExportedFile(path: string, context: ImportContext): Promise<string> {
  const head = await readHead(path);
  if (head.bytes > archiveBytesMax) throw damaged('too-large');
  const unpacked = context.temporaryPath();
  const hash = createHash('sha256');
  let bytes = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length;
      hash.update(chunk);
      callback(bytes > head.bytes ? damaged('longer-than-it-says') : null, chunk);
    },
  });
  try {
    await pipeline(
      createReadStream(path, { start: exportHeadBytes, highWaterMark: chunkBytes }),
      createZstdDecompress({ chunkSize: chunkBytes }),
      check,
      createWriteStream(unpacked, { mode: 0o600 }),
      context.signal === undefined ? {} : { signal: context.signal },
    );
  } catch (error) {
    if (isHarborError(error) || context.signal?.aborted) throw error;
    throw damaged('truncated-or-altered', error);
  }
  if (bytes !== head.bytes) throw damaged('truncated');
  if (hash.digest('hex') !== head.sha256) throw damaged('altered');
  return unpacked;
}

async function readHead(path: string) {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(exportHeadBytes),
      0,
      exportHeadBytes,
      0,
    );
    return parseExportHead(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

function damaged(reason: string, cause?: unknown): HarborError {
  return new HarborError('ADVISORY_FILE_DAMAGED', { details: { reason }, cause });
}
