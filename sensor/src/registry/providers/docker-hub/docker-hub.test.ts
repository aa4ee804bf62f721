// Docker Hub by the contract, and by what is special about it: two logins, namespaces, and pulls that are counted.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import {
  type DockerHub,
  type DockerHubOptions,
  startDockerHub,
} from '@harborguard/shared/testing/vendors/docker-hub.ts';
import { pushedAt } from '@harborguard/shared/testing/vendors/images-behind.ts';
import { filling, smallImage as image } from '../../testing/filling.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  account,
  anonymous,
  collect,
  namesOf,
  password,
  providerFor,
  rejectsWith,
  signal,
  withoutWaiting,
  wrong,
} from '../../testing/provider-on-test.ts';
import { vendorProvider } from '../../testing/vendor-provider.ts';
import { createDockerHubProvider } from './create-docker-hub-provider.ts';

async function startDouble(
  t: TestContext,
  registry: FakeRegistry,
  options: Partial<DockerHubOptions> = {},
) {
  const hub = await startDockerHub({ registryUrl: registry.url, account, ...options });
  t.after(() => hub.close());
  return hub;
}

function hubFor(t: TestContext, hub: DockerHub, credential: TokenCredential = password) {
  return vendorProvider(t, {
    url: hub.registry.origin,
    provider: 'DOCKER_HUB',
    credential,
    create: (parts) => createDockerHubProvider(parts, { api: hub.api.origin }),
  });
}

const filled = filling('1', '2', '3');

providerContract({
  name: 'DOCKER_HUB',
  repositories: ['robot/web', 'robot/worker', 'robot/base'],
  listsDigests: true,
  async start(t, registry) {
    const hub = await startDouble(t, registry, { pageSizeMax: 2 });
    return {
      provider: hubFor(t, hub).provider,
      wrongCredentials: hubFor(t, hub, wrong).provider,
      requests: hub.requests,
    };
  },
});

test('a sync by the API spends no pull, and neither does asking for a tag', async (t) => {
  const registry = await filled(t, 'robot/web', 'robot/worker');
  const hub = await startDouble(t, registry, { knowsDigest: (tag) => tag !== '2' });
  const { provider } = hubFor(t, hub);

  for (const repository of await namesOf(provider.repositories({ signal }))) {
    for (const tag of (await collect(provider.tags(repository, { signal }))).flat()) {
      if (tag.digest === undefined) await provider.resolve(repository, tag.name, { signal });
    }
  }

  assert.equal(hub.pullsSpent(), 0);
});

test('a tag whose digest the API does not know is listed without one', async (t) => {
  const registry = await filled(t, 'robot/web');
  const hub = await startDouble(t, registry, { knowsDigest: (tag) => tag !== '2' });
  const { provider } = hubFor(t, hub);

  const tags = (await collect(provider.tags('robot/web', { signal }))).flat();

  const { digest } = image;
  assert.deepEqual(tags, [
    { name: '1', digest, pushedAt },
    { name: '2', pushedAt },
    { name: '3', digest, pushedAt },
  ]);
});

test('the login of the site and that of the registry are never taken for each other', async (t) => {
  const registry = await filled(t, 'robot/web');
  const hub = await startDouble(t, registry);
  const { provider, log } = hubFor(t, hub);
  await namesOf(provider.repositories({ signal }));
  await provider.resolve('robot/web', '1', { signal });

  const sentTo = (requests: DockerHub['api']['requests']) =>
    requests.map(({ headers }) => headers.authorization ?? '').filter((header) => header !== '');
  const ofApi = sentTo(hub.api.requests);
  const ofRegistry = sentTo(hub.registry.requests);
  assert.ok(ofApi.length > 0 && ofApi.every((header) => header.startsWith('Bearer ')));
  assert.deepEqual(
    ofApi.filter((header) => ofRegistry.includes(header)),
    [],
  );
  assert.ok(!log.text().includes(account.password));
});

test('namespaces come from the filters, and single names are taken as they stand', async (t) => {
  const registry = await filled(t, 'team/web', 'team/worker', 'library/alpine', 'robot/own');
  const hub = await startDouble(t, registry);
  const { provider } = hubFor(t, hub);
  const include = ['team/**', 'library/alpine', '*'];

  const names = await namesOf(provider.repositories({ signal, include }));

  assert.deepEqual(names, ['library/alpine', 'team/web', 'team/worker']);
  assert.ok(!hub.api.requests.some(({ path }) => path.includes('/library/')), 'only asked by name');
});

test('a namespace that is closed or unknown is a restricted catalog beside those that are open', async (t) => {
  const registry = await filled(t, 'team/web');
  const hub = await startDouble(t, registry);
  const { provider } = hubFor(t, hub);
  const include = ['absent/**', 'team/**'];

  const pages = await collect(provider.repositories({ signal, include }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['team/web'],
  );
  assert.deepEqual(
    pages.flatMap((page) => page.conditions ?? []),
    ['CATALOG_RESTRICTED'],
  );
});

test('a listing that is empty for this account is no empty registry', async (t) => {
  const registry = await filled(t, 'team/hidden');
  const hub = await startDouble(t, registry);
  const { provider } = hubFor(t, hub, anonymous);

  const pages = await collect(provider.repositories({ signal, include: ['team/**'] }));

  assert.deepEqual(pages.at(-1), { repositories: [], conditions: ['CATALOG_RESTRICTED'] });
});

test('without an account and without a filter nobody knows what to list', async (t) => {
  const registry = await filled(t, 'team/web');
  const hub = await startDouble(t, registry, { publicRepositories: ['team/web'] });
  const { provider } = hubFor(t, hub, anonymous);

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_RESTRICTED');
  assert.deepEqual(await namesOf(provider.repositories({ signal, include: ['team/*'] })), [
    'team/web',
  ]);
});

test('strangers read public images with a token of nobody', async (t) => {
  const registry = await filled(t, 'library/alpine');
  const hub = await startDouble(t, registry, { publicRepositories: ['library/alpine'] });
  const { provider } = hubFor(t, hub, anonymous);

  const { digest } = await provider.resolve('library/alpine', '1', { signal });

  assert.equal(digest, image.digest);
  const tokens = hub.registry.requests.filter(({ path }) => path === '/token');
  assert.ok(tokens.length > 0 && tokens.every(({ headers }) => !headers.authorization));
});

test('a token of the API that ended is replaced once, also in the middle of a listing', async (t) => {
  const registry = await filled(t, 'robot/a', 'robot/b', 'robot/c');
  const hub = await startDouble(t, registry, { pageSizeMax: 1 });
  const { provider } = hubFor(t, hub);
  const names: string[] = [];

  for await (const page of provider.repositories({ signal })) {
    names.push(...page.repositories);
    if (names.length === 1) hub.expireTokens();
  }

  assert.deepEqual(names, ['robot/a', 'robot/b', 'robot/c']);
  const logins = hub.api.requests.filter(({ path }) => path === '/v2/auth/token');
  assert.equal(logins.length, 2);
});

test('a token of the API is kept for nine of its ten minutes', async (t) => {
  const registry = await filled(t, 'robot/a');
  const hub = await startDouble(t, registry);
  const { provider, clock } = hubFor(t, hub);
  const logins = () => hub.api.requests.filter(({ path }) => path === '/v2/auth/token').length;
  await Promise.all([1, 2, 3].map(() => collect(provider.tags('robot/a', { signal }))));
  await clock.advance(8.5 * 60_000);
  await collect(provider.tags('robot/a', { signal }));
  assert.equal(logins(), 1);

  await clock.advance(60_000);
  await collect(provider.tags('robot/a', { signal }));

  assert.equal(logins(), 2);
});

test('credentials the API refuses still read tags from the registry, and are not tried again at once', async (t) => {
  const registry = await filled(t, 'robot/web');
  const hub = await startDouble(t, registry, { apiLogin: false });
  const { provider } = hubFor(t, hub);

  const tags = (await collect(provider.tags('robot/web', { signal }))).flat();
  await collect(provider.tags('robot/web', { signal }));

  assert.deepEqual(tags, [{ name: '1' }, { name: '2' }, { name: '3' }]);
  const logins = hub.api.requests.filter(({ path }) => path === '/v2/auth/token');
  assert.equal(logins.length, 1);
});

test('an API that is over its limit is asked again at the moment it names', async (t) => {
  const registry = await filled(t, 'robot/web');
  const moment = String(Date.UTC(2026, 0, 1) / 1000 + 90);
  const busy = { kind: 'answer', status: 429, headers: { 'x-retry-after': moment } } as const;
  const hub = await startDouble(t, registry, { trouble: [busy] });
  const { provider, clock } = hubFor(t, hub);

  const names = await withoutWaiting(clock, namesOf(provider.repositories({ signal })));

  assert.deepEqual(names, ['robot/web']);
  assert.ok(clock.monotonicMs() >= 90_000, `${clock.monotonicMs()}`);
});

test('an exhausted allowance of pulls is told by code', async (t) => {
  const registry = await filled(t, 'robot/web');
  const hub = await startDouble(t, registry, { pulls: 0 });
  const { provider, clock } = hubFor(t, hub);
  const asked = provider.manifest('robot/web', '1', { signal });

  await rejectsWith(withoutWaiting(clock, asked), 'REGISTRY_RATE_LIMITED');
});

test('a list whose pages repeat is cut short, never whole', async (t) => {
  const registry = await filled(t, 'robot/web');
  const again = {
    kind: 'answer',
    status: 200,
    body: { next: 'https://elsewhere.example/', results: [{ name: 'web' }] },
  } as const;
  const hub = await startDouble(t, registry, { trouble: [again, again] });
  const { provider } = hubFor(t, hub, anonymous);

  await rejectsWith(
    collect(provider.repositories({ signal, include: ['robot/**'] })),
    'CATALOG_TRUNCATED',
  );
});

test('the credential of a mirror is not shown to Docker', async (t) => {
  const registry = await filled(t, 'robot/web');
  const { provider } = providerFor(t, registry.url, {
    credential: password,
    target: { provider: 'DOCKER_HUB' },
  });

  assert.deepEqual(await namesOf(provider.repositories({ signal })), ['robot/web']);
});
