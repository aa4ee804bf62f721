// One reference to its outcome: fetch the documents, read the layers, coalesce them, write the inventory.
// It decides nothing about when, how often or where to scan.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isImageConfigType, layerType } from '@harborguard/shared/oci/media-types.ts';
import type { ImageConfig } from '@harborguard/shared/oci/parse-image-config.ts';
import type { Descriptor, ImageManifest } from '@harborguard/shared/oci/parse-manifest.ts';
import type { Clock, Log, Tracer } from '@harborguard/shared/ports.ts';
import { buildInventory } from './build-inventory.ts';
import { analyzerVersion, detectors } from './detectors/detectors.ts';
import { fetchConfig, fetchManifest, type ImageSource } from './fetch-image.ts';
import { knownInventory, rememberInventory } from './known-inventory.ts';
import { LayerReader } from './layer-reader.ts';
import type { ScanBudget } from './scan-budget.ts';
import type { InventoryCache, LayerCache } from './scan-cache.ts';
import { defaultScanLimits, type ScanLimits } from './scan-limits.ts';
import { artifactOutcome, indexOutcome, type ScanOutcome } from './scan-outcome.ts';
import { type ScanProgress, ScanProgressMeter } from './scan-progress.ts';
import type { LayerResult } from './scanned-image.ts';

export interface ScanImageOptions extends ImageSource {
  /** A tag or a digest. */
  readonly reference: string;
  readonly layerCache: LayerCache;
  /** Absent: what is known of a whole image is not kept. */
  readonly inventoryCache?: InventoryCache | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  /** Shared by all scans of the process. */
  readonly budget: ScanBudget;
  readonly limits?: ScanLimits;
  readonly onProgress?: (progress: ScanProgress) => void;
}

/** Failures throw a HarborError; what a limit cuts off is an issue of the inventory. */
export async function scanImage(options: ScanImageOptions): Promise<ScanOutcome> {
  const fetched = await fetchManifest(options, options.reference);
  if (fetched.kind === 'index') return indexOutcome(fetched.digest, fetched.index);
  const { digest, manifest } = fetched;
  // Charts, modules and other artifacts use the same manifest with a configuration of their own type.
  if (!isImageConfigType(manifest.config.mediaType)) return artifactOutcome(digest, manifest);
  const meter = new ScanProgressMeter(manifest.layers, options.onProgress);
  const known = await knownInventory(options, digest);
  if (known !== undefined) {
    for (const layer of manifest.layers) meter.startLayer(layer).done();
    return { kind: 'inventory', inventory: known };
  }
  const config = await fetchConfig(options, manifest);
  const layers = await readLayers(options, { manifest, config, meter });
  const inventory = buildInventory({
    digest,
    manifest,
    config,
    layers,
    analyzerVersion,
    detectors,
  });
  await rememberInventory(options, inventory, layers);
  return { kind: 'inventory', inventory };
}

interface ImageTask {
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
  readonly meter: ScanProgressMeter;
}

/** The first failure stops the other layers; it is thrown when they have stopped. */
async function readLayers(
  options: ScanImageOptions,
  { manifest, config, meter }: ImageTask,
): Promise<readonly LayerResult[]> {
  const limits = options.limits ?? defaultScanLimits;
  const reader = new LayerReader({
    cache: options.layerCache,
    budget: options.budget,
    clock: options.clock,
    log: options.log,
    tracer: options.tracer,
    analyzerVersion,
    detectors,
    limits,
  });
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const readings = manifest.layers.map(async (layer, index) => {
    try {
      const diffId = config.diffIds[index] ?? '';
      if (index >= limits.layers) return { kind: 'skipped', code: 'LAYER_COUNT_LIMIT' } as const;
      return await readOne(reader, { ...options, signal }, { layer, diffId, meter });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(readings);
  return Promise.all(readings);
}

interface LayerTask {
  readonly layer: Descriptor;
  readonly diffId: string;
  readonly meter: ScanProgressMeter;
}

async function readOne(
  reader: LayerReader,
  { provider, repository, signal }: ImageSource,
  { layer, diffId, meter }: LayerTask,
): Promise<LayerResult> {
  const type = layerType(layer.mediaType);
  if (type.kind === 'unknown') {
    throw new HarborError('LAYER_UNSUPPORTED', {
      details: { layer: layer.digest, mediaType: layer.mediaType },
    });
  }
  if (type.foreign) return { kind: 'skipped', code: 'FOREIGN_LAYER_SKIPPED' };
  const count = meter.startLayer(layer);
  const reading = await reader.read({
    provider,
    repository,
    layer,
    diffId,
    signal,
    onBytes: count.bytes,
  });
  count.done();
  return reading.kind === 'facts'
    ? reading
    : { kind: 'skipped', code: reading.code, detail: reading.detail };
}
