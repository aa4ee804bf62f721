// What other programs want to know before they look system packages up in advisories: the distribution, and the source
// package behind each. Neither CycloneDX nor SPDX has a field for the latter, so it stands where readers look for it.
import type { Inventory, Package } from '../protocol/inventory.ts';

export interface OperatingSystem {
  /** As os-release names it: `debian`, `rocky`. */
  readonly name: string;
  readonly version?: string;
}

export function operatingSystemOf({ distro }: Inventory): OperatingSystem | undefined {
  if (distro === undefined || distro.id === '') return undefined;
  const { id: name, versionId: version } = distro;
  return version === undefined ? { name } : { name, version };
}

/** The source package, where it says more than the package itself. */
export function sourcePackageOf({ type, name, version, source }: Package): Package['source'] {
  if (source === undefined || !systemTypes.has(type)) return undefined;
  return source.name === name && source.version === version ? undefined : source;
}

const systemTypes: ReadonlySet<string> = new Set(['deb', 'apk', 'rpm']);

/** The purl with the source package as `upstream`, which is how Syft and Grype tell it each other. */
export function purlWithUpstream(found: Package): string {
  const source = sourcePackageOf(found);
  if (source === undefined) return found.purl;
  const upstream = encodeURIComponent(upstreamOf(found, source).toWellFormed());
  return `${found.purl}${found.purl.includes('?') ? '&' : '?'}upstream=${upstream}`;
}

function upstreamOf({ type, version }: Package, source: NonNullable<Package['source']>): string {
  // The file name of a source rpm, which has no epoch.
  if (type === 'rpm') return `${source.name}-${source.version.replace(/^\d+:/, '')}.src.rpm`;
  return source.version === version ? source.name : `${source.name}@${source.version}`;
}
