// What both programs say of their own process.

import type { Meters } from './meter.ts';
import { defineMetrics } from './metric-definition.ts';

export const processMetrics = defineMetrics({
  buildInfo: {
    name: 'harborguard_build_info',
    kind: 'gauge',
    help: 'Always 1; the version is in the label.',
    labels: { version: { atMost: 1 } },
  },
  processStart: {
    name: 'harborguard_process_start_timestamp_seconds',
    kind: 'gauge',
    help: 'When the process started.',
    labels: {},
  },
  processCpu: {
    name: 'harborguard_process_cpu_seconds_total',
    kind: 'counter',
    help: 'CPU time of the process, user and system.',
    labels: {},
  },
  residentMemory: {
    name: 'harborguard_process_resident_memory_bytes',
    kind: 'gauge',
    help: 'Resident memory of the process.',
    labels: {},
  },
  heapUsed: {
    name: 'harborguard_process_heap_used_bytes',
    kind: 'gauge',
    help: 'Used heap of the process.',
    labels: {},
  },
  eventLoopLagMean: {
    name: 'harborguard_event_loop_lag_mean_seconds',
    kind: 'gauge',
    help: 'Mean delay of the event loop since the last scrape.',
    labels: {},
  },
  eventLoopLagMax: {
    name: 'harborguard_event_loop_lag_max_seconds',
    kind: 'gauge',
    help: 'Largest delay of the event loop since the last scrape.',
    labels: {},
  },
});

export interface ProcessFigures {
  readonly version: string;
  readonly startedAtMs: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly lagMeanSeconds: number;
  readonly lagMaxSeconds: number;
}

export function setProcessMetrics(
  meters: Meters<typeof processMetrics>,
  figures: ProcessFigures,
): void {
  meters.buildInfo.set(1, { version: figures.version });
  meters.processStart.set(figures.startedAtMs / 1000);
  meters.processCpu.set(figures.cpuSeconds);
  meters.residentMemory.set(figures.residentBytes);
  meters.heapUsed.set(figures.heapBytes);
  meters.eventLoopLagMean.set(figures.lagMeanSeconds);
  meters.eventLoopLagMax.set(figures.lagMaxSeconds);
}
