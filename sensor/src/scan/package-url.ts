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
    : splitScope(found.name);
  const { epoch, version } = splitEpoch(found);
  const qualifiers = {
    ...(found.architecture === undefined
      ? {}
      : architectureQualifier(found.type, found.architecture)),
    ...(epoch === undefined ? {} : { epoch }),
    ...(isDistroPackage && distro?.versionId ? { distro: `${distro.id}-${distro.versionId}` } : {}),
  };
  return new PackageURL(
    found.type,
    namespace,
    found.type === 'pypi' ? normalisePackageName('PyPI', name) : name,
    version,
    qualifiers,
    undefined,
  ).toString();
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

/** `@scope/name`: the scope is the namespace. */
function splitScope(whole: string): { namespace: string | undefined; name: string } {
  const cut = whole.indexOf('/');
  return cut === -1
    ? { namespace: undefined, name: whole }
    : { namespace: whole.slice(0, cut), name: whole.slice(cut + 1) };
}
