// The vendors' doubles before a real registry: what every provider lists is what skopeo finds there, name by name, tag by
// tag and digest by digest.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { pushImage } from '@harborguard/shared/testing/push-image.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { startAzureAcr } from '@harborguard/shared/testing/vendors/azure-acr.ts';
import { startDistribution } from '@harborguard/shared/testing/vendors/distribution.ts';
import { startGitea } from '@harborguard/shared/testing/vendors/gitea.ts';
import { startGitlab } from '@harborguard/shared/testing/vendors/gitlab.ts';
import { startHarbor } from '@harborguard/shared/testing/vendors/harbor.ts';
import { startJfrog } from '@harborguard/shared/testing/vendors/jfrog.ts';
import { startNexus } from '@harborguard/shared/testing/vendors/nexus.ts';
import { startQuay } from '@harborguard/shared/testing/vendors/quay.ts';
import { startZot } from '@harborguard/shared/testing/vendors/zot.ts';
import { createProvider } from '../../sensor/src/registry/providers/create-provider.ts';
import type { RegistryProvider } from '../../sensor/src/registry/registry-provider.ts';
import { systemClock } from '../../sensor/src/system-clock.ts';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { missingPrograms, mustRun } from '../support/run-command.ts';

const missing = missingPrograms(['docker-registry', 'skopeo']);
const skip = missing.length === 0 ? false : `not installed: ${missing.join(', ')}`;

const account = { username: 'harborguard', password: 'canary-secret' };
const repositories = ['shop/api', 'shop/web', 'shop/worker'];
const tags = ['1.0', '1.1', 'latest'];
const { signal } = new AbortController();

interface Double {
  readonly url: string;
  close(): Promise<void>;
}

interface VendorRow {
  readonly provider: Provider;
  readonly start: (registryUrl: string) => Promise<Double>;
  readonly username?: string;
}

const front = ({ origin, close }: { origin: string; close(): Promise<void> }): Double => ({
  url: origin,
  close,
});

const vendors: readonly VendorRow[] = [
  {
    provider: 'CUSTOM',
    start: async (registryUrl) =>
      front(await startDistribution({ registryUrl, account, tagsMax: 2 })),
  },
  {
    provider: 'ZOT',
    start: async (registryUrl) => front(await startZot({ registryUrl, account })),
  },
  {
    provider: 'NEXUS',
    start: async (registryUrl) =>
      front(await startNexus({ registryUrl, account, repositories: [{ name: 'shop' }] })),
  },
  {
    provider: 'JFROG',
    start: async (registryUrl) =>
      front(await startJfrog({ registryUrl, account, repositories: [{ key: 'shop' }] })),
  },
  {
    provider: 'GITEA',
    start: async (registryUrl) => front(await startGitea({ registryUrl, account })),
  },
  {
    provider: 'HARBOR',
    start: async (registryUrl) =>
      front(await startHarbor(registryUrl, { accounts: [{ ...account, projects: 'all' }] })),
  },
  {
    provider: 'QUAY',
    username: '$oauthtoken',
    start: async (registryUrl) =>
      front(
        await startQuay(registryUrl, {
          accounts: [
            {
              ...{ username: '$oauthtoken', password: account.password, kind: 'oauth' },
              scopes: ['repo:read', 'user:read'],
              reads: 'all',
              organizations: ['shop'],
            },
          ],
        }),
      ),
  },
  {
    provider: 'GITLAB',
    start: async (registryUrl) => {
      const scopes = ['read_registry', 'read_api'] as const;
      const accounts = [{ ...account, kind: 'user', scopes, projects: 'all' }] as const;
      const double = await startGitlab(registryUrl, { accounts });
      return { url: double.registry.origin, close: () => double.close() };
    },
  },
  {
    provider: 'AZURE_ACR',
    start: async (registryUrl) => front(await startAzureAcr({ registryUrl, account })),
  },
];

async function filledRegistry(t: TestContext): Promise<DockerRegistry> {
  const registry = await startDockerRegistry();
  t.after(() => registry.close());
  const random = new SeededRandom(21);
  for (const repository of repositories) {
    const image = await randomImage(random, { layers: 1, filesPerLayer: 1 });
    const target = { registryUrl: registry.url, repository };
    await pushImage(image, target, '1.0', 'latest');
    await pushImage(randomIndex([image]), target, '1.1');
  }
  return registry;
}

/** `name:tag@digest`, as skopeo finds it. */
async function seenBySkopeo(registry: DockerRegistry): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const repository of repositories) {
    const image = `docker://${registry.host}/${repository}`;
    const list = await mustRun('skopeo', ['list-tags', '--tls-verify=false', image]);
    const { Tags } = JSON.parse(list) as { Tags: string[] };
    for (const tag of Tags) {
      const flags = ['--tls-verify=false', '--no-tags', '--format', '{{.Digest}}'];
      const digest = await mustRun('skopeo', ['inspect', ...flags, `${image}:${tag}`]);
      seen.push(`${repository}:${tag}@${digest.trim()}`);
    }
  }
  return seen.toSorted();
}

async function listedBy(provider: RegistryProvider): Promise<readonly string[]> {
  const listed: string[] = [];
  for await (const page of provider.repositories({ signal })) {
    for (const name of page.repositories) {
      for await (const some of provider.tags(name, { signal })) {
        for (const tag of some) {
          const digest = tag.digest ?? (await provider.resolve(name, tag.name, { signal })).digest;
          listed.push(`${name}:${tag.name}@${digest}`);
        }
      }
    }
  }
  return listed.toSorted();
}

function providerAt(t: TestContext, row: VendorRow, url: string): RegistryProvider {
  const credential = {
    kind: 'password',
    username: row.username ?? account.username,
    password: account.password,
  } as const;
  const provider = createProvider(
    {
      registryId: '00000000-0000-7000-8000-000000000000',
      url,
      provider: row.provider,
      allowPlainHttp: true,
      credentialHolder: 'sensor',
      guardAddresses: false,
      allowedAddresses: [],
    },
    {
      clock: systemClock,
      random: new SeededRandom(1),
      log: new MemoryLog(),
      userAgent: 'HarborGuard-Sensor/test',
      credentials: {
        resolve: () => Promise.resolve({ credential, source: 'registries-file', trace: [] }),
      },
    },
  );
  t.after(() => provider.close());
  return provider;
}

test('every provider lists what skopeo finds in a real registry', { skip }, async (t) => {
  const registry = await filledRegistry(t);
  const expected = await seenBySkopeo(registry);
  assert.equal(expected.length, repositories.length * tags.length);

  for (const row of vendors) {
    await t.test(row.provider, async (inner) => {
      const double = await row.start(registry.url);
      inner.after(() => double.close());
      const provider = providerAt(inner, row, double.url);

      const verdict = await provider.probe({ signal });
      const listed = await listedBy(provider);

      assert.deepEqual([verdict.authenticated, verdict.code], [true, undefined]);
      assert.deepEqual(listed, expected);
    });
  }
});

test('a layer of a real registry is read through the rules of every vendor', {
  skip,
}, async (t) => {
  const registry = await filledRegistry(t);

  for (const row of vendors) {
    await t.test(row.provider, async (inner) => {
      const double = await row.start(registry.url);
      inner.after(() => double.close());
      const provider = providerAt(inner, row, double.url);
      await provider.probe({ signal });

      const manifest = await provider.manifest('shop/web', '1.0', { signal });
      const [layer] = (
        JSON.parse(Buffer.from(manifest.bytes).toString()) as {
          layers: readonly { digest: string; size: number }[];
        }
      ).layers;
      assert.ok(layer);
      let bytes = 0;
      for await (const chunk of provider.blob('shop/web', layer.digest, { signal })) {
        bytes += chunk.byteLength;
      }

      assert.equal(bytes, layer.size);
    });
  }
});
