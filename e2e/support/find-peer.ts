// Where another program is to be found: on the PATH, or in the cache of peers.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { peerProgramsFolder } from './peers-folder.ts';
import { missingPrograms } from './run-command.ts';

export function findPeer(name: string): string | undefined {
  if (missingPrograms([name]).length === 0) return name;
  const path = join(peerProgramsFolder, name);
  return existsSync(path) ? path : undefined;
}
