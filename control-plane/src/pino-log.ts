// The Log port over pino: JSON lines on standard error, as many as the threshold lets through at the moment.
import {
  errorFields,
  type LogThreshold,
  logOverLogger,
  secretFieldPaths,
} from '@harborguard/shared/log-over-logger.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import { type DestinationStream, pino } from 'pino';

export function createPinoLog(
  threshold: LogThreshold,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Log {
  const options = {
    // The threshold decides: the level of a pino child cannot be changed from its parent.
    level: 'debug',
    base: null,
    redact: { paths: [...secretFieldPaths], remove: true },
    serializers: { error: errorFields },
  };
  return logOverLogger(pino(options, destination), threshold);
}
