// Finds out what a source is (a folder, an archive, a single record, a prebuilt or an exported file, or a URL of one of
// these or of a bucket) and gives its records one after another, or says that it holds nothing new.
import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openBucket } from './bucket-source.ts';
import { type DownloadStore, validatorsOf } from './download-store.ts';
import { isExportedFile, unpackExportedFile } from './exported-file.ts';
import { type ImportContext, invalidSource, type RawRecord } from './import-context.ts';
import { folderDepthMax } from './import-limits.ts';
import { readFolderRecords, readJsonFile } from './read-folder-records.ts';
import type { EarlierFile, SourceProgress } from './read-progress.ts';
import { readZipRecords } from './read-zip-records.ts';

type ProgressRows = ReadonlyMap<string, SourceProgress>;

export type AdvisorySource =
  | {
      /** `changes` are to be made to a copy of the file in use, `records` are all there are. */
      readonly kind: 'records' | 'changes';
      readonly records: AsyncIterable<RawRecord>;
      /** How far the source was read; known once the records were read. */
      readonly progress: ProgressRows;
    }
  | { readonly kind: 'prebuilt'; readonly path: string; readonly progress: ProgressRows }
  | { readonly kind: 'unchanged' };

export interface SourceParts {
  readonly context: ImportContext;
  readonly store: DownloadStore;
  readonly ecosystems: readonly string[] | undefined;
  /** The file in use, if it comes from this source; undefined to read everything anew. */
  readonly earlier: EarlierFile | undefined;
}

/** Under this name the progress of a source that is read as a whole is kept. */
const wholeSource = 'source:whole';

export async function openSource(source: string, parts: SourceParts): Promise<AdvisorySource> {
  if (/^https?:/i.test(source)) return await openUrl(parseUrl(source), parts);
  const signature = await signatureOf(source);
  if (parts.earlier?.progress.get(wholeSource)?.signature === signature) {
    return { kind: 'unchanged' };
  }
  return await openPath(source, parts.context, new Map([[wholeSource, { signature }]]));
}

/** The error of URL itself would carry the text, and with it a password. */
function parseUrl(source: string): URL {
  const url = URL.parse(source);
  if (url === null) throw invalidSource('url-malformed');
  return url;
}

/** For people and logs: no credentials, no query. */
export function describeSource(source: string): string {
  if (!/^https?:/i.test(source)) return source;
  const url = URL.parse(source);
  return url === null ? 'url' : `${url.protocol}//${url.host}${url.pathname}`;
}

async function openPath(
  path: string,
  context: ImportContext,
  progress: ProgressRows,
): Promise<AdvisorySource> {
  const facts = await stat(path);
  if (facts.isDirectory()) {
    return { kind: 'records', records: readFolderRecords(path, context), progress };
  }
  const start = await firstBytes(path);
  if (isExportedFile(start)) {
    return { kind: 'prebuilt', path: await unpackExportedFile(path, context), progress };
  }
  const text = start.toString('latin1');
  if (text.startsWith('SQLite format 3\0')) return { kind: 'prebuilt', path, progress };
  if (text.startsWith('PK'))
    return { kind: 'records', records: readZipRecords(path, context), progress };
  if (/^\s*[[{]/.test(text))
    return { kind: 'records', records: readJsonFile(path, context), progress };
  throw invalidSource('neither-folder-nor-archive-nor-record');
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A URL that does not name a file is the root of a bucket. */
async function openUrl(url: URL, parts: SourceParts): Promise<AdvisorySource> {
  const { context, store, ecosystems, earlier } = parts;
  const isFile =
    /\.(?:zip|json|sqlite|db|hgad)$/.test(url.pathname) ||
    url.pathname.endsWith('/api/advisories/file');
  if (!isFile) return await openBucket({ base: url, store, context, ecosystems, earlier });
  const known = earlier?.progress.get(wholeSource)?.archive;
  const downloaded = await store.file(url.href, context, known);
  if (downloaded.kind === 'unchanged') return { kind: 'unchanged' };
  const progress = new Map([[wholeSource, { archive: validatorsOf(downloaded) }]]);
  try {
    return await openPath(downloaded.path, context, progress);
  } catch (error) {
    if (!context.signal?.aborted) await store.forget(url.href);
    throw error;
  }
}

/** What the files of a source look like from outside: another size or time is another source. */
async function signatureOf(path: string, depth = 1): Promise<string> {
  const facts = await stat(path);
  if (!facts.isDirectory()) return `${facts.size}:${facts.mtimeMs}`;
  if (depth > folderDepthMax) return '';
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted();
  const parts: string[] = [];
  for (const name of names) {
    parts.push(`${name}=${await signatureOf(join(path, name), depth + 1).catch(() => '')}`);
  }
  return createSignature(parts.join('\n'));
}

function createSignature(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
