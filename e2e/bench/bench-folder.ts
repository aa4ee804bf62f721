// Where benches keep what takes long to make: large layers, made once for all runs.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const cacheFolder = resolve(import.meta.dirname, '../../.cache/bench');

/** Empty the first time. */
export function benchFolder(name: string): string {
  const folder = join(cacheFolder, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
