// Puts together what a scan has learned of one image into the inventory that travels and is matched.
import type { Descriptor } from '@harborguard/shared/oci/parse-manifest.ts';
import type { IndexingIssue, Inventory, Layer } from '@harborguard/shared/protocol/inventory.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import { coalesceLayers } from './coalesce-layers.ts';
import { inventoryPackages, packagesMax } from './inventory-packages.ts';
import type { LayerIssue } from './layer-facts.ts';
import { observeImage } from './observations/observe-image.ts';
import type { LayerResult, ScannedImage } from './scanned-image.ts';

/** As many as an inventory carries. */
const issuesMax = 1000;

export function buildInventory(image: ScannedImage): Inventory {
  const { manifest, config } = image;
  const coalesced = coalesceLayers(image.layers.map(factsOf), image.detectors);
  const packages = inventoryPackages(coalesced);
  const { facts, layerSteps, observations } = observeImage(image, packages);
  const issues = [
    ...image.layers.flatMap(layerIssues),
    ...coalesced.issues.map((issue) => inventoryIssue(issue)),
    ...(packages.length > packagesMax ? [tooManyPackages(packages.length)] : []),
  ].slice(0, issuesMax);
  return {
    schemaVersion: 1,
    analyzerVersion: image.analyzerVersion,
    imageDigest: image.digest,
    mediaType: manifest.mediaType,
    platform: config.platform,
    sizeBytes: [manifest.config, ...manifest.layers].reduce((sum, one) => sum + one.sizeBytes, 0),
    ...(coalesced.distro === undefined ? {} : { distro: coalesced.distro }),
    facts,
    layers: inventoryLayers(image, layerSteps),
    packages: packages.slice(0, packagesMax),
    observations,
    state: issues.length === 0 ? 'indexed' : 'partial',
    issues,
  };
}

function factsOf(result: LayerResult) {
  return result.kind === 'facts' ? result.facts : undefined;
}

function inventoryLayers(
  { manifest, config, layers }: ScannedImage,
  layerSteps: readonly string[],
): Layer[] {
  return manifest.layers.map((layer: Descriptor, index) => {
    const result = layers[index];
    const diffId = config.diffIds[index];
    const createdBy = layerSteps[index] ?? '';
    return {
      digest: layer.digest,
      mediaType: layer.mediaType,
      sizeBytes: layer.sizeBytes,
      ...(diffId === undefined ? {} : { diffId }),
      ...(result?.kind === 'facts' ? { uncompressedBytes: result.facts.uncompressedBytes } : {}),
      ...(createdBy === '' ? {} : { createdBy }),
    };
  });
}

function layerIssues(result: LayerResult, layer: number): readonly IndexingIssue[] {
  return result.kind === 'facts'
    ? result.facts.issues.map((issue) => inventoryIssue(issue, layer))
    : [inventoryIssue(result, layer)];
}

function inventoryIssue(issue: LayerIssue, layer?: number): IndexingIssue {
  return {
    code: issue.code,
    ...(layer === undefined ? {} : { layer }),
    ...(issue.path === undefined ? {} : { path: cleanText(issue.path, 4096) }),
    ...(issue.detail === undefined ? {} : { detail: cleanText(issue.detail, 1024) }),
  };
}

function tooManyPackages(count: number): IndexingIssue {
  return { code: 'ENTRY_LIMIT', detail: `${count} packages, ${packagesMax} are kept` };
}
