// The report to standard output or to a file. A file is there whole or not at all.
import { access, constants, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Random } from '@harborguard/shared/ports.ts';

/** Throws FILE_UNWRITABLE. */
export async function writeOutput(
  texts: Iterable<string>,
  path: string | undefined,
  random: Random,
): Promise<void> {
  try {
    if (path === undefined) await pipeline(Readable.from(texts), process.stdout, { end: false });
    else await writeFileWhole(texts, path, random);
  } catch (cause) {
    throw new HarborError('FILE_UNWRITABLE', {
      details: { path: path ?? 'standard output' },
      cause,
    });
  }
}

/** Before a scan that may take minutes. Throws FILE_UNWRITABLE where the report could not be written afterwards. */
export async function checkOutput(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const place = (await isSpecial(path)) ? path : dirname(path);
  await access(place, constants.W_OK).catch((cause: unknown) => {
    throw new HarborError('FILE_UNWRITABLE', { details: { path }, cause });
  });
}

async function writeFileWhole(
  texts: Iterable<string>,
  path: string,
  random: Random,
): Promise<void> {
  if (await isSpecial(path)) return await writeTo(path, texts, 'w');
  const partial = `${path}.${random.uuid()}.partial`;
  try {
    await writeTo(partial, texts, 'wx');
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** A pipe or a device is written to; putting a file in its place is not what was meant. */
async function isSpecial(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => !found.isFile(),
    () => false,
  );
}

async function writeTo(path: string, texts: Iterable<string>, flags: 'w' | 'wx'): Promise<void> {
  const file = await open(path, flags);
  try {
    for (const text of texts) await file.writeFile(text);
  } finally {
    await file.close();
  }
}
