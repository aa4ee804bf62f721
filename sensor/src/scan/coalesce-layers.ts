// The facts of an image's layers, from the bottom up, to the packages a container would find, each with the layer
// that brought it. It reads nothing and knows no registry.
import type { Distro } from '@harborguard/shared/protocol/inventory.ts';
import type { Detector, FoundPackage } from './detectors/detector.ts';
import { ImageTree } from './image-tree.ts';
import type { LayerFacts, LayerIssue } from './layer-facts.ts';

export interface PlacedPackage extends FoundPackage {
  readonly detector: string;
  /** The first layer that has this package in this version, and from which on every layer has it. */
  readonly layer: number;
}

export interface CoalescedImage {
  readonly packages: readonly PlacedPackage[];
  readonly distro?: Distro;
  /** Follows links, to compare paths that packages claim with paths where files are. */
  readonly resolve: (path: string) => string;
  readonly issues: readonly LayerIssue[];
}

type DetectedPackage = Omit<PlacedPackage, 'layer'>;

/** A layer without facts (skipped, or beyond a limit) changes nothing. */
export function coalesceLayers(
  layers: readonly (LayerFacts | undefined)[],
  detectors: readonly Detector[],
): CoalescedImage {
  const tree = new ImageTree();
  let found = findAll(tree, detectors);
  let since = new Map<string, number>();
  for (const [layer, facts] of layers.entries()) {
    if (facts === undefined || !tree.apply(layer, facts)) continue;
    found = findAll(tree, detectors);
    since = arrivals(found.packages, since, layer);
  }
  return {
    ...found,
    packages: found.packages.map((one) => ({ ...one, layer: since.get(packageKey(one)) ?? 0 })),
    resolve: (path) => tree.resolve(path),
    issues: unreadIssues(tree, detectors),
  };
}

function findAll(
  tree: ImageTree,
  detectors: readonly Detector[],
): { packages: readonly DetectedPackage[]; distro?: Distro } {
  const packages: DetectedPackage[] = [];
  let distro: Distro | undefined;
  for (const { name, find } of detectors) {
    const findings = find(tree.filesOf(name));
    for (const one of findings.packages) packages.push({ ...one, detector: name });
    distro ??= findings.distro;
  }
  return { packages, ...(distro === undefined ? {} : { distro }) };
}

/** What stays keeps its layer; what is new, or comes back after it was gone, has this one. */
function arrivals(
  packages: readonly DetectedPackage[],
  before: ReadonlyMap<string, number>,
  layer: number,
): Map<string, number> {
  const after = new Map<string, number>();
  for (const one of packages) {
    const key = packageKey(one);
    after.set(key, before.get(key) ?? layer);
  }
  return after;
}

export function packageKey(one: DetectedPackage): string {
  return [one.detector, one.type, one.name, one.version, one.architecture ?? ''].join('\n');
}

function unreadIssues(tree: ImageTree, detectors: readonly Detector[]): readonly LayerIssue[] {
  return detectors
    .flatMap((detector) => detector.namedPaths)
    .filter((path) => tree.leadsToUnreadFile(path))
    .map((path) => ({
      code: 'PACKAGE_DATA_INVALID',
      path,
      detail: `a link to ${tree.resolve(path)}, which was not read`,
    }));
}
