// A range of an open file, read in pieces at its own position, so that several layers are read side by side.
import type { FileHandle } from 'node:fs/promises';
import { invalidArchive } from './image-files.ts';

/** Large enough that the calls do not count, small enough that several layers side by side do not either. */
const chunkBytes = 512 * 1024;

export async function* fileRange(
  file: FileHandle,
  { offset, sizeBytes }: { readonly offset: number; readonly sizeBytes: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < sizeBytes; ) {
    signal.throwIfAborted();
    const length = Math.min(chunkBytes, sizeBytes - done);
    const chunk = await readExactly(file, offset + done, length);
    if (chunk.length < length) throw invalidArchive('the file became shorter while it was read');
    done += chunk.length;
    yield chunk;
  }
}

/** Shorter than asked for only at the end of the file. */
export async function readExactly(
  file: FileHandle,
  offset: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
