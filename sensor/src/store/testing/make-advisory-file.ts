// A small advisory file of the format that the control plane builds. For tests only.
import {
  applicationId,
  createTables,
  formatVersion,
} from '@harborguard/shared/advisories/advisory-file-format.ts';
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import type { Severity, SeverityLevel } from '@harborguard/shared/advisories/advisory-row.ts';
import type { CveSignal } from '@harborguard/shared/advisories/cve-signal.ts';
import BetterSqlite3 from 'better-sqlite3';

export interface SampleAdvisory {
  readonly id: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly fixed?: string;
  readonly level: SeverityLevel;
  /** What another record says of it, when it says nothing itself. */
  readonly borrowed?: Severity;
}

export interface AdvisoryFileOptions {
  readonly path: string;
  readonly newestModifiedAtMs: number;
  readonly format?: number;
  readonly withoutDescription?: boolean;
  /** By CVE; with them both feeds are said to have been imported. */
  readonly signals?: Readonly<Record<string, CveSignal>>;
}

export function makeAdvisoryFile(
  options: AdvisoryFileOptions,
  advisories: readonly SampleAdvisory[],
): string {
  const { path, newestModifiedAtMs, format = formatVersion, withoutDescription, signals } = options;
  const database = new BetterSqlite3(path);
  database.pragma(`application_id = ${applicationId}`);
  database.pragma(`user_version = ${format}`);
  database.exec(createTables);
  for (const [index, one] of advisories.entries()) addAdvisory(database, index + 1, one);
  const description: AdvisoryDescription = {
    builtAtMs: newestModifiedAtMs,
    newestModifiedAtMs,
    records: advisories.length,
    affectedPackages: advisories.length,
    source: 'sample',
    ecosystems: [...new Set(advisories.map(({ ecosystem }) => ecosystem))].sort(),
    ...(signals === undefined ? {} : { feeds: feedsOf(Object.keys(signals).length) }),
  };
  for (const [cve, { epss, percentile, kev }] of Object.entries(signals ?? {})) {
    database
      .prepare('INSERT INTO signal VALUES (?, ?, ?, ?, ?)')
      .run(cve, epss, percentile, kev?.addedAt, kev?.dueAt);
  }
  const insert = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  for (const [key, value] of Object.entries(withoutDescription ? {} : description)) {
    insert.run(key, JSON.stringify(value));
  }
  database.close();
  return path;
}

function feedsOf(records: number): NonNullable<AdvisoryDescription['feeds']> {
  return {
    epss: { model: 'sample', scoredAtMs: 1, records },
    kev: { version: 'sample', releasedAtMs: 1, records },
  };
}

function addAdvisory(
  database: BetterSqlite3.Database,
  number: number,
  { id, ecosystem, name, fixed, level, borrowed }: SampleAdvisory,
): void {
  const advisory = {
    ...{ id, aliases: [], upstream: [], summary: `About ${name}`, modifiedAtMs: 1 },
    severity: { level, origin: 'sample' },
  };
  const events = [['introduced', '0'], ...(fixed === undefined ? [] : [['fixed', fixed]])];
  const statement = { ranges: [{ type: 'ECOSYSTEM', events }], versions: [] };
  database
    .prepare('INSERT INTO advisory VALUES (?, ?, 1, ?, ?)')
    .run(number, id, JSON.stringify(advisory), borrowed && JSON.stringify(borrowed));
  database
    .prepare('INSERT OR IGNORE INTO package VALUES (?, ?, ?, NULL)')
    .run(number, ecosystem, name);
  database.prepare('INSERT INTO statement VALUES (?, ?)').run(number, JSON.stringify(statement));
  database
    .prepare(
      'INSERT INTO affected SELECT number, ?, ? FROM package WHERE ecosystem = ? AND name = ?',
    )
    .run(number, number, ecosystem, name);
}
