// Builds the images of the product from its own Dockerfiles and asks the engine about them.
import { resolve } from 'node:path';
import { missingPrograms, mustRun, runCommand } from '../support/run-command.ts';
import { ensureBaseImages } from './base-images.ts';

const root = resolve(import.meta.dirname, '../..');

export type ImageName = 'sensor' | 'control-plane';

export interface ImageFacts {
  readonly Size: number;
  readonly Config: {
    readonly User: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Healthcheck?: { readonly Test: readonly string[] };
  };
}

/** Why no container can be run here, or undefined when one can. */
export async function engineIsMissing(): Promise<string | undefined> {
  const missing = missingPrograms(['docker', 'mmdebstrap']);
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  const { code } = await runCommand('docker', ['info']);
  return code === 0 ? undefined : 'no Docker engine answers';
}

/** Returns the image's id. Layers that did not change come from the engine's cache. */
export async function buildImage(
  name: ImageName,
  options: readonly string[] = [],
): Promise<string> {
  await ensureBaseImages();
  const file = `deploy/images/${name}.Dockerfile`;
  const tag = `harborguard-${name}:test`;
  // The host's network: a package registry may be reached through it only.
  await mustRun(
    'docker',
    ['build', '--quiet', '--network', 'host', ...options, '--file', file, '--tag', tag, '.'],
    { cwd: root, environment: { DOCKER_BUILDKIT: '0' } },
  );
  return tag;
}

export async function inspectImage(image: string): Promise<ImageFacts> {
  const [facts] = JSON.parse(await mustRun('docker', ['image', 'inspect', image])) as ImageFacts[];
  if (facts === undefined) throw new Error(`${image} is not there`);
  return facts;
}

/** As an operator who locks everything down would run it. */
export const lockedDown: readonly string[] = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
];
