// `advisories import`: replaces the advisories by those of a folder, an archive or a URL. A running server notices.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { importAdvisories } from '../advisories/import-advisories.ts';
import type { ImportReport } from '../advisories/import-report.ts';
import { fetchAdvisories } from '../outbound/fetch-advisories.ts';
import type { Command } from './command-context.ts';
import { UsageError } from './command-error.ts';

const progressIntervalMs = 500;

export const importAdvisoriesCommand: Command = async (context, args) => {
  const [verb, source, ...rest] = args;
  if (verb !== 'import' || source === undefined || source.startsWith('-') || rest.length > 0) {
    throw new UsageError('advisories import takes one folder, zip or URL');
  }
  const { config, clock, log, signal, terminal } = context;
  await mkdir(dirname(config.advisoriesFile), { recursive: true, mode: 0o700 });
  let toldAt = clock.monotonicMs();
  const report = await importAdvisories(source, {
    databasePath: config.advisoriesFile,
    clock,
    log,
    signal,
    fetch: fetchAdvisories,
    progress: ({ recordsRead }) => {
      if (!terminal.isInteractive || clock.monotonicMs() - toldAt < progressIntervalMs) return;
      toldAt = clock.monotonicMs();
      terminal.error(`\r${recordsRead} records read`);
    },
  });
  if (terminal.isInteractive) terminal.error('\r');
  terminal.print(summary(report));
};

function summary(report: ImportReport): string {
  const skipped = Object.entries(report.skipped)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
  const changed = report.changed === 'all' ? 'all' : String(report.changed.length);
  return [
    `${report.records} advisories for ${report.affectedPackages} packages in ${report.seconds.toFixed(1)} s`,
    `${report.ecosystems.length} ecosystems, ${report.withdrawn} withdrawn, ${changed} packages changed`,
    `skipped: ${skipped === '' ? 'none' : skipped}`,
    '',
  ].join('\n');
}
