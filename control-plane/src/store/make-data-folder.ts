// The folder of the embedded database and its lock, made where it is missing: the owner's alone.
import { mkdirSync } from 'node:fs';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

/** Throws FILE_UNWRITABLE, which names the folder. */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new HarborError('FILE_UNWRITABLE', { details: { path: folder }, cause });
  }
}
