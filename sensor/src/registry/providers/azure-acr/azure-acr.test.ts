// Azure Container Registry by the contract, and by what is special about its logins and lists.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import {
  type AzureAcrOptions,
  startAzureAcr,
} from '@harborguard/shared/testing/vendors/azure-acr.ts';
import { pushedAt } from '@harborguard/shared/testing/vendors/images-behind.ts';
import { signedToken } from '@harborguard/shared/testing/vendors/signed-token.ts';
import { startVendorFront } from '@harborguard/shared/testing/vendors/start-vendor-front.ts';
import { entraUsername } from '../../../identity/azure-identity.ts';
import { filling, smallImage as image } from '../../testing/filling.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  account,
  collect,
  password,
  providerFor,
  rejectsWith,
  signal,
  wrong,
} from '../../testing/provider-on-test.ts';

const target = { provider: 'AZURE_ACR' };
const entraToken = signedToken({ iss: 'https://sts.windows.net/', canary: 'canary-entra' });
const entra = { kind: 'password', username: entraUsername, password: entraToken } as const;

async function startDouble(
  t: TestContext,
  registry: FakeRegistry,
  options: Partial<AzureAcrOptions> = {},
) {
  const front = await startAzureAcr({
    registryUrl: registry.url,
    account,
    entraTokens: [entraToken],
    ...options,
  });
  t.after(() => front.close());
  return front;
}

const filled = filling('1', '2', '3');

providerContract({
  name: 'AZURE_ACR',
  repositories: ['team/web', 'team/worker', 'base'],
  listsDigests: true,
  async start(t, registry) {
    const front = await startDouble(t, registry, { pageSizeMax: 2 });
    const made = (credential: typeof entra | typeof wrong) =>
      providerFor(t, front.origin, { credential, target }).provider;
    return {
      provider: made(entra),
      wrongCredentials: made(wrong),
      requests: () => front.requests,
    };
  },
});

test('an admin user, a service principal or a token of the registry need no exchange', async (t) => {
  const registry = await filled(t, 'team/web');
  const front = await startDouble(t, registry);
  const { provider } = providerFor(t, front.origin, { credential: password, target });

  const tags = (await collect(provider.tags('team/web', { signal }))).flat();

  assert.deepEqual(
    tags.map(({ digest }) => digest),
    [image.digest, image.digest, image.digest],
  );
  assert.ok(tags.every((tag) => tag.pushedAt === pushedAt));
  assert.ok(!front.requests.some(({ path }) => path === '/oauth2/exchange'));
});

test('one login by identity serves all that is asked, until shortly before it ends', async (t) => {
  const registry = await filled(t, 'team/web');
  const front = await startDouble(t, registry, { refreshSeconds: 35 * 60 });
  const { provider, clock } = providerFor(t, front.origin, { credential: entra, target });
  const exchanges = () => front.requests.filter(({ path }) => path === '/oauth2/exchange').length;
  await Promise.all([provider.probe({ signal }), collect(provider.tags('team/web', { signal }))]);
  await collect(provider.repositories({ signal }));
  assert.equal(exchanges(), 1);

  await clock.advance(34 * 60_000);
  await provider.probe({ signal });

  assert.equal(exchanges(), 2, 'a token that ends in a minute is renewed');
});

test('an access token without expires_in is kept as long as it says itself', async (t) => {
  const registry = await filled(t, 'team/web');
  const front = await startDouble(t, registry);
  const { provider, clock } = providerFor(t, front.origin, { credential: password, target });
  await provider.resolve('team/web', '1', { signal });
  const before = front.requests.length;

  await clock.advance(30 * 60_000);
  await provider.resolve('team/web', '2', { signal });

  const later = front.requests.slice(before).map(({ path }) => path);
  assert.deepEqual(later, ['/v2/team/web/manifests/2']);
});

test('a refresh token of the registry itself is used as it is', async (t) => {
  const registry = await filled(t, 'team/web');
  const front = await startDouble(t, registry);
  const exposed = await fetchRefreshToken(front.origin);
  const credential = { ...entra, password: exposed };
  const { provider } = providerFor(t, front.origin, { credential, target });
  const before = front.requests.length;

  const verdict = await provider.probe({ signal });

  assert.equal(verdict.authenticated, true);
  assert.ok(!front.requests.slice(before).some(({ path }) => path === '/oauth2/exchange'));
});

async function fetchRefreshToken(origin: string): Promise<string> {
  const { host } = new URL(origin);
  const form = { grant_type: 'access_token', service: host, access_token: entraToken };
  const answer = await fetch(`${origin}/oauth2/exchange`, {
    method: 'POST',
    body: new URLSearchParams(form).toString(),
  });
  const { refresh_token } = (await answer.json()) as { refresh_token: string };
  return refresh_token;
}

test('an identity that the registry does not know is refused by code, and asked once a minute', async (t) => {
  const registry = await filled(t, 'team/web');
  const front = await startDouble(t, registry, { entraTokens: [] });
  const { provider, clock, log } = providerFor(t, front.origin, { credential: entra, target });

  const verdicts = [await provider.probe({ signal }), await provider.probe({ signal })];

  for (const verdict of verdicts) {
    assert.deepEqual([verdict.reachable, verdict.authenticated], [true, false]);
    assert.equal(verdict.code, 'REGISTRY_AUTHENTICATION_FAILED');
    assert.equal(verdict.details['step'], 'exchange');
  }
  const exchanges = () => front.requests.filter(({ path }) => path === '/oauth2/exchange').length;
  assert.equal(exchanges(), 1);
  await clock.advance(61_000);
  await provider.probe({ signal });
  assert.equal(exchanges(), 2);
  assert.ok(!log.text().includes(entraToken), 'no log line holds the token');
});

for (const { name, reply, code } of [
  {
    name: 'a web page',
    reply: { kind: 'answer', status: 200, body: '<html>' },
    code: 'REGISTRY_RESPONSE_INVALID',
  },
  {
    name: 'a token that would break out of a header',
    reply: { kind: 'answer', status: 200, body: { refresh_token: 'a\r\nx: y' } },
    code: 'REGISTRY_RESPONSE_INVALID',
  },
  {
    name: 'a redirect to somebody else',
    reply: { kind: 'answer', status: 307, headers: { location: 'https://elsewhere.example/' } },
    code: 'REDIRECT_REFUSED',
  },
] as const) {
  test(`a registry that answers an exchange with ${name} is told by code`, async (t) => {
    const registry = await filled(t, 'team/web');
    const front = await startDouble(t, registry, { exchangeReply: reply });
    const { provider } = providerFor(t, front.origin, { credential: entra, target });

    const verdict = await provider.probe({ signal });

    assert.deepEqual([verdict.authenticated, verdict.code], [false, code]);
  });
}

test('rights to pull without the right to list are a restricted catalog, not an empty one', async (t) => {
  const registry = await filled(t, 'team/web');
  const front = await startDouble(t, registry, { grants: (scope) => !scope.includes('catalog') });
  const { provider } = providerFor(t, front.origin, { credential: entra, target });
  await provider.probe({ signal });

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_RESTRICTED');
});

test('without the right to metadata the tags come from the distribution API', async (t) => {
  const registry = await filled(t, 'team/web');
  const front = await startDouble(t, registry, { grants: (scope) => scope.endsWith(':pull') });
  const { provider } = providerFor(t, front.origin, { credential: entra, target });
  await provider.probe({ signal });

  const tags = (await collect(provider.tags('team/web', { signal }))).flat();

  assert.deepEqual(tags, [{ name: '1' }, { name: '2' }, { name: '3' }]);
});

test('a repository that the vendor list does not know is told by code', async (t) => {
  const registry = await filled(t, 'team/web');
  const front = await startDouble(t, registry);
  const { provider } = providerFor(t, front.origin, { credential: password, target });

  await rejectsWith(collect(provider.tags('team/other', { signal })), 'REPOSITORY_UNKNOWN');
});

test('a name that leads elsewhere reaches no address', async (t) => {
  const registry = await filled(t, 'team/web');
  const front = await startDouble(t, registry);
  const { provider } = providerFor(t, front.origin, { credential: password, target });

  await rejectsWith(collect(provider.tags('../../oauth2', { signal })), 'REFERENCE_INVALID');
  assert.deepEqual(front.requests, []);
});

test('layers come from the data endpoint, which is never shown a token', async (t) => {
  const registry = await filled(t, 'team/web');
  const data = await startVendorFront({
    registryUrl: registry.url,
    handle: (request) =>
      request.headers.authorization === undefined
        ? { kind: 'registry' }
        : { kind: 'answer', status: 400, body: 'InvalidAuthenticationInfo' },
  });
  t.after(() => data.close());
  const front = await startDouble(t, registry, { dataEndpoint: data.origin });
  const { provider } = providerFor(t, front.origin, { credential: entra, target });
  const digest = image.layers[0]?.digest ?? '';

  const chunks = await collect(provider.blob('team/web', digest, { signal }));

  assert.equal(Buffer.concat(chunks).byteLength, image.layers[0]?.bytes.byteLength);
  assert.equal(data.requests.length, 1);
});
