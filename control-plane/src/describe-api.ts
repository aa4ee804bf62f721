// The OpenAPI document without a running control plane: for the types of the console and whoever wants to read it.
import { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { systemRandom } from '@harborguard/shared/runtime/system-random.ts';
import { composeControlPlane } from './compose.ts';
import { parseConfig } from './config.ts';

const stoppedClock: Clock = {
  now: () => 0,
  monotonicMs: () => 0,
  setTimer: () => ({ cancel: () => undefined }),
};
const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quietLog,
};

/** `dataFolder` is empty and of no further use. */
export async function describeApi(dataFolder: string): Promise<object> {
  const { config } = parseConfig({ HARBORGUARD_DATA_DIR: dataFolder }, () => undefined);
  const logThreshold = new LogThreshold('silent');
  const ports = {
    clock: stoppedClock,
    random: systemRandom,
    log: quietLog,
    logThreshold,
    environment: {},
  };
  const controlPlane = await composeControlPlane(config, ports);
  try {
    await controlPlane.app.ready();
    return controlPlane.app.swagger();
  } finally {
    await controlPlane.stop();
  }
}
