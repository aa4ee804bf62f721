// The root file system of an image as a list that does not depend on when it was made: names, modes, contents.
import { join } from 'node:path';
import { mustRun } from '../support/run-command.ts';
import { type Ending, temporaryFolder } from '../support/temporary-folder.ts';

/** A line with kind, mode, name and target of each entry, and one with the digest of each file. */
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
  const entries = await mustRun('find', ['.', '-printf', '%y %m %U:%G %p %l\\n'], { cwd: root });
  const contents = await mustRun('find', ['.', '-type', 'f', '-exec', 'sha256sum', '{}', '+'], {
    cwd: root,
  });
  return `${entries}${contents}`.split('\n').toSorted();
}
