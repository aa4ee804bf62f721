// How a failure looks on a terminal: the code, what happened, the first thing to check. Never a stack trace, and no
// control character of an image or a registry that the message may quote.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';

/** A message quotes names and addresses; longer than this only an attack makes it. */
const messageLengthMax = 4096;

export function printError(error: unknown): void {
  if (isHarborError(error)) {
    process.stderr.write(
      `${error.code}: ${clean(error.message)}\nFirst check: ${error.firstCheck}\n`,
    );
    return;
  }
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`INTERNAL_ERROR: ${clean(reason)}\n`);
}

function clean(message: string): string {
  return cleanText(message, messageLengthMax);
}
