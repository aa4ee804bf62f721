// Scans that share what they know within a scope and nothing beyond it: one cache and one set of layers under way for
// each organisation, one number of layers at once for the process.
import type { Clock, Log, Tracer } from '@harborguard/shared/ports.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import { createScanBudget, type ScanBudget } from '../scan/scan-budget.ts';
import type { InventoryCache, LayerCache, ScanCache, ScanCacheKey } from '../scan/scan-cache.ts';
import { scanImage } from '../scan/scan-image.ts';
import type { Scan } from './run-scan.ts';

export interface ScopedScanDependencies {
  readonly layerCache: LayerCache;
  readonly inventoryCache: InventoryCache;
  readonly parallelLayers: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
}

export function createScopedScan(dependencies: ScopedScanDependencies): Scan {
  const { layerCache, inventoryCache, parallelLayers, clock, log, tracer } = dependencies;
  const { slots, heldBytes } = createScanBudget(parallelLayers);
  const budgets = new Map<string, ScanBudget>();
  return (question, scope) => {
    const budget = budgets.get(scope) ?? {
      ...createScanBudget(parallelLayers),
      ...{ slots, heldBytes },
    };
    budgets.set(scope, budget);
    const { repository, reference } = question;
    const attributes = {
      'harborguard.repository': repository,
      'harborguard.image.digest': reference,
    };
    return traced(tracer, { name: 'scan', attributes }, async (span) => {
      const outcome = await scanImage({
        ...question,
        ...{ clock, log, tracer, budget },
        layerCache: scopedCache(layerCache, scope),
        inventoryCache: scopedCache(inventoryCache, scope),
      });
      span.set({ 'harborguard.scan.outcome': outcome.kind });
      return outcome;
    });
  };
}

function scopedCache<Value>(cache: ScanCache<Value>, scope: string): ScanCache<Value> {
  if (scope === '') return cache;
  const scoped = (key: ScanCacheKey) => ({
    ...key,
    analyzerVersion: `${scope}/${key.analyzerVersion}`,
  });
  return {
    get: (key) => cache.get(scoped(key)),
    put: (key, value) => cache.put(scoped(key), value),
  };
}
