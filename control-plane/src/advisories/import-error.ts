// Translates what readers, archives and databases throw during an import into codes, once, at the importer's edge.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';

export function importError(error: unknown, signal: AbortSignal | undefined): HarborError {
  if (isHarborError(error)) return error;
  if (signal?.aborted) return new HarborError('CANCELLED', { cause: error });
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') {
    return new HarborError('DISK_FULL', { cause: error });
  }
  if (['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR'].includes(code)) {
    return new HarborError('FILE_UNREADABLE', { details: { reason: code }, cause: error });
  }
  return new HarborError('ADVISORIES_INVALID', { details: { reason: 'unreadable' }, cause: error });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
