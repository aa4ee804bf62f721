// Everything a browser test looks at: a control plane with its managed sensor and built console, the sample registry
// synced and scanned, and beside it a registry in error and one that waits for its sensor.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import { writeSampleAdvisories } from '../demo/samples/sample-advisories.ts';
import { startSampleRegistry } from '../demo/samples/start-sample-registry.ts';
import { waitForScans } from '../demo/wait-for-scans.ts';
import { waitForSensor } from '../demo/wait-for-sensor.ts';
import type { ApiClient } from '../support/api-client.ts';
import {
  createOwnerKey,
  environmentOf,
  firstOwnerLink,
  importAdvisories,
  startControlPlane,
} from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quietLog,
};

export interface ConsoleWorld {
  readonly folder: string;
  readonly url: string;
  readonly apiKey: string;
  readonly api: ApiClient;
  /** Of the sample registry. */
  readonly registryId: string;
  readonly registryUrl: string;
  /** A link that makes one person the owner. */
  ownerLink(): Promise<string>;
  close(): Promise<void>;
}

export async function startConsoleWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<ConsoleWorld> {
  await buildConsole({ progress: () => undefined });
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-console-'));
  const cache = resolve(import.meta.dirname, '../../.demo/cache');
  mkdirSync(cache, { recursive: true });
  const options = {
    dataFolder: join(folder, 'data'),
    allowedAddresses: ['127.0.0.0/8', '::1/128'],
    environment,
  };
  const advisories = join(folder, 'advisories');
  await writeSampleAdvisories(advisories);
  const [sample, ownerKey] = await Promise.all([
    startSampleRegistry({ dataFolder: cache, log: quietLog, progress: () => undefined }),
    createOwnerKey(environmentOf(options)),
    importAdvisories(options, advisories),
  ]);
  const controlPlane = await startControlPlane(options, ownerKey);
  const { api, url, apiKey } = controlPlane;
  const close = async (): Promise<void> => {
    await controlPlane.stop();
    await sample.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const registryId = await connectRegistries(api, sample.url);
    return {
      ...{ folder, url, apiKey, api, registryId, registryUrl: sample.url, close },
      ownerLink: () => firstOwnerLink(options, url),
    };
  } catch (error) {
    // Nobody else can, and a file of tests does not end while they live.
    await close();
    throw error;
  }
}

async function connectRegistries(api: ApiClient, sampleUrl: string): Promise<string> {
  await waitForSensor(api);
  const connect = (body: object) => api.send<{ id: string }>('POST', '/registries', body);
  const { id } = await connect({
    name: 'demo',
    url: sampleUrl,
    scanMethod: 'cloud',
    allowPlainHttp: true,
  });
  const broken = await connect({
    name: 'harbor of plant 7',
    url: 'http://127.0.0.1:9',
    scanMethod: 'cloud',
    allowPlainHttp: true,
  });
  await connect({ name: 'lab', url: 'https://registry.lab.internal:5000', scanMethod: 'sensor' });
  await api.raw('POST', `/registries/${id}/sync`);
  await api.raw('POST', `/registries/${broken.id}/sync`);
  await waitForScans(api, id, () => undefined);
  await eventually('the broken registry to be in error', async () => {
    const { status } = await api.get<{ status: string }>(`/registries/${broken.id}`);
    return status === 'ERROR' ? status : undefined;
  });
  return id;
}
