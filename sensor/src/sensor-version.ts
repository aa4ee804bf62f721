// The version of this program, from its own package file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const sensorVersion: string = readVersion();

function readVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
  const value = JSON.parse(text) as { version?: unknown };
  return typeof value.version === 'string' ? value.version : '0.0.0';
}
