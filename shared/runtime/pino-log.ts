// The Log port over pino: JSON lines on standard error, as many as the threshold lets through at the moment.

import { type DestinationStream, pino } from 'pino';
import {
  errorFields,
  type LogThreshold,
  logOverLogger,
  secretFieldPaths,
} from '../src/log-over-logger.ts';
import type { Log } from '../src/ports.ts';

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
