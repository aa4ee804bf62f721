// What the peers suite puts into a registry: real images of the shared fixtures where they are, pushed by skopeo.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DockerRegistry } from './docker-registry.ts';
import { mustRun } from './run-command.ts';

/** Beside the project; absent on most machines, then the tests that need it say so. */
export const fixturesFolder = resolve(import.meta.dirname, '../../../shared/fixtures');
export const advisoriesZip = resolve(
  import.meta.dirname,
  '../../../shared/advisories/osv-bucket.zip',
);

export const hasFixtures = existsSync(join(fixturesFolder, 'images')) && existsSync(advisoriesZip);
export const noFixturesReason = 'the shared fixtures are not beside the project';

export const fixtureImages = [
  ['docker-archive', 'alpine-3.10-docker-archive.tar', 'fixtures/alpine:3.10'],
  ['oci-archive', 'alpine-3.14-oci-archive.tar', 'fixtures/alpine:3.14'],
  ['oci-archive', 'debian10-nginx-oci-archive.tar', 'fixtures/nginx:debian10'],
  ['oci-archive', 'busybox-with-attestation-oci-archive.tar', 'fixtures/busybox:attested'],
  ['docker-archive', 'alpine-node-modules.tar', 'fixtures/node-modules:latest'],
  ['docker-archive', 'war-with-3-level-jar-docker-archive.tar', 'fixtures/war:latest'],
] as const;

export interface PushOptions {
  /** `user:password`, only ever of a registry this suite has started. */
  readonly credentials?: string;
  readonly certificateFolder?: string;
  readonly all?: boolean;
}

export async function pushWithSkopeo(
  source: string,
  registry: DockerRegistry,
  name: string,
  options: PushOptions = {},
): Promise<void> {
  const { credentials, certificateFolder } = options;
  await mustRun('skopeo', [
    'copy',
    '--quiet',
    ...(options.all === false ? [] : ['--all']),
    ...(credentials === undefined ? [] : ['--dest-creds', credentials]),
    ...(certificateFolder === undefined
      ? ['--dest-tls-verify=false']
      : ['--dest-cert-dir', certificateFolder]),
    source,
    `docker://${registry.host}/${name}`,
  ]);
}

export async function pushFixtures(
  registry: DockerRegistry,
  options: PushOptions = {},
): Promise<void> {
  for (const [format, file, name] of fixtureImages) {
    const source = `${format}:${join(fixturesFolder, 'images', file)}`;
    await pushWithSkopeo(source, registry, name, options);
  }
}
