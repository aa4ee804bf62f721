// What every command is given: the configuration, the ports, and where to write.
import type { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { ControlPlaneConfig } from '../config.ts';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly config: ControlPlaneConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly logThreshold: LogThreshold;
  readonly terminal: Terminal;
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal;
  /** For the managed sensor: proxies, certificates and the like. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type Command = (context: CommandContext, args: readonly string[]) => Promise<void>;
