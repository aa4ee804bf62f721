// Under which ecosystem, name and version the advisories of a package are looked up.
import { normalisePackageName } from '../advisories/normalise-package-name.ts';
import type { Package, PackageType } from '../protocol/inventory.ts';

export interface PackageLookup {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  /** A paid pocket: what it says of a record outweighs what the release itself says. */
  readonly isExtended?: boolean;
  /** `nodejs:18:8090020240101:a1b2c3d4`, of an rpm in a module. */
  readonly modularity?: string;
  readonly architecture?: string;
}

/** What of a package decides about its lookups. */
type NamedPackage = Pick<
  Package,
  'type' | 'name' | 'version' | 'source' | 'architecture' | 'modularity'
>;

const languageEcosystems: Readonly<Partial<Record<PackageType, string>>> = {
  npm: 'npm',
  pypi: 'PyPI',
  golang: 'Go',
  maven: 'Maven',
  gem: 'RubyGems',
  composer: 'Packagist',
  cargo: 'crates.io',
  nuget: 'NuGet',
};

export function languageEcosystemOf(type: PackageType): string | undefined {
  return languageEcosystems[type];
}

export function languageLookups(found: NamedPackage): readonly PackageLookup[] {
  const ecosystem = languageEcosystemOf(found.type);
  if (ecosystem === undefined) return [];
  const name = normalisePackageName(ecosystem, found.name);
  return [{ ecosystem, name, version: comparableVersion(found) }];
}

/** Distros speak of source packages; the errata of rpm distros name binary packages as well. */
export function distroLookups(
  found: NamedPackage,
  ecosystems: readonly string[],
  extended: readonly string[] = [],
): readonly PackageLookup[] {
  const source = found.source ?? { name: found.name, version: found.version };
  const isNamedApart = found.type === 'rpm' && source.name !== found.name;
  const named = isNamedApart ? [{ name: found.name, version: found.version }, source] : [source];
  return ecosystems.flatMap((ecosystem) =>
    named.map(({ name, version }) => ({
      ...{ ecosystem, name, version },
      ...(extended.includes(ecosystem) ? { isExtended: true } : {}),
      ...(found.modularity === undefined ? {} : { modularity: found.modularity }),
      ...(found.architecture === undefined ? {} : { architecture: found.architecture }),
    })),
  );
}

function comparableVersion(found: NamedPackage): string {
  if (found.type === 'golang') return goVersion(found.version);
  if (found.type === 'gem') return found.version.replace(gemPlatform, '');
  return found.version;
}

const gemPlatform =
  /-(?:x86|x64|i[3-6]86|arm|aarch64|powerpc|ppc|s390|java|jruby|universal|mingw|mswin|ruby$).*$/;

/** The toolchain writes its own version `go1.22rc1`, which is `1.22.0-rc.1` as a semantic version. */
function goVersion(version: string): string {
  const match = /^go([0-9]+\.[0-9]+)(\.[0-9]+)?(?:(beta|rc)([0-9]+))?/.exec(version);
  if (match === null) return version;
  const [, release = '', patch = '.0', stage, number = '0'] = match;
  return `${release}${patch}${stage === undefined ? '' : `-${stage}.${number}`}`;
}
