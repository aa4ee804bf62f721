// What a control plane has come to know, without times and row ids: two worlds that saw the same registry must
// have equal snapshots.
import type { ChaosWorld } from './chaos-world.ts';

interface ImageRow {
  readonly repository: string;
  readonly tag: string;
  readonly platform?: string;
  readonly digest: string;
  readonly indexDigest?: string;
  readonly state: string;
  readonly packages: number;
  readonly findings: unknown;
}

interface ExposureRow {
  readonly repository: string;
  readonly tag: string;
  readonly platform: string;
  readonly advisoryId: string;
  readonly packageType: string;
  readonly packageName: string;
  readonly packageVersion: string;
  readonly severity: string;
  readonly fixedIn?: string;
  readonly digest: string;
}

interface PackageRow {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly layer: number;
}

export interface WorldSnapshot {
  readonly images: readonly string[];
  readonly packages: readonly string[];
  readonly exposures: readonly string[];
}

export async function takeSnapshot({ api, registryId }: ChaosWorld): Promise<WorldSnapshot> {
  const images = await api.list<ImageRow>(`/images?registry=${registryId}`);
  const exposures = await api.list<ExposureRow>(`/findings?registry=${registryId}&state=open`);
  const packages: string[] = [];
  for (const digest of new Set(images.map((image) => image.digest))) {
    const rows = await api.list<PackageRow>(`/images/${digest}/packages`);
    packages.push(...rows.map((row) => text(digest, row.type, row.name, row.version, row.layer)));
  }
  return {
    images: images.map(imageText).toSorted(),
    packages: packages.toSorted(),
    exposures: exposures.map(exposureText).toSorted(),
  };
}

function imageText(row: ImageRow): string {
  const { repository, tag, platform, digest, indexDigest, state, packages, findings } = row;
  return text(repository, tag, platform, digest, indexDigest, state, packages, findings);
}

function exposureText(row: ExposureRow): string {
  const { repository, tag, platform, advisoryId, packageType, packageName } = row;
  const place = text(repository, tag, platform, advisoryId, packageType, packageName);
  return `${place} ${text(row.packageVersion, row.severity, row.fixedIn, row.digest)}`;
}

function text(...values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value ?? null)).join(' ');
}
