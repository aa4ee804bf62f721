// Where another program is to be found: on the PATH, or in the project's own cache of peers.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { missingPrograms } from '../support/run-command.ts';

const cached = resolve(import.meta.dirname, '../../.cache/peers/bin');

export function findPeer(name: string): string | undefined {
  if (missingPrograms([name]).length === 0) return name;
  const path = resolve(cached, name);
  return existsSync(path) ? path : undefined;
}
