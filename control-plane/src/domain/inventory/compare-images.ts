// What changed from one image to another: findings that came, went and stayed, packages, size. Pure.
import type { Package } from '@harborguard/shared/protocol/inventory.ts';
import type { ImageFinding } from '../findings/finding-queries.ts';

export interface ComparedImage {
  readonly packages: readonly Pick<Package, 'type' | 'name' | 'version'>[];
  readonly findings: readonly ImageFinding[];
}

export interface PackageChange {
  readonly type: string;
  readonly name: string;
  /** The versions of each side; several where an image holds a package more than once. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface ImageComparison {
  readonly findings: {
    readonly added: readonly ImageFinding[];
    readonly fixed: readonly ImageFinding[];
    readonly kept: readonly ImageFinding[];
  };
  readonly packages: {
    readonly added: readonly PackageChange[];
    readonly removed: readonly PackageChange[];
    readonly changed: readonly PackageChange[];
  };
}

/** A finding is the same when the advisory and the package are: another version that is still affected keeps it. */
export function compareImages(from: ComparedImage, to: ComparedImage): ImageComparison {
  const before = new Set(from.findings.map(findingKey));
  const after = new Set(to.findings.map(findingKey));
  const packages = packageChanges(from.packages, to.packages);
  return {
    findings: {
      added: to.findings.filter((finding) => !before.has(findingKey(finding))),
      fixed: from.findings.filter((finding) => !after.has(findingKey(finding))),
      kept: to.findings.filter((finding) => before.has(findingKey(finding))),
    },
    packages: {
      added: packages.filter((change) => change.from.length === 0),
      removed: packages.filter((change) => change.to.length === 0),
      changed: packages.filter((change) => change.from.length > 0 && change.to.length > 0),
    },
  };
}

function findingKey({ advisoryId, packageType, packageName }: ImageFinding): string {
  return JSON.stringify([advisoryId, packageType, packageName]);
}

function packageChanges(
  from: ComparedImage['packages'],
  to: ComparedImage['packages'],
): readonly PackageChange[] {
  const before = versionsByName(from);
  const after = versionsByName(to);
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((key) => {
    const change = { from: before.get(key) ?? [], to: after.get(key) ?? [] };
    if (JSON.stringify(change.from) === JSON.stringify(change.to)) return [];
    const [type = '', name = ''] = JSON.parse(key) as string[];
    return [{ type, name, ...change }];
  });
}

function versionsByName(
  packages: ComparedImage['packages'],
): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(packages, ({ type, name }) => JSON.stringify([type, name]));
  return new Map(
    [...groups].map(([key, found]) => [
      key,
      [...new Set(found.map(({ version }) => version))].toSorted(),
    ]),
  );
}
