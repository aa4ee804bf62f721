// What this process uses, for its metrics.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ProcessFigures } from '../src/metrics/process-metrics.ts';
import type { Clock } from '../src/ports.ts';

export interface ProcessWatch {
  /** Of the event loop: since the last call. */
  read(): ProcessFigures;
  stop(): void;
}

const lagResolutionMs = 20;
const nanosecondsPerSecond = 1e9;

/** The version is that of the program. */
export function watchProcess(clock: Clock, version: string): ProcessWatch {
  const lag = monitorEventLoopDelay({ resolution: lagResolutionMs });
  lag.enable();
  const startedAtMs = clock.now() - process.uptime() * 1000;
  return {
    read: () => {
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      const hasSamples = lag.count > 0;
      const figures: ProcessFigures = {
        version,
        startedAtMs,
        cpuSeconds: (user + system) / 1e6,
        residentBytes: rss,
        heapBytes: heapUsed,
        lagMeanSeconds: hasSamples ? lag.mean / nanosecondsPerSecond : 0,
        lagMaxSeconds: hasSamples ? lag.max / nanosecondsPerSecond : 0,
      };
      lag.reset();
      return figures;
    },
    stop: () => lag.disable(),
  };
}
