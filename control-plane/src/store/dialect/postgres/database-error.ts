// What PostgreSQL and the way to it throw, in codes of the error table, by SQLSTATE (appendix A of its manual) and by
// the codes of Node. What the driver says is kept as the cause; it never holds the password.

import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import {
  HarborError,
  type HarborErrorOptions,
  isHarborError,
} from '@harborguard/shared/errors/harbor-error.ts';

const byState: Readonly<Record<string, ErrorCode>> = {
  // No value of the column's kind, or beyond its range: of what comes from outside only cursors are not read before.
  '22003': 'VALIDATION_FAILED',
  '22P02': 'VALIDATION_FAILED',
  // Of authorization, and a role that may not log in.
  '28000': 'DATABASE_ACCESS_DENIED',
  '28P01': 'DATABASE_ACCESS_DENIED',
  // No such database.
  '3D000': 'DATABASE_ACCESS_DENIED',
  '42501': 'DATABASE_RIGHTS_MISSING',
  // A standby of PostgreSQL.
  '25006': 'DATABASE_UNWRITABLE',
  '53100': 'DISK_FULL',
  '53300': 'DATABASE_UNREACHABLE',
  '55P03': 'DATABASE_UNREACHABLE',
  '57P01': 'DATABASE_UNREACHABLE',
  '57P02': 'DATABASE_UNREACHABLE',
  '57P03': 'DATABASE_UNREACHABLE',
  '57P05': 'DATABASE_UNREACHABLE',
  XX001: 'DATABASE_CORRUPT',
  XX002: 'DATABASE_CORRUPT',
};
const unreachableCodes =
  /^(ECONN|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|ENOENT|EACCES|08)/;
const untrustedCodes =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL|HOSTNAME_MISMATCH)/;
/** The driver has no codes for these. */
const brokenMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|driver has already been destroyed|Client was closed|Postgres connection has been discarded)/;
const untrustedMessages = /does not support SSL connections/;

export function databaseError(
  error: unknown,
  details: HarborErrorOptions['details'] = {},
): unknown {
  if (!(error instanceof Error) || isHarborError(error)) return error;
  const code = codeOf(error);
  return code === undefined ? error : new HarborError(code, { details, cause: error });
}

function codeOf(error: Error): ErrorCode | undefined {
  // Several addresses of a name were tried.
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  const code = 'code' in first ? String(first.code) : '';
  const known = byState[code];
  if (known !== undefined) return known;
  if (untrustedCodes.test(code) || untrustedMessages.test(first.message)) {
    return 'DATABASE_TLS_FAILED';
  }
  if (unreachableCodes.test(code) || brokenMessages.test(first.message)) {
    return 'DATABASE_UNREACHABLE';
  }
  return undefined;
}
