// What the sensor knows of itself, for metrics and for who asks over the link.
import type { PrintedVariable } from '@harborguard/shared/configuration/print-variables.ts';
import { createMeters, expositionOf } from '@harborguard/shared/metrics/meter.ts';
import { setProcessMetrics } from '@harborguard/shared/metrics/process-metrics.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import {
  type DiagnosticsBody,
  linkHistoryMax,
  recentErrorsMax,
  variablesMax,
} from '@harborguard/shared/protocol/diagnostics.ts';
import type { ProcessWatch } from '@harborguard/shared/runtime/process-figures.ts';
import type { LinkStatus } from './link/link-state.ts';
import type { OutboxStats } from './outbox/outbox.ts';
import type { RecentErrors } from './recent-errors.ts';
import { type SensorMeters, sensorMetrics } from './sensor-metrics.ts';
import { sensorVersion } from './sensor-version.ts';

/** Read at the moment it is asked for. */
export interface SensorFigures {
  readonly outbox: OutboxStats;
  readonly runningJobs: number;
  readonly layerCacheBytes: number;
  readonly freeDiskBytes: number | undefined;
}

export interface SelfWatchOptions {
  readonly clock: Clock;
  readonly errors: RecentErrors;
  readonly variables: readonly PrintedVariable[];
  readonly analyzerVersion: string;
  readonly figures: () => SensorFigures;
}

const rateLimited = 429;

export class SelfWatch {
  readonly #options: SelfWatchOptions;
  readonly #startedAt: number;
  readonly #link: { readonly at: number; readonly state: string; readonly code?: string }[] = [];
  readonly meters: SensorMeters = createMeters(sensorMetrics);

  constructor(options: SelfWatchOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  noteLink({ state, code }: LinkStatus): void {
    const at = this.#options.clock.now();
    this.#link.push(code === undefined ? { at, state } : { at, state, code });
    if (this.#link.length > linkHistoryMax) this.#link.shift();
    this.meters.linkStates.add({ state });
    this.meters.linkUp.set(state === 'live' ? 1 : 0);
    if (state === 'waiting' || state === 'refused') {
      this.meters.reconnects.add({ reason: code ?? '' });
    }
  }

  /** `undefined`: there was no answer. */
  noteRegistryAnswer(status: number | undefined): void {
    const { registryRequests } = this.meters;
    if (status === undefined) registryRequests.add({ outcome: 'failed' });
    else if (status === rateLimited) registryRequests.add({ outcome: 'rate_limited' });
    else registryRequests.add({ outcome: `${Math.floor(status / 100)}xx` });
  }

  diagnostics(): DiagnosticsBody {
    const { errors, variables, analyzerVersion, figures } = this.#options;
    const { outbox, runningJobs, layerCacheBytes, freeDiskBytes } = figures();
    return {
      version: sensorVersion,
      analyzerVersion,
      platform: `${process.platform}/${process.arch}`,
      nodeVersion: process.version,
      startedAt: this.#startedAt,
      variables: variables.slice(0, variablesMax).map(({ name, origin }) => ({ name, origin })),
      link: [...this.#link],
      outbox: { ...outbox },
      errors: errors.list().slice(-recentErrorsMax),
      runningJobs,
      layerCacheBytes,
      rssBytes: process.memoryUsage.rss(),
      ...(freeDiskBytes === undefined ? {} : { freeDiskBytes }),
    };
  }

  metrics(ownProcess: Pick<ProcessWatch, 'read'>): string {
    const { meters } = this;
    const { outbox, runningJobs, layerCacheBytes, freeDiskBytes } = this.#options.figures();
    setProcessMetrics(meters, ownProcess.read());
    meters.outboxMessages.set(outbox.messages);
    meters.outboxBytes.set(outbox.bytes);
    meters.outboxOldestAge.set(outbox.oldestAgeMs / 1000);
    meters.outboxLost.set(outbox.lost);
    meters.jobsRunning.set(runningJobs);
    meters.layerCache.set(layerCacheBytes);
    if (freeDiskBytes !== undefined) meters.freeDisk.set(freeDiskBytes);
    return expositionOf(meters);
  }
}
