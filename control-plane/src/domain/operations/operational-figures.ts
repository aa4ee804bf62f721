// What the database knows about the state of the installation as a whole, in numbers alone.
import type { ControlPlaneMeters } from './control-plane-metrics.ts';

export interface OperationalFigures {
  readonly jobs: readonly {
    readonly kind: string;
    readonly state: string;
    readonly count: number;
  }[];
  /** Of those that may be taken now. */
  readonly oldestQueued: readonly { readonly kind: string; readonly createdAt: number }[];
  readonly matchQueue: number;
  readonly webhookBacklog: number;
  readonly sensorsKnown: number;
  readonly outbox: {
    readonly messages: number;
    readonly bytes: number;
    readonly oldestAgeMs: number;
  };
  readonly deliveries: { readonly pending: number; readonly failed: number };
  readonly oldestDueAt: number | undefined;
}

export interface OperationalQueries {
  figures(now: number): Promise<OperationalFigures>;
}

export function setFigures(
  meters: ControlPlaneMeters,
  figures: OperationalFigures,
  now: number,
): void {
  for (const meter of [meters.jobs, meters.oldestJobAge]) meter.clear();
  for (const { kind, state, count } of figures.jobs) meters.jobs.set(count, { kind, state });
  for (const { kind, createdAt } of figures.oldestQueued) {
    meters.oldestJobAge.set(secondsSince(createdAt, now), { kind });
  }
  meters.matchQueue.set(figures.matchQueue);
  meters.webhookBacklog.set(figures.webhookBacklog);
  meters.sensorsKnown.set(figures.sensorsKnown);
  meters.outboxMessages.set(figures.outbox.messages);
  meters.outboxBytes.set(figures.outbox.bytes);
  meters.outboxOldestAge.set(figures.outbox.oldestAgeMs / 1000);
  meters.deliveries.set(figures.deliveries.pending, { state: 'pending' });
  meters.deliveries.set(figures.deliveries.failed, { state: 'failed' });
  const { oldestDueAt = now } = figures;
  meters.deliveryOldestAge.set(secondsSince(oldestDueAt, now));
}

function secondsSince(time: number, now: number): number {
  return Math.max(0, now - time) / 1000;
}
