// Whether what is built is what the sources say: a hash over all of them lies beside the files that came of them.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const consoleFolder = resolve(import.meta.dirname, '..');
export const builtFolder = join(consoleFolder, 'dist');

const printPath = join(builtFolder, 'built-from');
const sources = [
  'index.html',
  'package.json',
  'public/**/*',
  'src/**/*',
  'build/**/*',
  '../client/src/**/*.ts',
  '../../shared/src/**/*.ts',
  '../../package-lock.json',
];

export function isConsoleBuilt(): boolean {
  return existsSync(printPath) && readFileSync(printPath, 'utf8') === sourcePrint();
}

export function keepConsolePrint(): void {
  writeFileSync(printPath, sourcePrint());
}

function sourcePrint(): string {
  const hash = createHash('sha256');
  for (const path of globSync(sources, { cwd: consoleFolder }).toSorted()) {
    const full = join(consoleFolder, path);
    if (!statSync(full).isFile()) continue;
    hash.update(path).update('\0').update(readFileSync(full)).update('\0');
  }
  return hash.digest('hex');
}
