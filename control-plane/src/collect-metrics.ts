// Everything the control plane says of itself at one moment, as text for Prometheus.
import { feedAges } from '@harborguard/shared/advisories/feed-age.ts';
import { expositionOf } from '@harborguard/shared/metrics/meter.ts';
import { setProcessMetrics } from '@harborguard/shared/metrics/process-metrics.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { ProcessWatch } from '@harborguard/shared/runtime/process-figures.ts';
import type { ControlPlaneMeters } from './domain/operations/control-plane-metrics.ts';
import { type OperationalQueries, setFigures } from './domain/operations/operational-figures.ts';
import type { AdvisoryAge } from './http/services.ts';

export interface MetricSources {
  readonly meters: ControlPlaneMeters;
  readonly clock: Clock;
  readonly queries: OperationalQueries;
  readonly process: Pick<ProcessWatch, 'read'>;
  readonly advisories: () => AdvisoryAge;
  readonly linkCount: () => number;
  readonly isReady: () => boolean;
}

export async function collectMetrics(sources: MetricSources): Promise<string> {
  const { meters, clock, queries } = sources;
  const now = clock.now();
  setProcessMetrics(meters, sources.process.read());
  setFigures(meters, await queries.figures(now), now);
  meters.ready.set(sources.isReady() ? 1 : 0);
  meters.sensorsConnected.set(sources.linkCount());
  const { description } = sources.advisories();
  meters.advisoryRecords.set(description?.records ?? 0);
  if (description === undefined) {
    // An age of nothing would be a lie in either direction.
    for (const meter of [meters.advisoriesAge, meters.advisoriesNewest]) meter.clear();
  } else {
    meters.advisoriesNewest.set(description.newestModifiedAtMs / 1000);
    meters.advisoriesAge.set(Math.max(0, now - description.newestModifiedAtMs) / 1000);
  }
  const { epss, kev } = feedAges(description?.feeds ?? {}, now);
  meters.advisoryFeedAge.clear();
  if (epss !== undefined) meters.advisoryFeedAge.set(epss.ageMs / 1000, { feed: 'epss' });
  if (kev !== undefined) meters.advisoryFeedAge.set(kev.ageMs / 1000, { feed: 'kev' });
  return expositionOf(meters);
}
