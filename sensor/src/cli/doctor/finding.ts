// One line of the doctor's report.
import { type ErrorCode, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';

export interface Finding {
  readonly check: string;
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly says: string;
  readonly code?: ErrorCode;
  readonly firstCheck?: string;
}

export function ok(check: string, says: string): Finding {
  return { check, verdict: 'ok', says };
}

export function failed(check: string, code: ErrorCode, says: string): Finding {
  const { firstCheck } = errorRow(code);
  return { check, verdict: 'failed', says: `${code}: ${says}`, code, firstCheck };
}

/** Any exception as a finding; what is not ours shows its message only. */
export function failedWith(check: string, error: unknown): Finding {
  if (isHarborError(error)) return failed(check, error.code, error.message);
  const says = error instanceof Error ? error.message : String(error);
  return failed(check, 'INTERNAL_ERROR', says);
}
