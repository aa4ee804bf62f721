// Finds out what a source is (a folder, an archive, a single record, a prebuilt file, or a URL of one of these or of
// a bucket) and gives its records one after another. What is fetched lands in temporary files.
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type ImportContext, invalidSource, type RawRecord } from './import-context.ts';
import { archiveBytesMax, ecosystemListBytesMax } from './import-limits.ts';
import { readFolderRecords, readJsonFile } from './read-folder-records.ts';
import { readZipRecords } from './read-zip-records.ts';

export type AdvisorySource =
  | { readonly kind: 'records'; readonly records: AsyncIterable<RawRecord> }
  | { readonly kind: 'prebuilt'; readonly path: string };

export async function openSource(source: string, context: ImportContext): Promise<AdvisorySource> {
  if (/^https?:/i.test(source)) return openUrl(parseUrl(source), context);
  const facts = await stat(source);
  if (facts.isDirectory()) return { kind: 'records', records: readFolderRecords(source, context) };
  return openFile(source, context);
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

async function openFile(path: string, context: ImportContext): Promise<AdvisorySource> {
  const start = await firstBytes(path);
  if (start.startsWith('SQLite format 3\0')) return { kind: 'prebuilt', path };
  if (start.startsWith('PK')) return { kind: 'records', records: readZipRecords(path, context) };
  if (/^\s*[[{]/.test(start)) return { kind: 'records', records: readJsonFile(path, context) };
  throw invalidSource('neither-folder-nor-archive-nor-record');
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A URL that does not name a file is the root of a bucket. */
async function openUrl(url: URL, context: ImportContext): Promise<AdvisorySource> {
  if (/\.(?:zip|json|sqlite|db)$/.test(url.pathname)) {
    return openFile(await download(url.href, context), context);
  }
  return { kind: 'records', records: readBucket(url, context) };
}

async function* readBucket(base: URL, context: ImportContext): AsyncGenerator<RawRecord> {
  for (const ecosystem of await listEcosystems(base, context)) {
    const path = await download(
      bucketUrl(base, `${encodeURIComponent(ecosystem)}/all.zip`),
      context,
    );
    yield* readZipRecords(path, context);
    await rm(path);
  }
}

/** Releases (`Debian:12`) are part of their ecosystem's archive; `[EMPTY]` holds nothing that can be matched. */
async function listEcosystems(base: URL, context: ImportContext): Promise<readonly string[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of await fetchBody(bucketUrl(base, 'ecosystems.txt'), context)) {
    size += chunk.length;
    if (size > ecosystemListBytesMax) throw invalidSource('ecosystem-list-too-large');
    chunks.push(chunk);
  }
  const lines = Buffer.concat(chunks).toString('utf8').split('\n');
  const names = lines.map((line) => line.trim()).filter((line) => /^[A-Za-z][^:/]*$/.test(line));
  if (names.length === 0) throw invalidSource('ecosystem-list-empty');
  return [...new Set(names)];
}

function bucketUrl(base: URL, path: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url.href;
}

async function download(url: string, context: ImportContext): Promise<string> {
  const body = await fetchBody(url, context);
  const path = context.temporaryPath();
  const file = await open(path, 'wx', 0o600);
  try {
    await writeBounded(body, file, context);
  } finally {
    await file.close();
  }
  return path;
}

async function writeBounded(
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  context: ImportContext,
): Promise<void> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > archiveBytesMax) throw invalidSource('archive-too-large');
    context.spend(chunk.length);
    await file.write(chunk);
  }
}

function fetchBody(url: string, context: ImportContext): Promise<AsyncIterable<Uint8Array>> {
  if (context.fetch === undefined) {
    throw new HarborError('CONFIGURATION_INVALID', { details: { reason: 'no-fetch-for-urls' } });
  }
  return context.fetch(url, context.signal === undefined ? {} : { signal: context.signal });
}
