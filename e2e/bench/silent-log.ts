// Only errors: a bench says by itself what it measured.
import type { Log } from '@harborguard/shared/ports.ts';

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message, fields) => process.stderr.write(`${message} ${String(fields?.['error'])}\n`),
  child: () => silentLog,
};
