// Errors of SQLite into codes of the error table. Callers beyond this folder see codes only.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';

/** By the start of SQLite's own code; the first that matches wins. https://www.sqlite.org/rescode.html */
const codeByPrefix: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['SQLITE_FULL', 'DISK_FULL'],
  ['SQLITE_CORRUPT', 'DATABASE_CORRUPT'],
  ['SQLITE_NOTADB', 'DATABASE_CORRUPT'],
  ['SQLITE_BUSY', 'DATABASE_LOCKED'],
  ['SQLITE_LOCKED', 'DATABASE_LOCKED'],
  ['SQLITE_CANTOPEN', 'FILE_UNREADABLE'],
  ['SQLITE_READONLY', 'FILE_UNREADABLE'],
  ['SQLITE_PERM', 'FILE_UNREADABLE'],
];

export function sqliteError(error: unknown, path: string): HarborError {
  if (isHarborError(error)) return error;
  const sqliteCode = codeOf(error);
  const row = codeByPrefix.find(([prefix]) => sqliteCode.startsWith(prefix));
  return new HarborError(row?.[1] ?? 'INTERNAL_ERROR', {
    details: { path, sqlite: sqliteCode || undefined },
    cause: error,
  });
}

/** Runs what touches a database, so that whatever it throws carries a code. */
export function withSqliteErrors<Result>(path: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw sqliteError(error, path);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
