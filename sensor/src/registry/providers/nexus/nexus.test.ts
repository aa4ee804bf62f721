// Nexus by the contract, and by the ways its docker repositories are reached and its answers mislead.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { VendorSettings } from '@harborguard/shared/registry/vendor-settings.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { type NexusOptions, startNexus } from '@harborguard/shared/testing/vendors/nexus.ts';
import type { VendorFront } from '@harborguard/shared/testing/vendors/start-vendor-front.ts';
import type { RegistryProvider } from '../../registry-provider.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  account,
  collect,
  password,
  providerFor,
  rejectsWith,
  signal,
  startRegistry,
  wrong,
} from '../../testing/provider-on-test.ts';

const hosted = { name: 'docker-hosted' };
const proxy = { name: 'docker-proxy', type: 'proxy' } as const;
const group = {
  name: 'docker-all',
  type: 'group',
  members: ['docker-hosted', 'docker-proxy'],
} as const;

function providerAt(t: TestContext, url: string, vendor?: VendorSettings) {
  const target = { provider: 'NEXUS', ...(vendor === undefined ? {} : { vendor }) };
  return providerFor(t, url, { credential: password, target });
}

/** `docker-hosted/app`, `docker-hosted/team/api` and `docker-proxy/library/nginx`, with two tags each. */
async function startDouble(t: TestContext, options: Partial<NexusOptions> = {}) {
  const registry = await startRegistry(t);
  const random = new SeededRandom(5);
  for (const name of [
    'docker-hosted/app',
    'docker-hosted/team/api',
    'docker-proxy/library/nginx',
  ]) {
    registry.push(await randomImage(random, { layers: 1, filesPerLayer: 1 }), name, '1', '2');
  }
  const front = await startNexus({
    registryUrl: registry.url,
    account,
    repositories: [hosted, proxy],
    ...options,
  });
  t.after(() => front.close());
  return { registry, front };
}

async function namesOf(provider: RegistryProvider): Promise<readonly string[]> {
  const pages = await collect(provider.repositories({ signal }));
  return pages.flatMap((page) => page.repositories);
}

const pathsOf = (front: VendorFront) =>
  front.requests.map(({ method, path }) => `${method} ${path}`);

providerContract({
  name: 'NEXUS',
  repositories: ['docker-hosted/app', 'docker-hosted/team/api', 'docker-proxy/library/nginx'],
  listsDigests: true,
  async start(t, registry) {
    const front = await startNexus({
      registryUrl: registry.url,
      account,
      repositories: [hosted, proxy],
      pageSize: 4,
    });
    t.after(() => front.close());
    const { provider } = providerAt(t, front.origin);
    const wrongCredentials = providerFor(t, front.origin, {
      credential: wrong,
      target: { provider: 'NEXUS' },
    }).provider;
    return { provider, wrongCredentials, requests: () => front.requests };
  },
});

test('a Nexus costs two requests a repository and one for its sample, however many tags', async (t) => {
  const { front } = await startDouble(t);
  const { provider } = providerAt(t, front.origin);

  let tags = 0;
  for await (const page of provider.repositories({ signal })) {
    for (const name of page.repositories) {
      const listed = (await collect(provider.tags(name, { signal }))).flat();
      assert.ok(listed.every(({ digest, mediaType }) => digest && mediaType));
      tags += listed.length;
    }
  }

  assert.equal(tags, 6);
  const lists = pathsOf(front).filter((path) => !path.startsWith('HEAD') && !path.endsWith('/v2/'));
  assert.deepEqual(lists, [
    'GET /service/rest/v1/repositories',
    'GET /service/rest/v1/components',
    'GET /service/rest/v1/components',
  ]);
});

test('a connector of a Nexus behind which the API stands too gives names without the repository', async (t) => {
  const { front } = await startDouble(t, { connector: 'docker-hosted' });
  const { provider } = providerAt(t, front.origin);

  assert.deepEqual(await namesOf(provider), ['app', 'team/api']);
});

test('a bare connector port of a Nexus is listed by its catalog, and says so', async (t) => {
  const { front } = await startDouble(t, { connector: 'docker-hosted', rest: false });
  const { provider } = providerAt(t, front.origin);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['app', 'team/api'],
  );
  assert.deepEqual(pages[0]?.conditions, ['VENDOR_API_REFUSED']);
});

test('the registries file tells where the API of a connector port is', async (t) => {
  const { front, registry } = await startDouble(t);
  const connector = await startNexus({
    registryUrl: registry.url,
    account,
    repositories: [hosted],
    connector: 'docker-hosted',
    rest: false,
  });
  t.after(() => connector.close());
  const vendor = { apiUrl: `${front.origin}/`, repository: 'docker-hosted' };
  const { provider } = providerAt(t, connector.origin, vendor);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: ['app', 'team/api'] }]);
  assert.deepEqual([...new Set(pathsOf(front))], ['GET /service/rest/v1/components']);
});

test('an address that names its repository needs no list of repositories', async (t) => {
  const { front } = await startDouble(t);
  const { provider } = providerAt(t, `${front.origin}/repository/docker-hosted`);

  assert.deepEqual(await namesOf(provider), ['app', 'team/api']);
  assert.ok(!pathsOf(front).includes('GET /service/rest/v1/repositories'));
});

test('a group of a Nexus does not repeat what its members list', async (t) => {
  const { front } = await startDouble(t, { repositories: [group, hosted, proxy] });
  const { provider } = providerAt(t, front.origin);

  assert.deepEqual(await namesOf(provider), [
    'docker-hosted/app',
    'docker-hosted/team/api',
    'docker-proxy/library/nginx',
  ]);
});

test('a group of a Nexus is listed for an account that sees no members', async (t) => {
  const { front } = await startDouble(t, {
    repositories: [group, { ...hosted, hidden: true }, { ...proxy, hidden: true }],
    connector: 'docker-all',
  });
  const { provider } = providerAt(t, front.origin);

  assert.deepEqual(await namesOf(provider), ['app', 'library/nginx', 'team/api']);
});

test('one repository of a Nexus that may not be browsed does not hide the others', async (t) => {
  const { front } = await startDouble(t, {
    repositories: [hosted, { ...proxy, closed: true }],
  });
  const { provider } = providerAt(t, front.origin);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [
    {
      repositories: ['docker-hosted/app', 'docker-hosted/team/api'],
      conditions: ['CATALOG_RESTRICTED'],
    },
  ]);
});

test('a Nexus that shows an account no repository is restricted, not empty', async (t) => {
  const { front } = await startDouble(t, { repositories: [{ ...hosted, hidden: true }] });
  const { provider } = providerAt(t, front.origin);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: [], conditions: ['CATALOG_RESTRICTED'] }]);
});

test('checksums of a Nexus that are no digests of the registry are not reported', async (t) => {
  const { front } = await startDouble(t, { wrongChecksums: true });
  const { provider } = providerAt(t, front.origin);

  for await (const page of provider.repositories({ signal })) {
    assert.ok(page.repositories.includes('docker-hosted/app'));
    const tags = (await collect(provider.tags('docker-hosted/app', { signal }))).flat();
    assert.deepEqual(
      tags.toSorted((a, b) => a.name.localeCompare(b.name)),
      [{ name: '1' }, { name: '2' }],
    );
  }
});

test('a Nexus whose continuation token leads back is not taken for whole', async (t) => {
  const { front } = await startDouble(t, { pageSize: 2, tokenLoops: true });
  const { provider } = providerAt(t, front.origin);

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_TRUNCATED');
});

test('a Nexus with the bearer token realm takes the password to its own token service', async (t) => {
  const { front } = await startDouble(t, { bearer: true });
  const { provider, log } = providerAt(t, `${front.origin}/repository/docker-hosted`);

  const verdict = await provider.probe({ signal });
  const manifest = await provider.manifest('app', '1', { signal });

  assert.equal(verdict.authenticated, true);
  assert.match(manifest.digest, /^sha256:/);
  assert.ok(pathsOf(front).includes('GET /repository/docker-hosted/v2/token'));
  assert.doesNotMatch(log.text(), /canary/);
});
