// Joins what the sensor knows of itself with the port it is told on.
import type { ListenAddress } from '@harborguard/shared/configuration/listen-address.ts';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { startMetricsServer } from '@harborguard/shared/runtime/metrics-server.ts';
import { watchProcess } from '@harborguard/shared/runtime/process-figures.ts';
import type { SelfWatch } from './self-watch.ts';
import { sensorVersion } from './sensor-version.ts';

export interface ServedMetrics {
  readonly port: number;
  close(): Promise<void>;
}

export async function serveMetrics(
  selfWatch: Pick<SelfWatch, 'metrics'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  listen: ListenAddress,
): Promise<ServedMetrics> {
  const process = watchProcess(clock, sensorVersion);
  try {
    const collect = () => Promise.resolve(selfWatch.metrics(process));
    const server = await startMetricsServer({ listen, log, collect });
    return {
      port: server.port,
      close: async () => {
        await server.close();
        process.stop();
      },
    };
  } catch (error) {
    process.stop();
    throw error;
  }
}
