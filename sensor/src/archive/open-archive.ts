// Opens an image at rest, whatever its form: by what the caller says, or by what is found at the path.
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { ArchiveProvider } from './archive-provider.ts';
import type { ArchivedImage } from './archived-image.ts';
import { openDockerImage } from './docker-image.ts';
import { readExactly } from './file-range.ts';
import { openFolderFiles } from './folder-files.ts';
import { type ImageFiles, invalidArchive } from './image-files.ts';
import type { ArchiveForm } from './image-source-text.ts';
import { openOciImage } from './oci-image.ts';
import { openTarFiles } from './tar-files.ts';

export interface OpenedArchive {
  readonly provider: ArchiveProvider;
  /** Digest of the manifest or index to scan. */
  readonly reference: string;
}

/** Throws FILE_UNREADABLE, ARCHIVE_INVALID, ARCHIVE_COMPRESSED. */
export async function openArchive(
  { form, path }: { readonly form: ArchiveForm; readonly path: string },
  signal: AbortSignal,
): Promise<OpenedArchive> {
  const files = await openFiles(path, form, signal);
  try {
    const image = await openImage(files, form, signal);
    return { provider: new ArchiveProvider(image), reference: image.reference };
  } catch (error) {
    await files.close();
    throw error;
  }
}

async function openFiles(
  path: string,
  form: ArchiveForm,
  signal: AbortSignal,
): Promise<ImageFiles> {
  const found = await readable(path, stat(path));
  if (found.isDirectory()) {
    if (form === 'oci-layout' || form === 'any') return openFolderFiles(path);
    throw invalidArchive(`${form} is a file, and this is a folder`);
  }
  if (form === 'oci-layout') throw invalidArchive('oci-layout is a folder, and this is a file');
  if (!found.isFile()) throw invalidArchive('this is neither a file nor a folder');
  const file = await readable(path, open(path, constants.O_RDONLY | constants.O_NONBLOCK));
  await refuseCompressed(file);
  return await openTarFiles(file, signal);
}

/** An archive may be both; the layout of OCI has the digests, so it is the better one. */
async function openImage(
  files: ImageFiles,
  form: ArchiveForm,
  signal: AbortSignal,
): Promise<ArchivedImage> {
  const isDocker =
    form === 'docker-archive' || (form === 'any' && (await files.find('index.json')) === undefined);
  return isDocker ? await openDockerImage(files, signal) : await openOciImage(files, signal);
}

const compressions: readonly (readonly [name: string, magic: string])[] = [
  ['gzip', '1f8b'],
  ['zstd', '28b52ffd'],
  ['xz', 'fd377a585a00'],
  ['bzip2', '425a68'],
];

async function refuseCompressed(file: FileHandle): Promise<void> {
  const start = (await readExactly(file, 0, 6)).toString('hex');
  const [compression] = compressions.find(([, magic]) => start.startsWith(magic)) ?? [];
  if (compression === undefined) return;
  await file.close();
  throw new HarborError('ARCHIVE_COMPRESSED', { details: { compression } });
}

async function readable<Result>(path: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new HarborError('FILE_UNREADABLE', { details: { path: join(path) }, cause });
  }
}
