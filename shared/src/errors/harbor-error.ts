// The one class for operating failures. Programmer errors are assertions; expected outcomes are values.
import { type ErrorCode, errorTable } from './error-table.ts';

/** Facts for the reader of an error: hosts, repositories, statuses, counts. Never a credential. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | undefined>>;

export interface HarborErrorOptions {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

export class HarborError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, options: HarborErrorOptions = {}) {
    super(
      messageFor(code, options.details ?? {}),
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.name = 'HarborError';
    this.code = code;
    this.details = options.details ?? {};
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }

  get firstCheck(): string {
    return errorTable[this.code].firstCheck;
  }
}

export function isHarborError(value: unknown): value is HarborError {
  return value instanceof HarborError;
}

function messageFor(code: ErrorCode, details: ErrorDetails): string {
  const facts = Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
  const meaning = errorTable[code].meaning;
  return facts.length === 0 ? meaning : `${meaning} (${facts.join(', ')})`;
}
