// The purl of a package, by https://github.com/package-url/purl-spec.
import { normalisePackageName } from '@harborguard/shared/advisories/normalise-package-name.ts';
import type { Distro, PackageType } from '@harborguard/shared/protocol/inventory.ts';
import { PackageURL } from 'packageurl-js';
import type { FoundPackage } from './detectors/detector.ts';

const distroTypes: readonly string[] = ['deb', 'apk', 'rpm'];

export function packageUrl(found: FoundPackage, distro: Distro | undefined): string {
  const isDistroPackage = distroTypes.includes(found.type);
  const { namespace, name } = isDistroPackage
    ? { namespace: distro?.id, name: found.name }
    : splitName(found);
  const { epoch, version } = splitEpoch(found);
  const qualifiers = {
    ...(found.architecture === undefined
      ? {}
      : architectureQualifier(found.type, found.architecture)),
    ...(epoch === undefined ? {} : { epoch }),
    ...(isDistroPackage && distro?.versionId ? { distro: `${distro.id}-${distro.versionId}` } : {}),
  };
  const written = found.type === 'pypi' ? normalisePackageName('PyPI', name) : name;
  try {
    return new PackageURL(
      found.type,
      namespace,
      written,
      version,
      qualifiers,
      undefined,
    ).toString();
  } catch {
    // The library refuses what its type's registry would; whoever made the image need not have asked it.
    return plainPackageUrl([found.type, ...(namespace?.split('/') ?? []), written], version);
  }
}

function plainPackageUrl(segments: readonly string[], version: string): string {
  const path = segments.filter((one) => one !== '').map(encodeURIComponent);
  return `pkg:${path.join('/')}@${encodeURIComponent(version)}`;
}

/** Gems say for which kind of Ruby they were compiled where others name an architecture. */
function architectureQualifier(type: PackageType, architecture: string) {
  return type === 'gem' ? { platform: architecture } : { arch: architecture };
}

/** Of rpm alone the specification wants the epoch apart from the version. */
function splitEpoch({ type, version }: FoundPackage): { epoch?: string; version: string } {
  const cut = type === 'rpm' ? version.indexOf(':') : -1;
  return cut === -1
    ? { version }
    : { epoch: version.slice(0, cut), version: version.slice(cut + 1) };
}

/** `@scope/name`, `host/owner/name` of Go, `group:artifact` of Maven: the namespace is what comes before the name. */
function splitName({ type, name: whole }: FoundPackage): {
  namespace: string | undefined;
  name: string;
} {
  const cut = type === 'maven' ? whole.indexOf(':') : nameStart(type, whole);
  return cut === -1
    ? { namespace: undefined, name: whole }
    : { namespace: whole.slice(0, cut), name: whole.slice(cut + 1) };
}

function nameStart(type: PackageType, whole: string): number {
  return type === 'golang' ? whole.lastIndexOf('/') : whole.indexOf('/');
}
