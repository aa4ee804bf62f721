// How a failure looks on a terminal: the code, what happened, the first thing to check. Never a stack trace.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';

export function printError(error: unknown): void {
  if (isHarborError(error)) {
    process.stderr.write(`${error.code}: ${error.message}\nFirst check: ${error.firstCheck}\n`);
    return;
  }
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`INTERNAL_ERROR: ${reason}\n`);
}
