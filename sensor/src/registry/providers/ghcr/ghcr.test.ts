// GitHub's registry by the contract, and by what is special about its tokens, its apps and its lists.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { fakeClockStart } from '@harborguard/shared/testing/fake-clock.ts';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { type GhcrOptions, startGhcr } from '@harborguard/shared/testing/vendors/ghcr.ts';
import type { RegistryAndApi } from '@harborguard/shared/testing/vendors/start-registry-and-api.ts';
import { startVendorFront } from '@harborguard/shared/testing/vendors/start-vendor-front.ts';
import { KnownAnswers } from '../../http/known-answers.ts';
import { filling, smallImage as image } from '../../testing/filling.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  anonymous,
  collect,
  namesOf,
  rejectsWith,
  signal,
  withoutWaiting,
} from '../../testing/provider-on-test.ts';
import { vendorProvider } from '../../testing/vendor-provider.ts';
import { apiOf, createGhcrProvider } from './create-ghcr-provider.ts';

const token = 'ghp_canary';
const person = { kind: 'password', username: 'octocat', password: token } as const;
const wrong = { kind: 'password', username: 'octocat', password: 'ghp_canary_wrong' } as const;
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const app = {
  kind: 'password',
  username: 'github-app:1234:5678',
  password: keys.privateKey,
} as const;

async function startDouble(
  t: TestContext,
  registry: FakeRegistry,
  options: Partial<GhcrOptions> = {},
) {
  const ghcr = await startGhcr({
    registryUrl: registry.url,
    tokens: { [token]: 'Octocat' },
    organisations: ['team'],
    ...options,
  });
  t.after(() => ghcr.close());
  return ghcr;
}

function ghcrFor(t: TestContext, ghcr: RegistryAndApi, credential: TokenCredential = person) {
  return vendorProvider(t, {
    url: ghcr.registry.origin,
    provider: 'GHCR',
    credential,
    create: (parts) => createGhcrProvider(parts, { api: ghcr.api.origin }),
  });
}

function appDouble(nowMs: () => number) {
  return {
    appId: '1234',
    installationId: '5678',
    publicKey: keys.publicKey,
    nowSeconds: () => Math.floor(nowMs() / 1000),
    lifetimeSeconds: 3600,
  };
}

const filled = filling('1', '2', '3');

providerContract({
  name: 'GHCR',
  repositories: ['octocat/web', 'octocat/tools/worker', 'octocat/base'],
  listsDigests: true,
  async start(t, registry) {
    const ghcr = await startDouble(t, registry, { pageSizeMax: 2 });
    return {
      provider: ghcrFor(t, ghcr).provider,
      wrongCredentials: ghcrFor(t, ghcr, wrong).provider,
      requests: ghcr.requests,
    };
  },
});

test('packages of an organisation are listed when the filters or the user name say which', async (t) => {
  const registry = await filled(t, 'team/web', 'team/worker', 'octocat/own');
  const ghcr = await startDouble(t, registry);
  const byFilter = ghcrFor(t, ghcr).provider;
  const byUserName = ghcrFor(t, ghcr, { ...person, username: 'Team' }).provider;
  const include = ['team/**'];

  assert.deepEqual(await namesOf(byFilter.repositories({ signal, include })), [
    'team/web',
    'team/worker',
  ]);
  assert.deepEqual(await namesOf(byUserName.repositories({ signal })), ['team/web', 'team/worker']);
});

test('where the registries file names owners, their packages are listed without a filter', async (t) => {
  const registry = await filled(t, 'team/web', 'octocat/own');
  const ghcr = await startDouble(t, registry);
  const { provider } = vendorProvider(t, {
    url: ghcr.registry.origin,
    provider: 'GHCR',
    credential: person,
    create: (parts) => {
      const target = { ...parts.target, vendor: { owners: ['Team'], apiUrl: ghcr.api.origin } };
      return createGhcrProvider({ ...parts, target });
    },
  });

  assert.deepEqual(await namesOf(provider.repositories({ signal })), ['team/web']);
});

test('a user name that names a stranger lists the packages of whoever holds the token', async (t) => {
  const registry = await filled(t, 'stranger/web', 'octocat/own');
  const ghcr = await startDouble(t, registry);
  const { provider } = ghcrFor(t, ghcr, { ...person, username: 'stranger' });

  assert.deepEqual(await namesOf(provider.repositories({ signal })), ['octocat/own']);
});

test('versions without a tag are no tags', async (t) => {
  const registry = await filled(t, 'team/web');
  const untagged = [1, 2, 3].map((n) => `sha256:${String(n).repeat(64)}`);
  const ghcr = await startDouble(t, registry, { untagged, pageSizeMax: 2 });
  const { provider } = ghcrFor(t, ghcr);

  const tags = (await collect(provider.tags('team/web', { signal }))).flat();

  const { digest } = image;
  assert.deepEqual(tags, [
    { name: '1', digest },
    { name: '2', digest },
    { name: '3', digest },
  ]);
});

test('a package the token may not see at the API is read from the registry', async (t) => {
  const registry = await filled(t, 'team/web');
  const ghcr = await startDouble(t, registry, { hidden: ['team/web'] });
  const { provider } = ghcrFor(t, ghcr);

  const tags = (await collect(provider.tags('team/web', { signal }))).flat();

  assert.deepEqual(tags, [{ name: '1' }, { name: '2' }, { name: '3' }]);
});

test('the token of the registry has no life of its own, so it is fetched again after a minute', async (t) => {
  const registry = await filled(t, 'team/web');
  const ghcr = await startDouble(t, registry);
  const { provider, clock } = ghcrFor(t, ghcr);
  const exchanges = () => ghcr.registry.requests.filter(({ path }) => path === '/token').length;
  await provider.resolve('team/web', '1', { signal });
  await provider.resolve('team/web', '2', { signal });
  const before = exchanges();

  await clock.advance(61_000);
  await provider.resolve('team/web', '3', { signal });

  assert.equal(exchanges(), before + 1);
});

test('the placeholder in the challenge of /v2/ is never asked for', async (t) => {
  const registry = await filled(t, 'team/web');
  const ghcr = await startDouble(t, registry);
  const { provider } = ghcrFor(t, ghcr);
  await provider.probe({ signal });
  await provider.resolve('team/web', '1', { signal });

  const scopes = ghcr.registry.requests.map(({ query }) => query.get('scope'));
  assert.ok(!scopes.includes('repository:user/image:pull'), String(scopes));
});

test('layers come from the storage, which is never shown a token', async (t) => {
  const registry = await filled(t, 'team/web');
  const storage = await startVendorFront({
    registryUrl: registry.url,
    handle: ({ headers }) =>
      headers.authorization === undefined
        ? { kind: 'registry' }
        : { kind: 'answer', status: 400, body: 'Only one auth mechanism allowed' },
  });
  t.after(() => storage.close());
  const ghcr = await startDouble(t, registry, { storage: storage.origin });
  const { provider } = ghcrFor(t, ghcr);

  const chunks = await collect(
    provider.blob('team/web', image.layers[0]?.digest ?? '', { signal }),
  );

  assert.equal(Buffer.concat(chunks).byteLength, image.layers[0]?.bytes.byteLength);
  assert.equal(storage.requests.length, 1);
});

test('strangers pull public images, and ask the API nothing', async (t) => {
  const registry = await filled(t, 'team/web');
  const ghcr = await startDouble(t, registry, { publicRepositories: ['team/web'] });
  const { provider } = ghcrFor(t, ghcr, anonymous);
  await provider.resolve('team/web', '1', { signal });

  const tags = (await collect(provider.tags('team/web', { signal }))).flat();
  const names = await namesOf(provider.repositories({ signal, include: ['team/web'] }));

  assert.deepEqual(tags.length, 3);
  assert.deepEqual(names, ['team/web']);
  assert.deepEqual(ghcr.api.requests, []);
});

test('an app signs in with its key, and its key goes nowhere', async (t) => {
  const registry = await filled(t, 'team/web');
  const ghcr = await startDouble(t, registry, { app: appDouble(() => fakeClockStart) });
  const { provider, log } = ghcrFor(t, ghcr, app);

  const verdict = await provider.probe({ signal });
  const { digest } = await provider.resolve('team/web', '1', { signal });

  assert.equal(verdict.authenticated, true);
  assert.match(digest, /^sha256:/);
  const logins = ghcr.api.requests.filter(({ path }) => path.startsWith('/app/'));
  assert.equal(logins.length, 1);
  const body = keys.privateKey.split('\n')[1] ?? '';
  for (const { path, headers, body: sent } of ghcr.requests()) {
    assert.ok(!`${path} ${JSON.stringify(headers)} ${sent.toString()}`.includes(body));
  }
  assert.ok(!log.text().includes(body) && !log.text().includes('ghs_canary'));
});

test('a token of an installation is renewed before its hour is over', async (t) => {
  const registry = await filled(t, 'team/web');
  let nowMs = fakeClockStart;
  const ghcr = await startDouble(t, registry, { app: appDouble(() => nowMs) });
  const { provider, clock } = ghcrFor(t, ghcr, app);
  const logins = () => ghcr.api.requests.filter(({ path }) => path.startsWith('/app/')).length;
  await Promise.all([1, 2, 3].map((tag) => provider.resolve('team/web', String(tag), { signal })));
  await clock.advance(50 * 60_000);
  await provider.resolve('team/web', '1', { signal });
  assert.equal(logins(), 1);

  await clock.advance(6 * 60_000);
  nowMs = clock.now();
  await provider.resolve('team/web', '1', { signal });

  assert.equal(logins(), 2);
});

test('an app may list no packages: those that the filters name are taken, the others are told of', async (t) => {
  const registry = await filled(t, 'team/web', 'other/tool');
  const ghcr = await startDouble(t, registry, {
    app: appDouble(() => fakeClockStart),
    organisations: ['team', 'other'],
  });
  const { provider } = ghcrFor(t, ghcr, app);
  const include = ['team/**', 'other/tool'];

  const pages = await collect(provider.repositories({ signal, include }));
  const tags = (await collect(provider.tags('other/tool', { signal }))).flat();

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['other/tool'],
  );
  assert.deepEqual(
    pages.flatMap((page) => page.conditions ?? []),
    ['CATALOG_RESTRICTED'],
  );
  assert.equal(tags[0]?.digest, image.digest, 'digests of a package an app does see');
});

test('an app without a filter does not know whose packages to list', async (t) => {
  const registry = await filled(t, 'team/web');
  const ghcr = await startDouble(t, registry, { app: appDouble(() => fakeClockStart) });
  const { provider } = ghcrFor(t, ghcr, app);
  await provider.probe({ signal });

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_RESTRICTED');
});

for (const { name, credential, code } of [
  {
    name: 'an app that is not installed there',
    credential: { ...app, username: 'github-app:1234:9999' },
    code: 'REGISTRY_AUTHENTICATION_FAILED',
  },
  {
    name: 'an app of another name than its key is for',
    credential: { ...app, username: 'github-app:4321:5678' },
    code: 'REGISTRY_AUTHENTICATION_FAILED',
  },
  {
    name: 'a key that is none',
    credential: { ...app, password: 'canary-no-key' },
    code: 'CONFIGURATION_INVALID',
  },
]) {
  test(`${name} is told by code`, async (t) => {
    const registry = await filled(t, 'team/web');
    const ghcr = await startDouble(t, registry, { app: appDouble(() => fakeClockStart) });
    const { provider, log } = ghcrFor(t, ghcr, credential);

    const verdict = await provider.probe({ signal });

    assert.deepEqual([verdict.reachable, verdict.authenticated, verdict.code], [true, false, code]);
    assert.ok(!JSON.stringify(verdict).includes('canary'));
    assert.ok(!log.text().includes('canary'));
  });
}

test('"too many", which GitHub says with the status of "not allowed", is told as too many', async (t) => {
  const registry = await filled(t, 'team/web');
  const reset = String(fakeClockStart / 1000 + 1800);
  const spent = {
    kind: 'answer',
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    body: { message: 'API rate limit exceeded' },
  } as const;
  const ghcr = await startDouble(t, registry, { trouble: [spent] });
  const { provider, clock } = ghcrFor(t, ghcr);
  const asked = collect(provider.tags('team/web', { signal }));

  await rejectsWith(withoutWaiting(clock, asked), 'REGISTRY_RATE_LIMITED', {
    retryAfterSeconds: 1800,
  });
});

for (const { registryUrl, api } of [
  { registryUrl: 'https://ghcr.io', api: 'https://api.github.com' },
  { registryUrl: 'https://containers.acme.ghe.com', api: 'https://api.acme.ghe.com' },
  {
    registryUrl: 'https://containers.github.corp.example',
    api: 'https://github.corp.example/api/v3',
  },
  { registryUrl: 'https://mirror.corp.example', api: undefined },
  { registryUrl: 'https://containers.co.uk', api: undefined },
  { registryUrl: 'http://containers.github.corp.example', api: undefined },
]) {
  test(`the API of ${registryUrl} is ${api ?? 'not known'}`, () => {
    assert.equal(apiOf(registryUrl), api);
  });
}

test('where the API is not known the key of an app is no password', async (t) => {
  const registry = await filled(t, 'team/web');
  const ghcr = await startDouble(t, registry);
  const { provider } = vendorProvider(t, {
    url: ghcr.registry.origin,
    provider: 'GHCR',
    credential: app,
    create: (parts) => createGhcrProvider(parts),
  });

  const verdict = await provider.probe({ signal });

  assert.equal(verdict.code, 'CONFIGURATION_INVALID');
  assert.ok(ghcr.requests().every(({ headers }) => headers.authorization === undefined));
});

test('a second sync asks GitHub only whether its lists have changed', async (t) => {
  const registry = await filled(t, 'octocat/app');
  const ghcr = await startDouble(t, registry);
  const knownAnswers = new KnownAnswers();
  const list = async () => {
    const { provider } = vendorProvider(t, {
      url: ghcr.registry.origin,
      provider: 'GHCR',
      credential: person,
      knownAnswers,
      create: (parts) => createGhcrProvider(parts, { api: ghcr.api.origin }),
    });
    const names = await namesOf(provider.repositories({ signal }));
    const tags = (await collect(provider.tags('octocat/app', { signal }))).flat();
    return { names, tags };
  };

  const first = await list();
  const before = ghcr.api.requests.length;
  const second = await list();
  registry.push(image, 'octocat/app', 'later');
  const third = await list();

  const conditional = ghcr.api.requests
    .slice(before)
    .filter(({ headers }) => headers['if-none-match'] !== undefined);
  assert.ok(conditional.length > 0);
  assert.deepEqual(second, first);
  assert.equal(third.tags.length, first.tags.length + 1);
});
