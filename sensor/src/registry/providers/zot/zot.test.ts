// Zot by the contract, and by the ways in which it differs from other registries.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { startZot, type ZotOptions } from '@harborguard/shared/testing/vendors/zot.ts';
import { filling, smallImage as image } from '../../testing/filling.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  account,
  anonymous,
  collect,
  password,
  providerFor,
  rejectsWith,
  signal,
  wrong,
} from '../../testing/provider-on-test.ts';

const target = { provider: 'ZOT' };

async function startDouble(
  t: TestContext,
  registry: FakeRegistry,
  options: Partial<ZotOptions> = {},
) {
  const front = await startZot({ registryUrl: registry.url, account, ...options });
  t.after(() => front.close());
  const made = providerFor(t, front.origin, { credential: password, target });
  return { ...made, front };
}

const filled = filling('1', '2');
const threeImages = (t: TestContext) => filled(t, 'public/one', 'team/two', 'team/three');

providerContract({
  name: 'ZOT',
  repositories: ['apps/web', 'apps/worker', 'base'],
  listsDigests: true,
  async start(t, registry) {
    const { provider, front } = await startDouble(t, registry, { imagesPerPageMax: 4 });
    const { provider: wrongCredentials } = providerFor(t, front.origin, {
      credential: wrong,
      target,
    });
    return { provider, wrongCredentials, requests: () => front.requests };
  },
});

test('one search lists every image of a Zot, so that no tag costs a request of its own', async (t) => {
  const registry = await threeImages(t);
  const { provider, front } = await startDouble(t, registry);

  const pages = provider.repositories({ signal });
  const tags = [];
  for await (const page of pages) {
    for (const name of page.repositories) {
      tags.push(...(await collect(provider.tags(name, { signal }))).flat());
    }
  }

  assert.equal(tags.length, 6);
  assert.ok(tags.every((tag) => tag.digest === image.digest && tag.mediaType === image.mediaType));
  assert.deepEqual(
    front.requests.map(({ path }) => path),
    ['/v2/_zot/ext/search'],
  );
});

test('the tags of one repository of a Zot come from a search for it alone', async (t) => {
  const registry = await threeImages(t);
  const { provider, front } = await startDouble(t, registry);

  const tags = (await collect(provider.tags('team/two', { signal }))).flat();

  assert.deepEqual(
    tags.map(({ name, digest }) => [name, digest]),
    [
      ['1', image.digest],
      ['2', image.digest],
    ],
  );
  assert.equal(front.requests.length, 1);
});

test('a Zot without the search extension is listed by its catalog, and says so', async (t) => {
  const registry = await threeImages(t);
  const { provider } = await startDouble(t, registry, { search: false });

  const pages = await collect(provider.repositories({ signal }));
  const tags = (await collect(provider.tags('team/two', { signal }))).flat();

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['public/one', 'team/three', 'team/two'],
  );
  assert.deepEqual(pages[0]?.conditions, ['VENDOR_API_REFUSED']);
  assert.deepEqual(tags, [{ name: '1' }, { name: '2' }]);
});

test('a search of a Zot that fails with status 200 is not taken for an empty registry', async (t) => {
  const registry = await threeImages(t);
  const { provider } = await startDouble(t, registry, { searchFails: true });

  const pages = await collect(provider.repositories({ signal }));

  assert.equal(pages.flatMap((page) => page.repositories).length, 3);
  assert.deepEqual(pages[0]?.conditions, ['VENDOR_API_REFUSED']);
});

test('a Zot open to strangers is asked with the credential, which sees more', async (t) => {
  const registry = await threeImages(t);
  const options = { publicRepositories: ['public/one'] };
  const { provider, front } = await startDouble(t, registry, options);
  const stranger = providerFor(t, front.origin, { credential: anonymous, target });

  const seen = await collect(provider.repositories({ signal }));
  const seenByStranger = await collect(stranger.provider.repositories({ signal }));
  const verdict = await provider.probe({ signal });

  assert.equal(seen.flatMap((page) => page.repositories).length, 3);
  assert.deepEqual(
    seenByStranger.flatMap((page) => page.repositories),
    ['public/one'],
  );
  assert.equal(verdict.authenticated, true);
});

test('wrong credentials at a Zot open to strangers are told, not ignored', async (t) => {
  const registry = await threeImages(t);
  const { front } = await startDouble(t, registry, { publicRepositories: ['public/one'] });
  const { provider } = providerFor(t, front.origin, { credential: wrong, target });

  const verdict = await provider.probe({ signal });

  assert.equal(verdict.code, 'REGISTRY_AUTHENTICATION_FAILED');
});

test('a Zot that shows an account nothing is restricted, not empty', async (t) => {
  const registry = await threeImages(t);
  const { provider } = await startDouble(t, registry, { readable: () => false });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: [], conditions: ['CATALOG_RESTRICTED'] }]);
});

test('a Zot that loses images while its pages are read is not taken for whole', async (t) => {
  const registry = await threeImages(t);
  const { provider } = await startDouble(t, registry, {
    imagesPerPageMax: 2,
    beforePage: (offset) => {
      if (offset === 2) registry.content.removeRepository('public/one');
    },
  });

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_TRUNCATED');
});

test('the password of a Zot stands in no log line and no address', async (t) => {
  const registry = await threeImages(t);
  const { provider, log, front } = await startDouble(t, registry);

  await collect(provider.repositories({ signal }));

  assert.doesNotMatch(log.text(), /canary/);
  assert.ok(front.requests.every(({ query }) => !query.toString().includes('canary')));
});
