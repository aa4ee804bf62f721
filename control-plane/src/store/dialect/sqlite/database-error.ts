// What the database throws, in codes of the error table: a full disk says nothing about what was to be written.
import { HarborError, type HarborErrorOptions } from '@harborguard/shared/errors/harbor-error.ts';

/** Other errors come back as they are: a broken constraint is a bug of ours. */
export function databaseError(
  error: unknown,
  details: HarborErrorOptions['details'] = {},
): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const options = { details, cause: error };
  if (code.startsWith('SQLITE_BUSY')) return new HarborError('DATABASE_LOCKED', options);
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return new HarborError('DATABASE_CORRUPT', options);
  if (code.startsWith('SQLITE_FULL')) return new HarborError('DISK_FULL', options);
  if (code.startsWith('SQLITE_NOMEM')) return new HarborError('INTERNAL_ERROR', options);
  // A commit that failed, after which SQLite had rolled back by itself.
  const isRolledBack = code === 'SQLITE_ERROR' && /no transaction is active/.test(String(error));
  // A disk that is full shows as an error of the disk where a part of the log has room and another has not.
  const isOfDisk = /^SQLITE_(IOERR|READONLY|CANTOPEN)/.test(code);
  return isOfDisk || isRolledBack ? new HarborError('DATABASE_UNWRITABLE', options) : error;
}
