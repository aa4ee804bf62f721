// What every test of a scan needs, ready made: a scan with sensible defaults, and images from lists of entries.

import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import type { LayerEntry } from '@harborguard/shared/testing/image/layer-tar.ts';
import { makeImage, type TestImage } from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { MemoryScanCache } from '../memory-scan-cache.ts';
import { createScanBudget } from '../scan-budget.ts';
import { type ScanImageOptions, scanImage } from '../scan-image.ts';
import type { ScanOutcome } from '../scan-outcome.ts';
import { MemoryProvider } from './memory-provider.ts';

export type ScanSettings = Partial<ScanImageOptions> &
  Pick<ScanImageOptions, 'provider' | 'reference'>;

export function scan(settings: ScanSettings): Promise<ScanOutcome> {
  return scanImage({
    repository: 'team/app',
    signal: new AbortController().signal,
    layerCache: new MemoryScanCache(),
    clock: new FakeClock(),
    log: new MemoryLog(),
    tracer: noTracer,
    budget: createScanBudget(),
    ...settings,
  });
}

export async function inventoryOf(settings: ScanSettings): Promise<Inventory> {
  const outcome = await scan(settings);
  assert.ok(outcome.kind === 'inventory');
  return outcome.inventory;
}

/** An image with a layer for each list, lowest first. */
export async function imageOf(
  ...layers: readonly (readonly LayerEntry[])[]
): Promise<{ provider: MemoryProvider; image: TestImage }> {
  const provider = new MemoryProvider();
  const image = makeImage({ layers: await Promise.all(layers.map((one) => makeLayer(one))) });
  provider.add(image);
  return { provider, image };
}

export async function scanLayers(
  ...layers: readonly (readonly LayerEntry[])[]
): Promise<Inventory> {
  const { provider, image } = await imageOf(...layers);
  return inventoryOf({ provider, reference: image.digest });
}

export function namesOf(inventory: Inventory): readonly string[] {
  return inventory.packages.map((one) => `${one.name}@${one.version}`).sort();
}

/** Real images and databases lie beside the project; a test that wants one that is not there is skipped. */
export async function fixture(path: string): Promise<{ path: string; skip: string | false }> {
  const root = new URL('../../../../../shared/fixtures/', import.meta.url);
  const whole = fileURLToPath(new URL(path, root));
  const skip = await access(whole).then(
    () => false as const,
    () => `the fixture ${path} is not beside the project`,
  );
  return { path: whole, skip };
}
