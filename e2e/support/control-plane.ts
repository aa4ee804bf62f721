// A control plane of its own folder and port, with an owner's key made by its own command.

import { join, resolve } from 'node:path';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type Program, startProgram } from './program.ts';
import { mustRun } from './run-command.ts';

const entry = resolve(import.meta.dirname, '../../control-plane/src/main.ts');

export interface ControlPlaneOptions {
  readonly dataFolder: string;
  /** 0 or absent: one the system chooses. */
  readonly port?: number;
  readonly allowedAddresses?: readonly string[];
  readonly managedSensor?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ControlPlane {
  readonly url: string;
  readonly port: number;
  readonly program: Program;
  readonly api: ApiClient;
  stop(): Promise<void>;
}

/** Starts and waits until it listens. The owner's key is kept for a restart on the same folder. */
export async function startControlPlane(
  options: ControlPlaneOptions,
  apiKey?: string,
): Promise<ControlPlane & { readonly apiKey: string }> {
  const environment = environmentOf(options);
  const key = apiKey ?? (await createOwnerKey(environment));
  const program = startProgram({ name: 'control-plane', args: ['serve'], environment });
  const line = await program.waitForLine('control plane listening').catch((error: unknown) => {
    // Nobody else knows of it, and a test does not end while it lives.
    program.kill('SIGKILL');
    throw error;
  });
  const url = String(line['url']);
  return {
    url,
    port: Number(new URL(url).port),
    program,
    apiKey: key,
    api: createApiClient(url, key),
    stop: () => program.stop(),
  };
}

export async function createOwnerKey(
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const args = [entry, 'create-key', '--name', 'owner', '--role', 'owner'];
  const stdout = await mustRun(process.execPath, args, { environment });
  const key = /hg_ak_[0-9a-f]{48}/.exec(stdout)?.[0];
  if (key === undefined) throw new Error('create-key printed no key');
  return key;
}

/** The link by which one person becomes the owner, at the address the server listens on. */
export async function firstOwnerLink(options: ControlPlaneOptions, url: string): Promise<string> {
  const stdout = await mustRun(process.execPath, [entry, 'first-owner'], {
    environment: environmentOf(options),
  });
  const token = /#([\w-]{43})/.exec(stdout)?.[1];
  if (token === undefined) throw new Error('first-owner printed no link');
  return `${url}/first-owner#${token}`;
}

/** Runs `control-plane advisories import SOURCE` on the folder; throws with its message. */
export async function importAdvisories(
  options: ControlPlaneOptions,
  source: string,
): Promise<string> {
  const args = [entry, 'advisories', 'import', source];
  return await mustRun(process.execPath, args, { environment: environmentOf(options) });
}

export function environmentOf(options: ControlPlaneOptions): Record<string, string> {
  return {
    HARBORGUARD_DATA_DIR: join(options.dataFolder),
    HARBORGUARD_LISTEN: `127.0.0.1:${options.port ?? 0}`,
    HARBORGUARD_ALLOWED_ADDRESSES: (options.allowedAddresses ?? []).join(','),
    HARBORGUARD_MANAGED_SENSOR: String(options.managedSensor ?? true),
    ...options.environment,
  };
}
