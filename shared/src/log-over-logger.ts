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

export function logOverLogger(logger: LevelledLogger): Log {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    child: (fields) => logOverLogger(logger.child(fields)),
  };
}

/** Code, message and stack; never the enumerable properties of a foreign error, which may hold a request. */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? { code: error.code } : {};
  return { ...code, name: error.name, message: error.message, stack: error.stack };
}
