// The public bucket and its mirrors: `<Ecosystem>/all.zip` the first time, then what `<Ecosystem>/modified_id.csv` says
// has changed since. Each ecosystem is taken up where the file in use left off.
// https://google.github.io/osv.dev/data/

import type { DownloadStore, Validators } from './download-store.ts';
import { validatorsOf } from './download-store.ts';
import { type ImportContext, invalidSource, isAbsent, type RawRecord } from './import-context.ts';
import { ecosystemListBytesMax, recordBytesMax } from './import-limits.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { type ModifiedList, readModifiedList } from './modified-list.ts';
import { type EarlierFile, knownRecords, type SourceProgress } from './read-progress.ts';
import { readZipRecords } from './read-zip-records.ts';

export interface BucketParts {
  readonly base: URL;
  readonly store: DownloadStore;
  readonly context: ImportContext;
  /** Absent: every ecosystem of the bucket. */
  readonly ecosystems: readonly string[] | undefined;
  /** What to go on from; undefined when all is to be read. */
  readonly earlier: EarlierFile | undefined;
}

export interface BucketReading {
  readonly kind: 'records' | 'changes' | 'unchanged';
  readonly records: AsyncIterable<RawRecord>;
  /** How far it was read; known once the records were read. */
  readonly progress: ReadonlyMap<string, SourceProgress>;
}

/** Above this many changes the archive is less work, for the bucket as well. */
const changesMax = 2000;
/** Requests for single records at once. */
const recordsAtOnce = 6;

/** Mirrors copy within hours; what is not there after this long is not coming. */
const missingAwaitedMs = 48 * 60 * 60 * 1000;

interface Step {
  readonly ecosystem: string;
  readonly progress: SourceProgress;
  readonly what: 'nothing' | 'archive' | readonly RawRecord[];
}

export async function openBucket(parts: BucketParts): Promise<BucketReading> {
  const ecosystems = parts.ecosystems ?? (await listEcosystems(parts));
  const known = parts.earlier?.progress ?? new Map<string, SourceProgress>();
  const dropped = [...known.keys()].some((name) => !/:/.test(name) && !ecosystems.includes(name));
  const isContinued = known.size > 0 && !dropped;
  const progress = new Map<string, SourceProgress>();
  const steps: Step[] = [];
  if (isContinued) {
    for (const ecosystem of ecosystems) steps.push(await stepOf(parts, ecosystem));
  } else {
    steps.push(
      ...ecosystems.map((ecosystem) => ({ ecosystem, progress: {}, what: 'archive' }) as const),
    );
  }
  const isUnchanged = isContinued && steps.every(({ what }) => what === 'nothing');
  const records = readSteps(parts, steps, progress);
  if (isUnchanged) return { kind: 'unchanged', records, progress };
  return { kind: isContinued ? 'changes' : 'records', records, progress };
}

async function* readSteps(
  parts: BucketParts,
  steps: readonly Step[],
  progress: Map<string, SourceProgress>,
): AsyncGenerator<RawRecord> {
  for (const step of steps) {
    if (step.what === 'archive') yield* readArchive(parts, step.ecosystem, progress);
    else {
      if (step.what !== 'nothing') yield* step.what;
      progress.set(step.ecosystem, step.progress);
    }
  }
}

/** The list is read first: what changes while the archive is on its way is changed after the list, and fetched next time. */
async function* readArchive(
  { base, store, context }: BucketParts,
  ecosystem: string,
  progress: Map<string, SourceProgress>,
): AsyncGenerator<RawRecord> {
  const list = await changesOf({ base, context }, ecosystem, Number.POSITIVE_INFINITY, {});
  const url = bucketUrl(base, ecosystem, 'all.zip');
  const archive = await store.file(url, context);
  if (archive.kind === 'unchanged') throw invalidSource('unchanged-without-a-copy');
  try {
    yield* readZipRecords(archive.path, context);
  } catch (error) {
    if (!context.signal?.aborted) await store.forget(url);
    throw error;
  }
  progress.set(ecosystem, {
    newestMs: list.newestMs,
    ...(list.validators === undefined ? {} : { list: list.validators }),
    archive: validatorsOf(archive),
  });
}

async function stepOf(parts: BucketParts, ecosystem: string): Promise<Step> {
  const known = parts.earlier?.progress.get(ecosystem);
  if (known?.newestMs === undefined) return { ecosystem, progress: {}, what: 'archive' };
  const list = await changesOf(parts, ecosystem, known.newestMs, known.list ?? {});
  if (list.kind === 'unchanged') return { ecosystem, progress: known, what: 'nothing' };
  if (list.kind === 'absent') return await withoutList(parts, ecosystem, known);
  const changed = newerOnes(parts, list.changed);
  // An older copy of the list, from a lagging mirror, never takes us back.
  const newestMs = Math.max(known.newestMs, list.newestMs);
  const isLagging = list.newestMs < known.newestMs;
  const progress = {
    ...known,
    newestMs,
    ...(list.validators === undefined || isLagging ? {} : { list: list.validators }),
  };
  if (changed.length > changesMax) return { ecosystem, progress, what: 'archive' };
  if (changed.length === 0) return { ecosystem, progress: known, what: 'nothing' };
  const records = await mapConcurrently(changed, recordsAtOnce, (one) =>
    fetchRecord(parts, ecosystem, one),
  );
  const missing = changed.filter((_, index) => records[index] === undefined);
  return {
    ecosystem,
    progress: heldBack(progress, missing),
    what: records.filter((record) => record !== undefined),
  };
}

/** Mirrors of archives only: the archive is asked for on the condition that it is another one. */
async function withoutList(
  { base, store, context }: BucketParts,
  ecosystem: string,
  known: SourceProgress,
): Promise<Step> {
  const url = bucketUrl(base, ecosystem, 'all.zip');
  const archive = await store.file(url, context, known.archive ?? {});
  return { ecosystem, progress: known, what: archive.kind === 'unchanged' ? 'nothing' : 'archive' };
}

function newerOnes({ earlier }: BucketParts, changed: ModifiedList['changed']) {
  if (earlier === undefined) return changed;
  const known = knownRecords(earlier.path);
  try {
    return changed.filter(({ id, modifiedAtMs }) => (known.modifiedAtMs(id) ?? -1) < modifiedAtMs);
  } finally {
    known.close();
  }
}

/** A mirror may list what it does not have yet: such a record is asked for again, for as long as that may take. */
function heldBack(
  progress: SourceProgress & { readonly newestMs: number },
  missing: ModifiedList['changed'],
): SourceProgress {
  const { newestMs, list: _validators, ...rest } = progress;
  const awaited = missing
    .map(({ modifiedAtMs }) => modifiedAtMs)
    .filter((modifiedAtMs) => modifiedAtMs > newestMs - missingAwaitedMs);
  if (awaited.length === 0) return progress;
  return { ...rest, newestMs: Math.min(...awaited) };
}

/** Undefined when the bucket does not have it. What was fetched before a crash is not fetched again. */
async function fetchRecord(
  { base, store, context }: BucketParts,
  ecosystem: string,
  { id, modifiedAtMs }: ModifiedList['changed'][number],
): Promise<RawRecord | undefined> {
  const name = `${ecosystem}/${id}.json`;
  const key = `${name}@${modifiedAtMs}`;
  const kept = await store.record(key);
  if (kept !== undefined) return { kind: 'bytes', name, bytes: kept };
  try {
    const { body } = await context.fetch(bucketUrl(base, ecosystem, `${id}.json`));
    const bytes = await wholeBody(body, context, recordBytesMax);
    if (!isRecordOf(bytes, id)) throw invalidSource('record-damaged');
    await store.keepRecord(key, bytes);
    return { kind: 'bytes', name, bytes };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isRecordOf(bytes: Buffer, id: string): boolean {
  try {
    return (JSON.parse(bytes.toString('utf8')) as { id?: unknown }).id === id;
  } catch {
    return false;
  }
}

type Changes =
  | { readonly kind: 'unchanged'; readonly newestMs: number; readonly validators?: undefined }
  | { readonly kind: 'absent'; readonly newestMs: number; readonly validators?: undefined }
  | (ModifiedList & { readonly kind: 'changed'; readonly validators: Validators });

async function changesOf(
  { base, context }: Pick<BucketParts, 'base' | 'context'>,
  ecosystem: string,
  sinceMs: number,
  validators: Validators,
): Promise<Changes> {
  try {
    const url = bucketUrl(base, ecosystem, 'modified_id.csv');
    const answer = await context.fetch(url, validators);
    if (answer.kind === 'unchanged') return { kind: 'unchanged', newestMs: sinceMs };
    const list = await readModifiedList(answer.body, sinceMs);
    return { kind: 'changed', ...list, validators: validatorsOf(answer) };
  } catch (error) {
    if (isAbsent(error)) return { kind: 'absent', newestMs: 0 };
    throw error;
  }
}

/** Releases (`Debian:12`) are part of their ecosystem's archive; `[EMPTY]` holds nothing that can be matched. */
async function listEcosystems({ base, context }: BucketParts): Promise<readonly string[]> {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/ecosystems.txt`;
  const { body } = await context.fetch(url.href);
  const bytes = await wholeBody(body, context, ecosystemListBytesMax);
  const lines = bytes.toString('utf8').split('\n');
  const names = lines.map((line) => line.trim()).filter((line) => /^[A-Za-z][^:/]*$/.test(line));
  if (names.length === 0) throw invalidSource('ecosystem-list-empty');
  return [...new Set(names)];
}

function bucketUrl(base: URL, ecosystem: string, file: string): string {
  const url = new URL(base);
  const path = `${encodeURIComponent(ecosystem)}/${encodeURIComponent(file)}`;
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url.href;
}

export async function wholeBody(
  body: AsyncIterable<Uint8Array>,
  context: ImportContext,
  bytesMax: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytesMax) throw invalidSource('answer-too-large');
    context.spend(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
