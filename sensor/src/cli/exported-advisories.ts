// `--advisories FILE` where the file is what `advisories export` wrote, carried here on a medium: unpacked into the cache
// once, proven by the hash in its head.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exportMagic } from '@harborguard/shared/advisories/exported-file-head.ts';
import type { LocalConfig } from '../config.ts';
import type { System } from '../lifecycle.ts';
import { AdvisoryCache } from '../store/advisory-cache.ts';

/** False as well for what cannot be read: whoever opens it says why. */
export async function isExportedFile(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const start = Buffer.alloc(exportMagic.length);
    await file.read(start);
    return start.toString('latin1') === exportMagic;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/** Throws ADVISORY_FILE_NEWER, ADVISORY_FILE_DAMAGED and FILE_UNWRITABLE. Returns the path of the file inside. */
export async function unpackedAdvisories(
  file: string,
  { cacheFolder }: LocalConfig,
  { random, signal }: Pick<System, 'random'> & { readonly signal: AbortSignal },
): Promise<string> {
  const path = resolve(file);
  const { size, mtimeMs } = await stat(path);
  const etag = `${size}-${mtimeMs}`;
  const cache = new AdvisoryCache(cacheFolder, `file:${path}`);
  const cached = await cache.find();
  if (cached?.etag === etag) return cached.path;
  return await cache.put(createReadStream(path), { etag, unique: random.uuid(), signal });
}
