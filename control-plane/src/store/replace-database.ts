// Puts a database file in the place of another, keeping the old one aside. At every step a killed process leaves
// either the old database or the new one under the name, never none: an empty one would be made at the next start.
import { existsSync, linkSync, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { settleDatabase } from './copy-database.ts';

const logSuffixes = ['-wal', '-shm'] as const;

/** Both on one file system; nobody has either open. Returns where the old one is, if there was one. */
export async function replaceDatabase(
  path: string,
  replacement: string,
  now: number,
): Promise<string | undefined> {
  const aside = existsSync(path) ? freeName(`${path}.before-restore-${stamp(now)}`) : undefined;
  if (aside !== undefined) {
    settleIfSound(path);
    // Left beside the new file, the log of the old one would be read into it.
    for (const suffix of logSuffixes) {
      if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
    }
    linkSync(path, aside);
  }
  renameSync(replacement, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return aside;
}

/** A damaged database is often why one restores: it is kept with its log as it is. */
function settleIfSound(path: string): void {
  try {
    settleDatabase(path);
  } catch {
    // Its log goes aside with it.
  }
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let count = 2; existsSync(name); count += 1) name = `${wanted}-${count}`;
  return name;
}

/** In the manner of other files set aside: sorts by time, has no colon. */
export function stamp(now: number): string {
  return new Date(now)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
}
