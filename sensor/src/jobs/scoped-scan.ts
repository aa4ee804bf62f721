// Scans that share their layers within a scope and nothing beyond it: one cache and one set of layers under way for
// each organisation, one number of layers at once for the process.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { LayerCache } from '../scan/layer-cache.ts';
import { createScanBudget, type ScanBudget } from '../scan/scan-budget.ts';
import { scanImage } from '../scan/scan-image.ts';
import type { Scan } from './run-scan.ts';

export interface ScopedScanDependencies {
  readonly layerCache: LayerCache;
  readonly parallelLayers: number;
  readonly clock: Clock;
  readonly log: Log;
}

export function createScopedScan(dependencies: ScopedScanDependencies): Scan {
  const { layerCache, parallelLayers, clock, log } = dependencies;
  const { slots, heldBytes } = createScanBudget(parallelLayers);
  const budgets = new Map<string, ScanBudget>();
  return (question, scope) => {
    const budget = budgets.get(scope) ?? {
      ...createScanBudget(parallelLayers),
      ...{ slots, heldBytes },
    };
    budgets.set(scope, budget);
    return scanImage({
      ...question,
      ...{ clock, log, budget },
      layerCache: scope === '' ? layerCache : scopedCache(layerCache, scope),
    });
  };
}

function scopedCache(cache: LayerCache, scope: string): LayerCache {
  const scoped = (analyzerVersion: string) => `${scope}/${analyzerVersion}`;
  return {
    get: (key) => cache.get({ ...key, analyzerVersion: scoped(key.analyzerVersion) }),
    put: (key, facts) => cache.put({ ...key, analyzerVersion: scoped(key.analyzerVersion) }, facts),
  };
}
