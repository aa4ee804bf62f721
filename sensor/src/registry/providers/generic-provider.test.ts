// CNCF Distribution, in its second and third version, by the contract: the generic provider without any vendor's help.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import {
  type DistributionOptions,
  startDistribution,
} from '@harborguard/shared/testing/vendors/distribution.ts';
import { startVendorFront } from '@harborguard/shared/testing/vendors/start-vendor-front.ts';
import { providerContract } from '../testing/provider-contract.ts';
import {
  account,
  collect,
  password,
  providerFor,
  signal,
  startRegistry,
} from '../testing/provider-on-test.ts';

const wrong = { kind: 'password', username: 'robot', password: 'canary-wrong' } as const;

async function startThird(
  t: TestContext,
  registry: FakeRegistry,
  options: Partial<DistributionOptions> = {},
) {
  const front = await startDistribution({ registryUrl: registry.url, account, ...options });
  t.after(() => front.close());
  return front;
}

providerContract({
  name: 'CUSTOM',
  repositories: ['a/one', 'a/two', 'b'],
  listsDigests: false,
  async start(t, registry) {
    const front = await startThird(t, registry, { tagsMax: 2, catalogMax: 100 });
    const { provider } = providerFor(t, front.origin, { credential: password });
    const other = providerFor(t, front.origin, { credential: wrong });
    return { provider, wrongCredentials: other.provider, requests: () => front.requests };
  },
});

async function pushTags(registry: FakeRegistry, tags: readonly string[]) {
  const image = await randomImage(new SeededRandom(13), { layers: 1, filesPerLayer: 1 });
  registry.push(image, 'app', ...tags);
}

async function tagsAt(t: TestContext, url: string): Promise<readonly string[]> {
  const { provider } = providerFor(t, url, { credential: password });
  const pages = await collect(provider.tags('app', { signal }));
  return pages.flat().map(({ name }) => name);
}

test('a page size that the third version cuts in silence does not cut the list', async (t) => {
  const registry = await startRegistry(t);
  const tags = Array.from({ length: 7 }, (_, index) => `t${index}`);
  await pushTags(registry, tags);
  const front = await startThird(t, registry, { tagsMax: 3 });

  assert.deepEqual(await tagsAt(t, front.origin), tags);
});

test('a catalog that refuses the usual page size is read in smaller pages', async (t) => {
  const registry = await startRegistry(t);
  const image = await randomImage(new SeededRandom(13), { layers: 1, filesPerLayer: 1 });
  const names = Array.from({ length: 130 }, (_, index) => `app-${100 + index}`);
  for (const name of names) registry.push(image, name, '1');
  const front = await startThird(t, registry, { catalogMax: 100 });
  const { provider } = providerFor(t, front.origin, { credential: password });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    names,
  );
});

test('the second version gives all tags at once, unsorted and without pages', async (t) => {
  const registry = await startRegistry(t, { tagsPaged: false });
  const tags = ['z', 'a', 'm'];
  await pushTags(registry, tags);
  const front = await startVendorFront({
    registryUrl: registry.url,
    handle: () => ({ kind: 'registry' }),
  });
  t.after(() => front.close());

  assert.deepEqual(await tagsAt(t, front.origin), tags);
  assert.equal(front.requests.filter(({ path }) => path.endsWith('/tags/list')).length, 1);
});
