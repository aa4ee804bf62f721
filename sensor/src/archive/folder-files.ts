// An OCI image layout as a folder. The only names ever asked for are those of the layout itself and digests, so no
// name from within a file chooses what is opened.
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { fileRange } from './file-range.ts';
import { type ImageFile, type ImageFiles, invalidArchive } from './image-files.ts';

const layoutName =
  /^(?:index\.json|manifest\.json|oci-layout|blobs\/sha(?:256|512)\/[0-9a-f]{64,128})$/;

export function openFolderFiles(folder: string): ImageFiles {
  return {
    find: (name) =>
      layoutName.test(name) ? findFile(join(folder, name), name) : Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
}

async function findFile(path: string, name: string): Promise<ImageFile | undefined> {
  const found = await ifThere(path, stat(path));
  if (found === undefined) return undefined;
  if (!found.isFile()) throw invalidArchive(`${name} is no file`);
  return { sizeBytes: found.size, stream: (signal) => streamFile(path, found.size, signal) };
}

/** Opened when it is read: an image has more layers than a process may have files open. */
async function* streamFile(
  path: string,
  sizeBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // Should a pipe have taken its place, opening must not wait for a writer.
  const file = await ifThere(path, open(path, constants.O_RDONLY | constants.O_NONBLOCK));
  if (file === undefined) throw invalidArchive('a file went away while it was read');
  try {
    yield* fileRange(file, { offset: 0, sizeBytes }, signal);
  } finally {
    await file.close();
  }
}

async function ifThere<Result>(path: string, work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause: error });
  }
}
