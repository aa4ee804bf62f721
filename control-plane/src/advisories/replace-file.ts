// The moment a new advisory file takes the place of the one in use: proven, not suspiciously small, and at once.
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ChangedPackage } from '../domain/findings/match-loop.ts';
import { openAdvisories } from './advisory-database.ts';
import { changedPackages } from './changed-packages.ts';
import type { ImportContext } from './import-context.ts';
import type { ImportReport } from './import-report.ts';
import { proveAdvisoryFile } from './prove-advisory-file.ts';

/** A source that lost a fifth of its records overnight has lost an ecosystem, or its way. */
const shrinkShareMax = 0.2;
/** Below this a few records make a large share. */
const shrinkRecordsMin = 100;

type FileFacts = Pick<
  ImportReport,
  'records' | 'affectedPackages' | 'ecosystems' | 'newestModifiedAtMs' | 'gitRangesSkipped'
>;

/** Throws ADVISORIES_INVALID for a file that cannot be matched against. */
export function describeFile(path: string): FileFacts {
  const advisories = proveAdvisoryFile(path);
  const { records, affectedPackages, ecosystems, newestModifiedAtMs, gitRangesSkipped } =
    advisories.describe();
  advisories.close();
  return {
    ...{ records, affectedPackages, ecosystems, newestModifiedAtMs },
    gitRangesSkipped: gitRangesSkipped ?? 0,
  };
}

/** Throws ADVISORIES_SHRUNK unless forced. The last moment to stop is before the rename. */
export async function replaceFile(
  newPath: string,
  databasePath: string,
  { context, force }: { readonly context: ImportContext; readonly force: boolean },
): Promise<readonly ChangedPackage[] | 'all'> {
  const before = recordsOf(databasePath);
  if (before !== undefined && !force) refuseShrink(before, recordsOf(newPath) ?? 0);
  const changed = before === undefined ? 'all' : changedPackages(databasePath, newPath);
  await flush(newPath);
  context.throwIfStopped();
  await rename(newPath, databasePath);
  await flush(dirname(databasePath));
  return changed;
}

function refuseShrink(before: number, after: number): void {
  if (before < shrinkRecordsMin || after >= before * (1 - shrinkShareMax)) return;
  throw new HarborError('ADVISORIES_SHRUNK', { details: { before, after } });
}

/** Undefined when the file cannot be used. */
function recordsOf(path: string): number | undefined {
  try {
    const advisories = openAdvisories(path);
    const { records } = advisories.describe();
    advisories.close();
    return records;
  } catch (error) {
    if (isHarborError(error)) return undefined;
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
