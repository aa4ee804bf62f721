// Tar archives of any size, the same bytes each time, written as a stream: half text, half noise, which gzip makes
// half as large, as it does real layers.
import { createCipheriv } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LayerEntry } from '@harborguard/shared/testing/image/layer-tar.ts';
import { layerTar } from '@harborguard/shared/testing/image/layer-tar.ts';
import {
  debianBookworm,
  dpkgStatus,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';

export interface ArchiveShape {
  readonly bytes: number;
  /** `many`: files of some 26 KiB on average; `one`: a single file of that size. */
  readonly files: 'many' | 'one';
  readonly packages: number;
}

const blockBytes = 512;
const pieceBytes = 1024 * 1024;
const fileBytesMax = 52 * 1024;
/** What tar-stream, like any writer, puts at the end: two empty blocks. */
const endBytes = 2 * blockBytes;

export async function writeArchive(path: string, shape: ArchiveShape): Promise<void> {
  await pipeline(Readable.from(archive(shape)), createWriteStream(path));
}

async function* archive(shape: ArchiveShape): AsyncGenerator<Buffer> {
  const system = await entries(systemEntries(shape.packages));
  yield system;
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16, 2));
  const piece = () => contentPiece(noise.update(Buffer.alloc(pieceBytes / 2)));
  yield* shape.files === 'one'
    ? oneFile(shape.bytes, piece)
    : manyFiles(shape.bytes - system.length, piece);
  yield Buffer.alloc(endBytes);
}

function* oneFile(bytes: number, piece: () => Buffer): Generator<Buffer> {
  const pieces = Math.floor(bytes / pieceBytes);
  yield header('srv/data/one-large-file.bin', pieces * pieceBytes);
  for (let index = 0; index < pieces; index += 1) yield piece();
}

async function* manyFiles(bytes: number, piece: () => Buffer): AsyncGenerator<Buffer> {
  let written = 0;
  for (let folder = 0; written < bytes; folder += 1) {
    const content = piece();
    const files: LayerEntry[] = [];
    for (let offset = 0, file = 0; offset < content.length; file += 1) {
      const size = Math.min(content.length - offset, 1 + ((file * 7919 + folder) % fileBytesMax));
      const path = `srv/data/folder-${folder}/file-${file}.dat`;
      files.push({ path, content: content.subarray(offset, offset + size) });
      offset += size;
    }
    const part = await entries(files);
    written += part.length;
    yield part;
  }
}

/** An archive without its end, so that more can follow. */
async function entries(list: readonly LayerEntry[]): Promise<Buffer> {
  const whole = await layerTar(list);
  return whole.subarray(0, whole.length - endBytes);
}

function systemEntries(count: number): readonly LayerEntry[] {
  const packages = Array.from({ length: count }, (_, index) => ({
    name: `library-${index}`,
    version: `1.${index}.0-1`,
  }));
  return [...osRelease(debianBookworm), dpkgStatus(packages)];
}

const sentence = 'the quick brown fox jumps over the lazy dog, again and again; ';

function contentPiece(noise: Buffer): Buffer {
  const text = Buffer.alloc(pieceBytes - noise.length, sentence);
  return Buffer.concat([text, noise]);
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(path, 0, 100);
  block.write('0000644\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
