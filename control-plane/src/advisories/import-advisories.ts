// Imports advisories: reads a source record by record into a new file beside the one in use, proves it and puts it
// in its place. Whatever goes wrong on the way leaves the file in use as it was.
import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { ChangedPackage } from '../domain/findings/match-loop.ts';
import { openAdvisories } from './advisory-database.ts';
import { describeSource, openSource } from './advisory-source.ts';
import { buildAdvisoryFile, emptyCounts, type RecordCounts } from './build-advisory-file.ts';
import { changedPackages } from './changed-packages.ts';
import { type AdvisoryFetch, ImportContext } from './import-context.ts';
import { importError } from './import-error.ts';
import type { ImportProgress, ImportReport } from './import-report.ts';
import { proveAdvisoryFile } from './prove-advisory-file.ts';

export interface ImportOptions {
  readonly databasePath: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: ImportProgress) => void;
  /** Needed for URLs only. */
  readonly fetch?: AdvisoryFetch;
}

// Longer than any import runs; what is older was left by a crash.
const abandonedAfterMs = 24 * 60 * 60 * 1000;
const temporaryPrefix = '.advisories-import-';

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
  const folder = dirname(options.databasePath);
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder, options.clock);
  const prefix = `${temporaryPrefix}${options.clock.now()}-`;
  const temporaryFolder = await mkdtemp(join(folder, prefix));
  try {
    const { signal, fetch } = options;
    const context = new ImportContext({ temporaryFolder, signal, fetch });
    const newPath = join(temporaryFolder, basename(options.databasePath));
    const counts = await makeFile(source, newPath, context, options);
    const facts = describeFile(newPath);
    const changed = await replaceFile(newPath, options.databasePath, context);
    return { ...counts, ...facts, changed };
  } finally {
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}

async function makeFile(
  source: string,
  newPath: string,
  context: ImportContext,
  options: ImportOptions,
): Promise<RecordCounts> {
  const opened = await openSource(source, context);
  if (opened.kind === 'prebuilt') {
    await copyFile(opened.path, newPath, constants.COPYFILE_EXCL);
    return emptyCounts();
  }
  return buildAdvisoryFile(opened.records, {
    path: newPath,
    source: describeSource(source),
    clock: options.clock,
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  });
}

function describeFile(
  path: string,
): Pick<ImportReport, 'records' | 'affectedPackages' | 'ecosystems' | 'newestModifiedAtMs'> {
  const advisories = proveAdvisoryFile(path);
  const { records, affectedPackages, ecosystems, newestModifiedAtMs } = advisories.describe();
  advisories.close();
  return { records, affectedPackages, ecosystems, newestModifiedAtMs };
}

/** The last moment to stop is before the rename. */
async function replaceFile(
  newPath: string,
  databasePath: string,
  context: ImportContext,
): Promise<readonly ChangedPackage[] | 'all'> {
  const changed = isUsable(databasePath) ? changedPackages(databasePath, newPath) : 'all';
  await flush(newPath);
  context.throwIfStopped();
  await rename(newPath, databasePath);
  await flush(dirname(databasePath));
  return changed;
}

function isUsable(path: string): boolean {
  try {
    openAdvisories(path).close();
    return true;
  } catch (error) {
    if (isHarborError(error)) return false;
    throw error;
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
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

function loggable({ changed, ecosystems, ...counts }: ImportReport): Record<string, unknown> {
  return {
    ...counts,
    ecosystems: ecosystems.length,
    changed: changed === 'all' ? changed : changed.length,
  };
}
