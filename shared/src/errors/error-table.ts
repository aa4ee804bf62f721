// The closed table of error codes that the API, logs, docs and the console share. Behaviour (retry, HTTP status,
// what an operator checks first) is looked up here and never decided again at a call site.
// A retired code is never used again with another meaning.
import { advisoryErrors } from './advisory-errors.ts';
import { apiErrors } from './api-errors.ts';
import { databaseErrors } from './database-errors.ts';
import { enumerationErrors } from './enumeration-errors.ts';
import type { ErrorRow } from './error-row.ts';
import { externalScannerErrors } from './external-scanner-errors.ts';
import { imageErrors } from './image-errors.ts';
import { installationErrors } from './installation-errors.ts';
import { linkErrors } from './link-errors.ts';
import { notificationErrors } from './notification-errors.ts';
import { registryErrors } from './registry-errors.ts';
import { scanRequestErrors } from './scan-request-errors.ts';
import { signatureErrors } from './signature-errors.ts';

export const errorTable = {
  ...registryErrors,
  ...enumerationErrors,
  ...imageErrors,
  ...linkErrors,
  ...databaseErrors,
  ...installationErrors,
  ...scanRequestErrors,
  ...advisoryErrors,
  ...signatureErrors,
  ...externalScannerErrors,
  ...notificationErrors,
  ...apiErrors,
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

export const errorCodes: readonly ErrorCode[] = Object.keys(errorTable) as ErrorCode[];

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorTable, value);
}

export function errorRow(code: ErrorCode): ErrorRow {
  return errorTable[code];
}
