// Imports advisories: reads a source record by record into a new file beside the one in use, proves it and puts it
// in its place. Whatever goes wrong on the way leaves the file in use as it was, and what was fetched to be taken up again.
import { mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { AdvisoryFetch } from '../domain/advisories/advisory-fetch.ts';
import { describeSource, openSource } from './advisory-source.ts';
import { emptyCounts } from './build-advisory-file.ts';
import { type BuildParts, buildNewFile } from './build-new-file.ts';
import { DownloadStore } from './download-store.ts';
import { ImportContext } from './import-context.ts';
import { importError } from './import-error.ts';
import type { ImportProgress, ImportReport } from './import-report.ts';
import { type FeedSources, type OpenFeeds, openFeeds } from './open-feeds.ts';
import { readEarlierFile } from './read-progress.ts';
import { describeFile, replaceFile } from './replace-file.ts';

export interface ImportOptions {
  readonly databasePath: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: ImportProgress) => void;
  /** Needed for URLs only. */
  readonly fetch?: AdvisoryFetch;
  /** Of a bucket; absent: all of them. */
  readonly ecosystems?: readonly string[];
  readonly feeds?: FeedSources;
  /** Goes on from the file in use where it comes from the same source; otherwise everything is read. */
  readonly isUpdate?: boolean;
  /** Takes a source that holds far less than the file in use. */
  readonly force?: boolean;
}

// Longer than any import runs; what is older was left by a crash.
const abandonedAfterMs = 24 * 60 * 60 * 1000;
const temporaryPrefix = '.advisories-import-';
const downloadsFolder = '.advisories-downloads';

/** `source` is a folder, a file or a URL. Fails with a coded error, ADVISORIES_INVALID when the source is broken. */
export async function importAdvisories(
  source: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const { clock, log } = options;
  const startedMs = clock.monotonicMs();
  log.info('advisory import started', { source: describeSource(source) });
  try {
    const parts = await importInto(source, options);
    const report = { ...parts, seconds: (clock.monotonicMs() - startedMs) / 1000 };
    log.info('advisory import finished', loggable(report));
    return report;
  } catch (error) {
    throw importError(error, options.signal);
  }
}

async function importInto(
  source: string,
  options: ImportOptions,
): Promise<Omit<ImportReport, 'seconds'>> {
  const { databasePath, clock, signal, fetch } = options;
  const folder = dirname(databasePath);
  // It may be the data folder, and this the first command there is.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeAbandoned(folder, clock);
  const temporaryFolder = await mkdtemp(join(folder, `${temporaryPrefix}${clock.now()}-`));
  try {
    const context = new ImportContext({ temporaryFolder, signal, fetch });
    const store = await DownloadStore.open(join(folder, downloadsFolder), source, clock);
    const newPath = join(temporaryFolder, basename(databasePath));
    const report = await importWith({ source, newPath, context, store }, options);
    await store.clear();
    return report;
  } finally {
    await rm(temporaryFolder, { recursive: true, force: true });
    await removeIfEmpty(join(folder, downloadsFolder));
  }
}

async function importWith(
  parts: Pick<BuildParts, 'source' | 'newPath' | 'context'> & { readonly store: DownloadStore },
  options: ImportOptions,
): Promise<Omit<ImportReport, 'seconds'>> {
  const { source, newPath, context, store } = parts;
  const { databasePath, ecosystems, isUpdate = false, force = false } = options;
  const inUse = readEarlierFile(databasePath);
  const isSameSource = inUse?.source === describeSource(source);
  const earlier = isUpdate && isSameSource ? inUse : undefined;
  const opened = await openSource(source, { context, store, ecosystems, earlier });
  const feeds = await openFeeds(options.feeds ?? {}, {
    ...{ context, store, clock: options.clock, log: options.log },
    ...{ progress: inUse?.progress, before: inUse?.feeds, force },
  });
  if (opened.kind === 'unchanged' && feeds.signals.length === 0) {
    const facts = describeFile(databasePath);
    return {
      kind: 'unchanged',
      ...facts,
      ...emptyCounts(),
      changed: [],
      ...failedFeeds(feeds),
    };
  }
  const counts = await buildNewFile({ ...parts, opened, feeds, inUse }, options);
  const facts = describeFile(newPath);
  const changed = await replaceFile(newPath, databasePath, { context, force });
  return { kind: 'imported', ...counts, ...facts, changed, ...failedFeeds(feeds) };
}

function failedFeeds({ failures }: OpenFeeds) {
  return {
    failedFeeds: failures.map(({ feed }) => feed),
    failedFeedReasons: Object.fromEntries(failures.map(({ feed, reason }) => [feed, reason])),
  };
}

/** The name says when its import began: the folder of a running one may vanish at any moment. */
async function removeAbandoned(folder: string, clock: Clock): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(temporaryPrefix)) continue;
    const startedAtMs = Number.parseInt(name.slice(temporaryPrefix.length), 10);
    if (clock.now() - startedAtMs > abandonedAfterMs) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** Corners without a file in them, and then the folder of corners. */
async function removeIfEmpty(folder: string): Promise<void> {
  const corners = await readdir(folder).catch(() => []);
  for (const corner of corners) await rmdir(join(folder, corner)).catch(() => undefined);
  await rmdir(folder).catch(() => undefined);
}

function loggable({ changed, ecosystems, ...counts }: ImportReport): Record<string, unknown> {
  return {
    ...counts,
    ecosystems: ecosystems.length,
    changed: changed === 'all' ? changed : changed.length,
  };
}
