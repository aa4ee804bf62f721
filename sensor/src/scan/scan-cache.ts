// Where what scans have found is kept: facts about layers, and finished inventories. The port; what stands behind it
// lives elsewhere.
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import type { LayerFacts } from './layer-facts.ts';

export interface ScanCacheKey {
  /** Of the compressed blob, or of the manifest, as the registry names it. */
  readonly digest: string;
  readonly analyzerVersion: string;
}

export interface ScanCache<Value> {
  /** Exactly what was put under this key, or undefined. */
  get(key: ScanCacheKey): Promise<Value | undefined>;
  /** What has been verified and read to its end; the same key always brings equal values. */
  put(key: ScanCacheKey, value: Value): Promise<void>;
}

export type LayerCache = ScanCache<LayerFacts>;
export type InventoryCache = ScanCache<Inventory>;
