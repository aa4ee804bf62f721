// `advisories`: imports from anywhere, updates from the configured source, or exports what is in use as one file. A
// running server notices a new file by itself.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { openAdvisories } from '../advisories/advisory-database.ts';
import { writeExportedFile } from '../advisories/exported-file.ts';
import { importAdvisories } from '../advisories/import-advisories.ts';
import type { ImportReport } from '../advisories/import-report.ts';
import { createAdvisoryFetch } from '../outbound/fetch-advisories.ts';
import type { Command, CommandContext } from './command-context.ts';
import { UsageError } from './command-error.ts';
import { argumentsOf } from './command-options.ts';

const progressIntervalMs = 500;

export const advisoriesCommand: Command = async (context, args) => {
  const [verb, ...rest] = args;
  if (verb === 'import') return await importFrom(context, rest);
  if (verb === 'update') return await update(context, rest);
  if (verb === 'export') return await exportTo(context, rest);
  throw new UsageError('advisories takes import, update or export');
};

async function importFrom(context: CommandContext, args: readonly string[]): Promise<void> {
  const { values, positionals } = argumentsOf(args, { force: { type: 'boolean' } });
  const [source, ...more] = positionals;
  if (source === undefined || more.length > 0) {
    throw new UsageError('advisories import takes one folder, file or URL');
  }
  const report = await run(context, source, { force: values.force === true, isUpdate: false });
  context.terminal.print(summary(report));
}

async function update(context: CommandContext, args: readonly string[]): Promise<void> {
  const options = { force: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = argumentsOf(args, options);
  if (positionals.length > 0)
    throw new UsageError('advisories update takes no source: it is configured');
  const { source } = context.config.advisories;
  if (source === undefined) throw new HarborError('ADVISORIES_NO_SOURCE');
  const report = await run(context, source, { force: values.force === true, isUpdate: true });
  context.terminal.print(
    values.json === true ? `${JSON.stringify(outcome(report))}\n` : summary(report),
  );
}

async function exportTo(context: CommandContext, args: readonly string[]): Promise<void> {
  const { positionals } = argumentsOf(args, {});
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0)
    throw new UsageError('advisories export takes one file');
  const { advisoriesFile } = context.config;
  openAdvisories(advisoriesFile).close();
  const { bytes, sha256 } = await writeExportedFile(advisoriesFile, resolve(path)).catch(
    (cause: unknown) => {
      throw new HarborError('FILE_UNWRITABLE', { details: { path }, cause });
    },
  );
  context.terminal.print(`${path}: ${bytes} bytes, advisories ${sha256}\n`);
}

async function run(
  context: CommandContext,
  source: string,
  how: { readonly force: boolean; readonly isUpdate: boolean },
): Promise<ImportReport> {
  const { config, clock, log, signal, terminal, environment } = context;
  const { ecosystems, epssSource, kevSource, token, caFile } = config.advisories;
  const caPem = caFile === undefined ? undefined : await readAuthorities(caFile);
  const tokenOrigin = URL.parse(config.advisories.source ?? '')?.origin;
  let toldAt = clock.monotonicMs();
  const report = await importAdvisories(source, {
    databasePath: config.advisoriesFile,
    ...{ clock, log, signal },
    ...how,
    fetch: createAdvisoryFetch({ environment, caPem, token, tokenOrigin }),
    ...(ecosystems === undefined ? {} : { ecosystems }),
    feeds: { epss: epssSource, kev: kevSource },
    progress: ({ recordsRead }) => {
      if (!terminal.isInteractive || clock.monotonicMs() - toldAt < progressIntervalMs) return;
      toldAt = clock.monotonicMs();
      terminal.error(`\r${recordsRead} records read`);
    },
  });
  if (terminal.isInteractive) terminal.error('\r');
  return report;
}

async function readAuthorities(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause });
  });
}

/** What the server that started this keeps of it. */
function outcome(report: ImportReport) {
  const { kind, records, changed, skipped, gitRangesSkipped } = report;
  const { failedFeeds, failedFeedReasons } = report;
  return {
    ...{ kind, records, skipped, failedFeeds, failedFeedReasons, gitRangesSkipped },
    changedPackages: changed === 'all' ? null : changed.length,
  };
}

function summary(report: ImportReport): string {
  const { records, affectedPackages, seconds } = report;
  const failed = report.failedFeeds
    .map((feed) => `${feed} not taken: ${report.failedFeedReasons[feed]}, see the log\n`)
    .join('');
  if (report.kind === 'unchanged') {
    return `nothing new; ${records} advisories for ${affectedPackages} packages stay in use\n${failed}`;
  }
  const reasons = [
    ...Object.entries(report.skipped),
    ['git-ranges', report.gitRangesSkipped] as const,
  ];
  const skipped = reasons
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
  const changed = report.changed === 'all' ? 'all' : String(report.changed.length);
  return [
    `${records} advisories for ${affectedPackages} packages in ${seconds.toFixed(1)} s`,
    `${report.ecosystems.length} ecosystems, ${report.withdrawn} withdrawn, ${changed} packages changed`,
    `skipped: ${skipped === '' ? 'none' : skipped}`,
    failed,
  ].join('\n');
}
