// Options of a command, read strictly: what is not known is a mistake in the call.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command-error.ts';

export function commandOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong options');
  }
}
