// How a command ends badly: a mistake in how it was called, or an error of the table.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Terminal } from './terminal.ts';

export class UsageError extends Error {}

export const usageExitCode = 2;
const failureExitCode = 1;

/** Says what went wrong in one line and the first thing to check in the next; returns the exit code. */
export function tellError(error: unknown, terminal: Terminal, command?: string): number {
  if (error instanceof UsageError) {
    const help = command === undefined ? 'help' : `help ${command}`;
    terminal.error(`${error.message}\nSee: control-plane ${help}\n`);
    return usageExitCode;
  }
  if (!isHarborError(error)) {
    terminal.error(`INTERNAL_ERROR: ${error instanceof Error ? error.stack : String(error)}\n`);
    return failureExitCode;
  }
  terminal.error(`${error.code}: ${error.message}\nFirst check: ${error.firstCheck}\n`);
  return failureExitCode;
}
