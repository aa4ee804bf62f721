// What an earlier scan has made of an image. The manifest names everything in it by digest, so whoever may read the
// manifest may have the inventory, and it is the same for as long as the analyzer is.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { analyzerVersion } from './detectors/detectors.ts';
import type { InventoryCache } from './scan-cache.ts';
import type { LayerResult } from './scanned-image.ts';

export interface InventoryMemory {
  /** Absent: every scan begins at the layers. */
  readonly inventoryCache?: InventoryCache | undefined;
  readonly log: Log;
}

/** The cache only saves work: a scan goes on without it. */
export async function knownInventory(
  { inventoryCache, log }: InventoryMemory,
  digest: string,
): Promise<Inventory | undefined> {
  try {
    return await inventoryCache?.get({ digest, analyzerVersion });
  } catch (error) {
    warn(log, 'inventory cache read failed', digest, error);
    return undefined;
  }
}

/** Not when a limit was in the way: with more time, or in another version, there would be more to say. */
export async function rememberInventory(
  { inventoryCache, log }: InventoryMemory,
  inventory: Inventory,
  layers: readonly LayerResult[],
): Promise<void> {
  if (!layers.every(isFinal)) return;
  const digest = inventory.imageDigest;
  try {
    await inventoryCache?.put({ digest, analyzerVersion }, inventory);
  } catch (error) {
    warn(log, 'inventory cache write failed', digest, error);
  }
}

function isFinal(result: LayerResult): boolean {
  return result.kind === 'facts' ? result.complete : result.code === 'FOREIGN_LAYER_SKIPPED';
}

function warn(log: Log, message: string, digest: string, error: unknown): void {
  log.warn(message, { digest, code: isHarborError(error) ? error.code : undefined, error });
}
