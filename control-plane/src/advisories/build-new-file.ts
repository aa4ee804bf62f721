// Makes the new advisory file from what a source gave: from its records, as changes to a copy of the file in use, or as
// a prebuilt file; and puts in what the feeds say.
import { constants, copyFile } from 'node:fs/promises';
import { openAdvisories } from './advisory-database.ts';
import { AdvisoryFileWriter } from './advisory-file-writer.ts';
import { type AdvisorySource, describeSource } from './advisory-source.ts';
import {
  emptyCounts,
  type ReadOptions,
  type RecordCounts,
  readRecords,
} from './build-advisory-file.ts';
import { type ImportContext, invalidSource } from './import-context.ts';
import type { OpenFeeds } from './open-feeds.ts';
import type { EarlierFile } from './read-progress.ts';

export interface BuildParts {
  readonly source: string;
  readonly newPath: string;
  readonly context: ImportContext;
  readonly opened: AdvisorySource;
  readonly feeds: OpenFeeds;
  readonly inUse: EarlierFile | undefined;
}

export async function buildNewFile(
  parts: BuildParts,
  options: Omit<ReadOptions, 'builtAtMs'> & { readonly isUpdate?: boolean },
): Promise<RecordCounts> {
  const { opened, newPath, feeds } = parts;
  const base = baseOf(parts);
  if (base !== undefined) await copyFile(base, newPath, constants.COPYFILE_EXCL);
  if (opened.kind === 'prebuilt') {
    openAdvisories(newPath).close();
    // Taken as it is, unless there is something to put in: a feed, or where the next update goes on.
    if (feeds.signals.length === 0 && !options.isUpdate) return emptyCounts();
  }
  const writer = new AdvisoryFileWriter(newPath, { continued: base !== undefined });
  try {
    return await write(writer, parts, { ...options, builtAtMs: options.clock.now() });
  } finally {
    writer.close();
  }
}

/** What the new file begins as. */
function baseOf({ opened, inUse }: BuildParts): string | undefined {
  if (opened.kind === 'records') return undefined;
  if (opened.kind === 'prebuilt') return opened.path;
  if (inUse === undefined) throw invalidSource('nothing-to-continue');
  return inUse.path;
}

async function write(
  writer: AdvisoryFileWriter,
  parts: BuildParts,
  options: ReadOptions,
): Promise<RecordCounts> {
  const { opened, feeds, inUse, source } = parts;
  const base = baseOf(parts);
  const before = base === undefined ? undefined : describe(base);
  const hasRecords = opened.kind === 'records' || opened.kind === 'changes';
  const read = hasRecords ? await readRecords(opened.records, writer, options) : undefined;
  if (opened.kind === 'records' && read?.recordsKept === 0) throw invalidSource('no-records');
  if (opened.kind === 'records' && inUse !== undefined) writer.takeSignalsFrom(inUse.path);
  for (const signals of feeds.signals) writer.setSignals(signals);
  const progress = opened.kind === 'unchanged' ? [] : [...opened.progress];
  for (const [name, content] of [...progress, ...feeds.progress]) writer.setProgress(name, content);
  const kept = before ?? (inUse === undefined ? undefined : describe(inUse.path));
  const fresh = Object.fromEntries(feeds.signals.map(({ kind, facts }) => [kind, facts]));
  const allFeeds = { ...kept?.feeds, ...fresh };
  writer.finish({
    builtAtMs: opened.kind === 'prebuilt' ? (before?.builtAtMs ?? 0) : options.builtAtMs,
    newestModifiedAtMs: Math.max(before?.newestModifiedAtMs ?? 0, read?.newestModifiedAtMs ?? 0),
    source: opened.kind === 'unchanged' ? (before?.source ?? '') : describeSource(source),
    gitRangesSkipped: (before?.gitRangesSkipped ?? 0) + (read?.counts.gitRangesSkipped ?? 0),
    ...(Object.keys(allFeeds).length === 0 ? {} : { feeds: allFeeds }),
  });
  return read?.counts ?? emptyCounts();
}

function describe(path: string) {
  const advisories = openAdvisories(path);
  const description = advisories.describe();
  advisories.close();
  return description;
}
