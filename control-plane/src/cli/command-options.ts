// Options of a command, read strictly: what is not known is a mistake in the call.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command-error.ts';

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

export function commandOptions<const Options extends OptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  return strictly(() =>
    parseArgs({ args: [...args], options, strict: true, allowPositionals: false }),
  ).values;
}

/** For commands that name something besides options. */
export function argumentsOf<const Options extends OptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  return strictly(() =>
    parseArgs({ args: [...args], options, strict: true, allowPositionals: true }),
  );
}

function strictly<Result>(parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong options');
  }
}

/** The one path a command takes. */
export function onePath(args: readonly string[], usage: string): string {
  const [path, ...more] = args;
  if (path === undefined || path === '' || path.startsWith('-') || more.length > 0) {
    throw new UsageError(`usage: control-plane ${usage}`);
  }
  return path;
}
