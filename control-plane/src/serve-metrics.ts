// Joins what the control plane knows of itself with the port it is told on.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { startMetricsServer } from '@harborguard/shared/runtime/metrics-server.ts';
import { watchProcess } from '@harborguard/shared/runtime/process-figures.ts';
import { collectMetrics } from './collect-metrics.ts';
import type { Services } from './create-services.ts';
import { version } from './version.ts';

export interface ServedMetrics {
  readonly port: number;
  close(): Promise<void>;
}

export async function serveMetrics(
  { api, operationalQueries }: Pick<Services, 'api' | 'operationalQueries'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  options: {
    readonly listen: { readonly host: string; readonly port: number };
    readonly linkCount: () => number;
  },
): Promise<ServedMetrics> {
  const process = watchProcess(clock, version);
  const { advisories, isReady, operations } = api;
  const collect = () =>
    collectMetrics({
      ...{ clock, process, advisories, isReady },
      meters: operations.meters,
      queries: operationalQueries,
      linkCount: options.linkCount,
    });
  try {
    const server = await startMetricsServer({ listen: options.listen, log, collect });
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
