// The exit codes of `sensor scan`, which pipelines decide by.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';

export const scanExitCodes = { pass: 0, policy: 1, usage: 2, failed: 3 } as const;

/** What is wrong with these is what was asked, not the image. */
const usageCodes: readonly ErrorCode[] = [
  'REFERENCE_INVALID',
  'PLATFORM_AMBIGUOUS',
  'ADVISORIES_NOT_BUILT',
  'IGNORE_FILE_INVALID',
  'POLICY_FILE_INVALID',
  'SIGNER_INVALID',
];

export function scanFailureExitCode(error: unknown): number {
  const isUsage = isHarborError(error) && usageCodes.includes(error.code);
  return isUsage ? scanExitCodes.usage : scanExitCodes.failed;
}
