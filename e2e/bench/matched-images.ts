// Ten thousand images as a control plane knows them, and advisories about their packages, for the benches of matching.
import type { Inventory, Package } from '@harborguard/shared/protocol/inventory.ts';

export const packagesPerImage = 150;
const basePackages = 100;
const bases = 10;
const poolPackages = 3000;
/** One image in 50 holds a package that most do not. */
const rareEvery = 50;
const rarePackages = 50;
const tagsPerRepository = 100;

/** `base-3-17` and `app-1204`: what a package is called decides everything else about it. */
export function packageNames(image: number): readonly string[] {
  const base = image % bases;
  const own = packagesPerImage - basePackages;
  return [
    ...Array.from({ length: basePackages }, (_, index) => `base-${base}-${index}`),
    ...(image % rareEvery === 0 ? [`rare-${(image / rareEvery) % rarePackages}`] : []),
    ...Array.from({ length: own }, (_, index) => `app-${(image * 37 + index * 61) % poolPackages}`),
  ];
}

export function allPackageNames(): readonly string[] {
  const base = Array.from({ length: bases * basePackages }, (_, index) => {
    return `base-${Math.floor(index / basePackages)}-${index % basePackages}`;
  });
  return [...base, ...Array.from({ length: poolPackages }, (_, index) => `app-${index}`)];
}

export function rarePackageNames(): readonly string[] {
  return Array.from({ length: rarePackages }, (_, index) => `rare-${index}`);
}

export function repositoryOf(image: number): string {
  return `team/app-${Math.floor(image / tagsPerRepository)}`;
}

export function digestOf(image: number): string {
  return `sha256:${image.toString(16).padStart(64, '0')}`;
}

export function inventoryOf(image: number): Inventory {
  return {
    schemaVersion: 1,
    analyzerVersion: 'bench',
    imageDigest: digestOf(image),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: { os: 'linux', architecture: 'amd64' },
    sizeBytes: 1000,
    distro: { id: 'debian', idLike: [], versionId: '12', prettyName: 'Debian 12' },
    facts: { exposedPorts: [], labels: {} },
    layers: [{ digest: digestOf(1), mediaType: 'application/x', sizeBytes: 1, createdBy: 'RUN' }],
    packages: [...new Set(packageNames(image))].map(packageOf),
    state: 'indexed',
    issues: [],
  };
}

const known = new Map<string, Package>();

function packageOf(name: string): Package {
  const made = known.get(name) ?? madePackage(name);
  known.set(name, made);
  return made;
}

function madePackage(name: string): Package {
  return {
    type: 'deb',
    name,
    version: '2.0-1',
    architecture: 'amd64',
    source: { name, version: '2.0-1' },
    purl: `pkg:deb/debian/${name}@2.0-1?arch=amd64`,
    locations: ['var/lib/dpkg/status'],
    layer: 0,
    detector: 'dpkg',
  };
}

/** Critical, high, medium and without a rating in turn. */
const vectors = [
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N',
  undefined,
] as const;

export function recordOf(id: string, number: number, name: string, fixed: string): string {
  const events = [{ introduced: '0' }, { fixed }];
  const vector = vectors[number % vectors.length];
  return JSON.stringify({
    ...{ id, modified: '2026-01-01T00:00:00Z', summary: `About ${name}` },
    ...(vector === undefined ? {} : { severity: [{ type: 'CVSS_V3', score: vector }] }),
    affected: [
      { package: { ecosystem: 'Debian:12', name }, ranges: [{ type: 'ECOSYSTEM', events }] },
    ],
  });
}
