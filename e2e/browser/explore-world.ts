// A registry whose tag moved from one build to the next, both scanned, and the owner's link to the console over it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { writeSampleAdvisories } from '../demo/samples/sample-advisories.ts';
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

export interface ExploreWorld {
  readonly url: string;
  readonly api: ApiClient;
  readonly ownerLink: string;
  readonly registryId: string;
  /** Of `shop/web:latest`, before and after it moved. */
  readonly before: string;
  readonly after: string;
  close(): Promise<void>;
}

/** What came, went and stayed: axios with a finding of its own, minimist, lodash. */
const builds = {
  before: [
    { name: 'minimist', version: '1.2.0' },
    { name: 'lodash', version: '4.17.20' },
  ],
  after: [
    { name: 'lodash', version: '4.17.20' },
    { name: 'axios', version: '0.21.1' },
  ],
};

export async function startExploreWorld(): Promise<ExploreWorld> {
  await buildConsole({ progress: () => undefined });
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-explore-'));
  const registry = await startFakeRegistry({});
  const random = new SeededRandom(11);
  const push = async (npm: (typeof builds)['before'], ...tags: string[]): Promise<string> =>
    registry.push(await randomImage(random, { packages: { npm } }), 'shop/web', ...tags);
  const before = await push(builds.before, '1.0', 'latest');
  const options = { dataFolder: join(folder, 'data'), allowedAddresses: ['127.0.0.0/8'] };
  await writeSampleAdvisories(join(folder, 'advisories'));
  const [ownerKey] = await Promise.all([
    createOwnerKey(environmentOf(options)),
    importAdvisories(options, join(folder, 'advisories')),
  ]);
  const { api, url, stop } = await startControlPlane(options, ownerKey);
  const close = async (): Promise<void> => {
    await stop();
    await registry.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await waitForSensor(api);
    const registryId = await connect(api, registry);
    await sync(api, registryId, before);
    const after = await push(builds.after, '1.1', 'latest');
    await sync(api, registryId, after);
    const ownerLink = await firstOwnerLink(options, url);
    return { url, api, ownerLink, registryId, before, after, close };
  } catch (error) {
    // Nobody else can, and a file of tests does not end while they live.
    await close();
    throw error;
  }
}

async function connect(api: ApiClient, { url }: FakeRegistry): Promise<string> {
  const asked = { name: 'shop', url, scanMethod: 'cloud', allowPlainHttp: true };
  return (await api.send<{ id: string }>('POST', '/registries', asked)).id;
}

/** Until `latest` shows the digest, and all is scanned. A sync that goes on may have read the tag before it moved. */
async function sync(api: ApiClient, registryId: string, digest: string): Promise<void> {
  await eventually(
    'latest to move',
    async () => {
      await api.raw('POST', `/registries/${registryId}/sync`);
      const rows = await api.list<{ digest: string }>(`/images?registry=${registryId}&tag=latest`);
      return rows.some((row) => row.digest === digest) ? true : undefined;
    },
    { askAgainMs: 1_000 },
  );
  await waitForScans(api, registryId, () => undefined);
}
