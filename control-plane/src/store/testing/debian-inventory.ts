// The inventory of a small Debian image. For tests only.
import type { Inventory, Package } from '@harborguard/shared/protocol/inventory.ts';
import { digestOf } from './inventory-world.ts';

export interface DebianImage {
  readonly word: string;
  /** `name@version`. */
  readonly packages: readonly string[];
  readonly release?: string;
  readonly architecture?: string;
  readonly state?: Inventory['state'];
  readonly analyzerVersion?: string;
}

export function debianInventory(image: DebianImage): Inventory {
  return {
    schemaVersion: 1,
    analyzerVersion: image.analyzerVersion ?? 'analyzer-1',
    imageDigest: digestOf(image.word),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platform: { os: 'linux', architecture: image.architecture ?? 'amd64' },
    sizeBytes: 1000,
    distro: {
      id: 'debian',
      idLike: [],
      versionId: image.release ?? '12',
      prettyName: `Debian ${image.release ?? '12'}`,
    },
    facts: { exposedPorts: [], labels: {} },
    layers: [
      {
        digest: digestOf('layer'),
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        sizeBytes: 900,
        createdBy: 'RUN install',
      },
    ],
    packages: image.packages.map(debianPackage),
    state: image.state ?? 'indexed',
    issues: [],
  };
}

function debianPackage(text: string): Package {
  const at = text.lastIndexOf('@');
  const name = text.slice(0, at);
  const version = text.slice(at + 1);
  return {
    type: 'deb',
    name,
    version,
    purl: `pkg:deb/debian/${name}@${version}`,
    locations: ['var/lib/dpkg/status'],
    layer: 0,
    detector: 'dpkg',
  };
}
