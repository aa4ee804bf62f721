// Files that hold secrets or trust: read whole, bounded, with errors that name the file and never its content.
import { open } from 'node:fs/promises';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

/** A registries file or docker configuration of a large company stays far below. */
const secretFileBytesMax = 1024 * 1024;

/** Undefined when there is no such file; every other trouble is FILE_UNREADABLE. */
export async function readSecretFile(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      return await readBounded(file, path);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof HarborError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (reason === 'ENOENT') return undefined;
    throw new HarborError('FILE_UNREADABLE', { details: { file: path, reason }, cause: error });
  }
}

async function readBounded(file: Awaited<ReturnType<typeof open>>, path: string): Promise<string> {
  const { size } = await file.stat();
  if (size > secretFileBytesMax) {
    throw new HarborError('FILE_UNREADABLE', { details: { file: path, reason: 'too large' } });
  }
  return file.readFile('utf8');
}
