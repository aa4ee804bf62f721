// Builds the images of the product from its own Dockerfiles and asks the engine about them.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { missingPrograms, mustRun, runCommand } from '../support/run-command.ts';
import { ensureBaseImages } from './base-images.ts';

const root = resolve(import.meta.dirname, '../..');
/** Several checkouts may share one engine, and each tests the images of its own source. */
const checkout = createHash('sha256').update(root).digest('hex').slice(0, 8);

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

const built = new Map<ImageName, Promise<string>>();

/** Returns the image's name. Built once by each process, with what the engine has kept of earlier builds. */
export function buildImage(name: ImageName): Promise<string> {
  const image = built.get(name) ?? buildImageAnew(name);
  built.set(name, image);
  return image;
}

export async function buildImageAnew(
  name: ImageName,
  options: readonly string[] = [],
): Promise<string> {
  await ensureBaseImages();
  const file = `deploy/images/${name}.Dockerfile`;
  const tag = `harborguard-${name}:test-${checkout}`;
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
