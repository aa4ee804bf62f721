// Gitea and Forgejo by the contract, and by whose packages they list.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { VendorSettings } from '@harborguard/shared/registry/vendor-settings.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { type GiteaOptions, startGitea } from '@harborguard/shared/testing/vendors/gitea.ts';
import type { RegistryProvider } from '../../registry-provider.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  account,
  collect,
  password,
  providerFor,
  signal,
  startRegistry,
  wrong,
} from '../../testing/provider-on-test.ts';
import { toLoopback } from '../../testing/vendor-provider.ts';

function providerAt(t: TestContext, url: string, vendor?: VendorSettings) {
  const target = { provider: 'GITEA', ...(vendor === undefined ? {} : { vendor }) };
  return providerFor(t, url, { credential: password, target });
}

/** Packages of the account, of an organisation of its, and of a stranger. */
async function startDouble(t: TestContext, options: Partial<GiteaOptions> = {}) {
  const registry = await startRegistry(t);
  const image = await randomImage(new SeededRandom(9), { layers: 1, filesPerLayer: 1 });
  for (const name of ['robot/app', 'acme/team/api', 'stranger/game']) {
    registry.push(image, name, '1', '2');
  }
  const front = await startGitea({ registryUrl: registry.url, account, ...options });
  t.after(() => front.close());
  return { registry, front };
}

async function listed(provider: RegistryProvider) {
  const pages = await collect(provider.repositories({ signal }));
  return {
    names: pages.flatMap((page) => page.repositories),
    conditions: [...new Set(pages.flatMap((page) => page.conditions ?? []))],
  };
}

providerContract({
  name: 'GITEA',
  repositories: ['robot/app', 'robot/web/api', 'robot/worker'],
  listsDigests: false,
  async start(t, registry) {
    const front = await startGitea({ registryUrl: registry.url, account, itemsPerPageMax: 4 });
    t.after(() => front.close());
    const { provider } = providerAt(t, front.origin, { owners: ['Robot'] });
    const target = { provider: 'GITEA' };
    const other = providerFor(t, front.origin, { credential: wrong, target });
    return { provider, wrongCredentials: other.provider, requests: () => front.requests };
  },
});

for (const challenges of ['one-line', 'two-lines', 'bearer'] as const) {
  test(`a Gitea that asks for a login by ${challenges} is answered by a token of its own`, async (t) => {
    const { front } = await startDouble(t, { challenges });
    const { provider } = providerAt(t, front.origin);

    const verdict = await provider.probe({ signal });
    const manifest = await provider.manifest('robot/app', '1', { signal });

    assert.equal(verdict.authenticated, true);
    assert.match(manifest.digest, /^sha256:/);
    assert.ok(front.requests.some(({ path }) => path === '/v2/token'));
  });
}

test('one’s own Gitea is listed by its catalog: all that the account may read', async (t) => {
  const { front } = await startDouble(t);
  const { provider } = providerAt(t, front.origin);

  const { names, conditions } = await listed(provider);

  assert.deepEqual(names, ['acme/team/api', 'robot/app', 'stranger/game']);
  assert.deepEqual(conditions, []);
});

test('where owners are named, the packages of others are left out', async (t) => {
  const { front } = await startDouble(t);
  const { provider } = providerAt(t, front.origin, { owners: ['Acme', 'robot'] });

  const { names, conditions } = await listed(provider);

  assert.deepEqual(names, ['acme/team/api', 'robot/app']);
  assert.deepEqual(conditions, []);
});

for (const catalog of ['absent', 'closed'] as const) {
  test(`a Gitea whose catalog is ${catalog} is listed by the packages of the account and its organisations`, async (t) => {
    const { front } = await startDouble(t, { catalog, organisations: ['Acme'] });
    const { provider } = providerAt(t, front.origin);

    const { names } = await listed(provider);
    const tags = (await collect(provider.tags('acme/team/api', { signal }))).flat();

    assert.deepEqual(names, ['acme/team/api', 'robot/app']);
    assert.deepEqual(tags, [{ name: '1' }, { name: '2' }]);
  });
}

test('a token that may read packages only still lists those of its own user', async (t) => {
  const { front } = await startDouble(t, { catalog: 'absent', scopes: ['read:package'] });
  const { provider } = providerAt(t, front.origin);

  assert.deepEqual((await listed(provider)).names, ['robot/app']);
});

test('a token that may not read packages falls back to the catalog, still of the named owners only', async (t) => {
  const { front } = await startDouble(t, { scopes: ['read:user'] });
  const { provider } = providerAt(t, front.origin, { owners: ['acme', 'robot'] });

  const { names, conditions } = await listed(provider);

  assert.deepEqual(names, ['acme/team/api', 'robot/app']);
  assert.deepEqual(conditions, ['VENDOR_API_REFUSED']);
});

test('an owner that is not there does not hide the others', async (t) => {
  const { front } = await startDouble(t);
  const { provider } = providerAt(t, front.origin, { owners: ['nobody', 'robot'] });

  const { names, conditions } = await listed(provider);

  assert.deepEqual(names, ['robot/app']);
  assert.deepEqual(conditions, ['CATALOG_RESTRICTED']);
});

test('on a public server the packages of strangers are left out, though its catalog lists them', async (t) => {
  const { front } = await startDouble(t, { organisations: ['Acme'] });
  const { provider } = providerFor(t, `http://codeberg.org:${front.port}`, {
    credential: password,
    target: { provider: 'GITEA' },
    dependencies: { lookup: toLoopback },
  });

  const { names } = await listed(provider);

  assert.deepEqual(names, ['acme/team/api', 'robot/app']);
  assert.ok(!front.requests.some(({ path }) => path === '/v2/_catalog'));
});

test('the token of a Gitea stands in no log line and no address', async (t) => {
  const { front } = await startDouble(t, { catalog: 'absent' });
  const { provider, log } = providerAt(t, front.origin);

  await provider.probe({ signal });
  await listed(provider);

  assert.doesNotMatch(log.text(), /canary/);
  assert.ok(front.requests.every(({ query }) => !query.toString().includes('canary')));
});
