// The Log port over pino: JSON lines on standard error, known secret fields removed as a second line of defence.
import type { Log } from '@harborguard/shared/ports.ts';
import { type Logger, pino } from 'pino';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const secretFields = ['password', 'apiKey', 'token', 'secret', 'authorization', 'credential'];

export function createPinoLog(level: LogLevel): Log {
  const logger = pino(
    {
      level,
      base: null,
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), remove: true },
      serializers: { error: errorFields },
    },
    pino.destination({ fd: 2, sync: true }),
  );
  return wrap(logger);
}

function wrap(logger: Logger): Log {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    child: (fields) => wrap(logger.child(fields)),
  };
}

/** Code, message and stack; never the enumerable properties of a foreign error, which may hold a request. */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? { code: error.code } : {};
  return { ...code, name: error.name, message: error.message, stack: error.stack };
}
