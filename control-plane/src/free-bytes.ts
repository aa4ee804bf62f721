// How much room the disk of a folder has left for this program.
import { statfs } from 'node:fs/promises';

/** Undefined where the system does not say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
