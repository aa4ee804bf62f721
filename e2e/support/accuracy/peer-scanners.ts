// The packages that other scanners find in an image, without their vulnerability databases and without the network.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findPeer } from '../find-peer.ts';
import { mustRun } from '../run-command.ts';
import { packageKey } from './package-key.ts';

export const peerNames = ['syft', 'trivy'] as const;
export type PeerName = (typeof peerNames)[number];

export interface PeerPackage {
  readonly key: string;
  readonly path: string;
}

interface SyftDocument {
  readonly artifacts: readonly {
    readonly name: string;
    readonly version: string;
    readonly type: string;
    readonly purl?: string;
    readonly locations?: readonly { readonly path: string }[];
  }[];
}

interface TrivyDocument {
  readonly components?: readonly {
    readonly purl?: string;
    readonly properties?: readonly { readonly name: string; readonly value: string }[];
  }[];
}

const offline = {
  SYFT_CHECK_FOR_APP_UPDATE: 'false',
  TRIVY_SKIP_VERSION_CHECK: 'true',
  TRIVY_DISABLE_TELEMETRY: 'true',
};

/** Undefined when the program is not installed. `folder` may be filled with what the program keeps. */
export async function peerPackages(
  name: PeerName,
  layout: string,
  folder: string,
): Promise<readonly PeerPackage[] | undefined> {
  const program = findPeer(name);
  if (program === undefined) return undefined;
  return name === 'syft'
    ? await readSyft(program, layout)
    : await readTrivy(program, layout, folder);
}

async function readSyft(program: string, layout: string): Promise<readonly PeerPackage[]> {
  const args = ['scan', '--quiet', '--output', 'json', `oci-dir:${layout}`];
  const { artifacts } = JSON.parse(
    await mustRun(program, args, { environment: offline }),
  ) as SyftDocument;
  return artifacts.map(({ purl, type, name, version, locations }) => ({
    key: purl ? packageKey(purl) : `${type}/${name}@${version}`,
    path: locations?.[0]?.path ?? '',
  }));
}

async function readTrivy(
  program: string,
  layout: string,
  folder: string,
): Promise<readonly PeerPackage[]> {
  const cache = join(folder, 'trivy-cache');
  mkdirSync(cache, { recursive: true });
  const args = [
    ...['image', '--quiet', '--cache-dir', cache, '--input', layout],
    ...['--format', 'cyclonedx', '--offline-scan', '--skip-java-db-update'],
    // Of these it says nothing without its database of their hashes, which comes from the network.
    ...['jar', 'war', 'ear', 'par'].flatMap((suffix) => ['--skip-files', `**/*.${suffix}`]),
  ];
  const { components = [] } = JSON.parse(
    await mustRun(program, args, { environment: offline }),
  ) as TrivyDocument;
  return components.flatMap(({ purl, properties = [] }) => {
    const path = properties.find((one) => one.name === 'aquasecurity:trivy:FilePath')?.value ?? '';
    return purl === undefined ? [] : [{ key: packageKey(purl), path }];
  });
}

/**
 * What this scanner could name: Trivy reads no archive of Java without a database of hashes that comes from the network,
 * and leaves out what a distro package brought, which we list with its owner.
 */
export function namedBy<Package extends { readonly detector: string; readonly ownedBy?: string }>(
  name: PeerName,
  packages: readonly Package[],
): readonly Package[] {
  if (name === 'syft') return packages;
  return packages.filter(({ detector, ownedBy }) => detector !== 'java' && ownedBy === undefined);
}
