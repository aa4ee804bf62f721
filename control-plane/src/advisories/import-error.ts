// Translates what readers, archives and databases throw during an import into codes, once, at the importer's edge.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';

/** Those that are only made in the folder of the result, never in a source. */
const writingCalls: ReadonlySet<unknown> = new Set(['mkdir', 'mkdtemp', 'rename']);

export function importError(error: unknown, signal: AbortSignal | undefined): HarborError {
  if (isHarborError(error)) return error;
  if (signal?.aborted) return new HarborError('CANCELLED', { cause: error });
  const { code, syscall, path } = systemFields(error);
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') {
    return new HarborError('DISK_FULL', { cause: error });
  }
  if (['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code)) {
    const details = { ...(typeof path === 'string' ? { path } : {}), reason: code };
    const isOurs = writingCalls.has(syscall);
    return new HarborError(isOurs ? 'FILE_UNWRITABLE' : 'FILE_UNREADABLE', {
      ...{ details, cause: error },
    });
  }
  return new HarborError('ADVISORIES_INVALID', { details: { reason: 'unreadable' }, cause: error });
}

function systemFields(error: unknown): {
  readonly code: string;
  readonly syscall?: unknown;
  readonly path?: unknown;
} {
  if (!(error instanceof Error)) return { code: '' };
  const fields: Readonly<Record<string, unknown>> = { ...error };
  const { code, syscall, path } = fields;
  return { code: typeof code === 'string' ? code : '', syscall, path };
}
