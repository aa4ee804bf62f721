// The root file system of an image as a list that does not depend on when it was made: names, modes, contents.
import { createHash } from 'node:crypto';
import { globSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../support/run-command.ts';
import { type Ending, temporaryFolder } from '../support/temporary-folder.ts';

/** `mode name content`, sorted. Owners are not compared: only root may give files away. */
export async function rootListing(ending: Ending, image: string): Promise<readonly string[]> {
  const folder = temporaryFolder(ending);
  const archive = join(folder, 'root.tar');
  const container = (await mustRun('docker', ['create', image])).trim();
  try {
    await mustRun('docker', ['export', '--output', archive, container]);
  } finally {
    await mustRun('docker', ['rm', container]);
  }
  const root = join(folder, 'root');
  await mustRun('mkdir', [root]);
  await mustRun('tar', ['--extract', '--preserve-permissions', '--file', archive, '-C', root]);
  return globSync(['**/*', '**/.*'], { cwd: root })
    .map((name) => lineOf(root, name))
    .toSorted();
}

function lineOf(root: string, name: string): string {
  const path = join(root, name);
  const status = lstatSync(path);
  const mode = status.mode.toString(8);
  if (status.isSymbolicLink()) return `${mode} ${name} -> ${readlinkSync(path)}`;
  if (!status.isFile()) return `${mode} ${name}`;
  return `${mode} ${name} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}
