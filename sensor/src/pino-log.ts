// The Log port over pino: JSON lines on standard error.
import {
  errorFields,
  type LogLevel,
  logOverLogger,
  secretFieldPaths,
} from '@harborguard/shared/log-over-logger.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import { pino } from 'pino';

export function createPinoLog(level: LogLevel): Log {
  const options = {
    level,
    base: null,
    redact: { paths: [...secretFieldPaths], remove: true },
    serializers: { error: errorFields },
  };
  return logOverLogger(pino(options, pino.destination({ fd: 2, sync: true })));
}
