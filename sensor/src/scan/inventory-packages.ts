// Packages as they stand in an inventory: the same package at several places is one, and one that a distro package
// brought says so, because the distro's advisories speak for it.
import type { Distro, Package } from '@harborguard/shared/protocol/inventory.ts';
import { type CoalescedImage, type PlacedPackage, packageKey } from './coalesce-layers.ts';
import { packageUrl } from './package-url.ts';

/** As many as an inventory carries. */
export const packagesMax = 200_000;
const locationsMax = 16;
const packageUrlLengthMax = 2048;

export function inventoryPackages(image: CoalescedImage): readonly Package[] {
  const owners = manifestOwners(image);
  const merged = new Map<string, Package>();
  for (const one of image.packages) {
    const owner = owners.get(one.location) ?? owners.get(outerFile(one.location));
    const key = `${packageKey(one)}\n${owner ?? ''}`;
    const same = merged.get(key);
    if (same === undefined) merged.set(key, packageOf(one, image.distro, owner));
    else if (same.locations.length < locationsMax) same.locations.push(one.location);
  }
  return [...merged.values()].filter((one) => one.purl.length <= packageUrlLengthMax);
}

/** Of `a.war!/b.jar`: who owns the archive owns what is in it. */
function outerFile(location: string): string {
  return location.split('!/', 1)[0] ?? location;
}

/** From the path of a language package's manifest to the purl of the distro package that brought it. */
function manifestOwners(image: CoalescedImage): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const one of image.packages) {
    if (one.ownedManifests === undefined || one.ownedManifests.length === 0) continue;
    const owner = packageUrl(one, image.distro);
    for (const path of one.ownedManifests) owners.set(image.resolve(path), owner);
  }
  return owners;
}

function packageOf(one: PlacedPackage, distro: Distro | undefined, owner?: string): Package {
  return {
    type: one.type,
    name: one.name,
    version: one.version,
    purl: packageUrl(one, distro),
    ...(one.architecture === undefined ? {} : { architecture: one.architecture }),
    ...(one.source === undefined ? {} : { source: { ...one.source } }),
    ...(one.licenses === undefined ? {} : { licenses: [...one.licenses] }),
    ...(one.vendor === undefined ? {} : { vendor: one.vendor }),
    ...(one.modularity === undefined ? {} : { modularity: one.modularity }),
    locations: [one.location],
    layer: one.layer,
    detector: one.detector,
    ...(owner === undefined ? {} : { ownedBy: owner }),
  };
}
