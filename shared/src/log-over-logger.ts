// The Log port over a levelled logger of a library, and what must never be in a line of it.
import type { Log, LogFields } from './ports.ts';

/** The part of a logger that is used; pino's fits. */
export interface LevelledLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: LogFields): LevelledLogger;
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Fields that are taken out wherever they stand: a second line of defence, the first is not to log them. */
export const secretFieldPaths: readonly string[] = [
  'password',
  'apiKey',
  'token',
  'secret',
  'authorization',
  'credential',
].flatMap((field) => [field, `*.${field}`]);

/** How much is logged; it may be changed while the program runs, for every child log too. */
export class LogThreshold {
  readonly #initial: LogLevel;
  #level: LogLevel;

  constructor(level: LogLevel) {
    this.#initial = level;
    this.#level = level;
  }

  get level(): LogLevel {
    return this.#level;
  }

  set(level: LogLevel): void {
    this.#level = level;
  }

  /** To debug and back to the level of the start. */
  toggleDebug(): LogLevel {
    const back = this.#initial === 'debug' ? 'info' : this.#initial;
    this.#level = this.#level === 'debug' ? back : 'debug';
    return this.#level;
  }

  allows(level: LogLevel): boolean {
    return logLevels.indexOf(level) >= logLevels.indexOf(this.#level);
  }
}

export function logOverLogger(logger: LevelledLogger, threshold: LogThreshold): Log {
  const writer =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void => {
      if (threshold.allows(level)) logger[level](fields, message);
    };
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    child: (fields) => logOverLogger(logger.child(fields), threshold),
  };
}

/** Code, message and stack; never the enumerable properties of a foreign error, which may hold a request. */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? { code: error.code } : {};
  return { ...code, name: error.name, message: error.message, stack: error.stack };
}
