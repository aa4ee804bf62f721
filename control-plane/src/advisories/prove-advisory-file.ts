// Proves that a file just built or handed in can be matched against, before it takes the place of the one in use.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import Database from 'better-sqlite3';
import { type AdvisoryDatabase, openAdvisories } from './advisory-database.ts';
import { invalidSource } from './import-context.ts';

const countUnreadable = `
  SELECT (SELECT count(*) FROM advisory WHERE NOT json_valid(content))
    + (SELECT count(*) FROM statement WHERE NOT json_valid(content)) AS count
`;

export function proveAdvisoryFile(path: string): AdvisoryDatabase {
  const advisories = openAdvisories(path);
  try {
    proveIntegrity(path);
    proveAnswers(path, advisories);
    return advisories;
  } catch (error) {
    advisories.close();
    throw error instanceof HarborError ? error : invalidSource('file-damaged', error);
  }
}

function proveIntegrity(path: string): void {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const result = database.pragma('integrity_check(1)', { simple: true });
    const unreadable = database.prepare<[], { count: number }>(countUnreadable).get();
    if (result !== 'ok' || unreadable?.count !== 0) throw invalidSource('file-damaged');
  } finally {
    database.close();
  }
}

function proveAnswers(path: string, advisories: AdvisoryDatabase): void {
  const { records, affectedPackages, ecosystems } = advisories.describe();
  if (!(records > 0 && affectedPackages > 0)) throw invalidSource('no-records');
  const sample = samplePackage(path);
  const isAnswered =
    sample !== undefined &&
    advisories.covers(sample.ecosystem) &&
    ecosystems.includes(sample.ecosystem) &&
    advisories.affecting(sample.ecosystem, sample.name).length > 0;
  if (!isAnswered) throw invalidSource('no-answers');
}

function samplePackage(path: string): { ecosystem: string; name: string } | undefined {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return database
      .prepare<[], { ecosystem: string; name: string }>(
        'SELECT ecosystem, name FROM package ORDER BY number DESC LIMIT 1',
      )
      .get();
  } finally {
    database.close();
  }
}
