// From arguments and environment to a command and its exit code.
import { readFileSync } from 'node:fs';
import type { Environment } from '@harborguard/shared/configuration/read-variables.ts';
import { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import { createPinoLog } from '@harborguard/shared/runtime/pino-log.ts';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { systemRandom } from '@harborguard/shared/runtime/system-random.ts';
import { parseConfig } from '../config.ts';
import { version } from '../version.ts';
import { advisoriesCommand } from './advisories.ts';
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import type { Command } from './command-context.ts';
import { tellError, UsageError, usageExitCode } from './command-error.ts';
import { configCommand } from './config-command.ts';
import { createKey } from './create-key.ts';
import { firstOwner } from './first-owner.ts';
import { health } from './health.ts';
import { makeKey } from './make-key.ts';
import { migrate } from './migrate.ts';
import { restore } from './restore.ts';
import { rewrapKeys } from './rewrap-keys.ts';
import { serve } from './serve.ts';
import type { Terminal } from './terminal.ts';
import { usage } from './usage.ts';

export interface Invocation {
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

const commands: Readonly<Record<string, Command>> = {
  serve,
  migrate,
  'create-key': createKey,
  'make-key': makeKey,
  health,
  'first-owner': firstOwner,
  audit,
  'rewrap-keys': rewrapKeys,
  advisories: advisoriesCommand,
  backup,
  restore,
  config: configCommand,
};

export async function runCommand(invocation: Invocation): Promise<number> {
  const { args, terminal } = invocation;
  const [name = '', ...rest] = args;
  if (name === 'help' || args.includes('--help') || args.includes('-h')) {
    terminal.print(usage(name === 'help' ? rest[0] : name));
    return 0;
  }
  if (name === 'version' || name === '--version') {
    terminal.print(`${version}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const problem = name === '' ? 'a command is missing' : `there is no command ${name}`;
    return tellError(new UsageError(problem), terminal);
  }
  return await runConfigured(invocation, { name, command }, rest);
}

async function runConfigured(
  { environment, terminal, signal }: Invocation,
  { name, command }: { readonly name: string; readonly command: Command },
  args: readonly string[],
): Promise<number> {
  const { config, problems, warnings } = parseConfig(environment, textOf);
  if (problems.length > 0) {
    const lines = problems.map(({ variable, rule }) => `  ${variable} ${rule}\n`);
    terminal.error(`CONFIGURATION_INVALID:\n${lines.join('')}`);
    return usageExitCode;
  }
  const logThreshold = new LogThreshold(config.logLevel);
  const log = createPinoLog(logThreshold);
  for (const warning of warnings) log.warn('unknown variable', { warning });
  const context = { config, clock: systemClock, random: systemRandom, log, logThreshold };
  try {
    await command({ ...context, terminal, signal, environment }, args);
    return 0;
  } catch (error) {
    return tellError(error, terminal, name);
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
