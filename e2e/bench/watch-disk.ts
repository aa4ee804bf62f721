// How many bytes are in some folders at most while something goes on, looked at again and again.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 100;

export async function watchDisk(folders: readonly string[], work: Promise<void>): Promise<number> {
  let most = 0;
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    most = Math.max(
      most,
      folders.map(folderBytes).reduce((sum, bytes) => sum + bytes, 0),
    );
    await Promise.race([done, wait(pollMs)]);
  }
  await done;
  return most;
}

function folderBytes(folder: string): number {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.reduce((sum, { parentPath, name }) => sum + sizeOf(join(parentPath, name)), 0);
  } catch {
    // Nothing was ever put there.
    return 0;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
