import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { startLoopbackServer } from '@harborguard/shared/testing/fake-registry/loopback-server.ts';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import {
  account,
  collect,
  password,
  providerFor,
  rejectsWith,
  signal,
  startRegistry,
  withoutWaiting,
} from '../testing/provider-on-test.ts';

const image = await randomImage(new SeededRandom(9));
const bearer = { kind: 'bearer', ...account } as const;

function tokenRequests(registry: { requests: readonly { path: string }[] }): number {
  return registry.requests.filter((request) => request.path.endsWith('/token')).length;
}

test('one token serves all requests of a repository, and another repository gets its own', async (t) => {
  const registry = await startRegistry(t, { authentication: bearer });
  registry.push(image, 'a', 'v1');
  registry.push(image, 'b', 'v1');
  const { provider } = providerFor(t, registry.url, { credential: password });

  for (const repository of ['a', 'a', 'b']) {
    await provider.manifest(repository, 'v1', { signal });
    await provider.resolve(repository, 'v1', { signal });
  }

  assert.equal(tokenRequests(registry), 2);
});

test('requests at the same time share one exchange', async (t) => {
  const registry = await startRegistry(t, { authentication: bearer });
  registry.push(image, 'a', 'v1');
  const { provider } = providerFor(t, registry.url, { credential: password });

  await Promise.all(Array.from({ length: 6 }, () => provider.manifest('a', 'v1', { signal })));

  assert.equal(tokenRequests(registry), 1);
});

test('a token is renewed before it expires, without a 401', async (t) => {
  const registry = await startRegistry(t, { authentication: { ...bearer, expiresInSeconds: 100 } });
  registry.push(image, 'a', 'v1');
  const { provider, clock } = providerFor(t, registry.url, { credential: password });
  await provider.manifest('a', 'v1', { signal });

  await clock.advance(89_000);
  await provider.manifest('a', 'v1', { signal });
  assert.equal(tokenRequests(registry), 1);
  await clock.advance(2000);
  await provider.manifest('a', 'v1', { signal });

  assert.equal(tokenRequests(registry), 2);
  assert.equal(registry.requests.filter(({ status }) => status === 401).length, 1);
});

test('a token the registry no longer takes is replaced once', async (t) => {
  const registry = await startRegistry(t, { authentication: bearer });
  registry.push(image, 'a', 'v1');
  const { provider } = providerFor(t, registry.url, { credential: password });
  await provider.manifest('a', 'v1', { signal });

  registry.tokens.revokeAll();
  const found = await provider.manifest('a', 'v1', { signal });

  assert.equal(found.digest, image.digest);
  assert.equal(tokenRequests(registry), 2);
});

test('tokens that allow nothing do not make a loop', async (t) => {
  const registry = await startRegistry(t, { authentication: { ...bearer, grantsNothing: true } });
  registry.push(image, 'a', 'v1');
  const { provider } = providerFor(t, registry.url, { credential: password });

  await rejectsWith(provider.manifest('a', 'v1', { signal }), 'PULL_DENIED');
  const before = tokenRequests(registry);
  await rejectsWith(provider.manifest('b', 'v1', { signal }), 'PULL_DENIED');

  assert.equal(before, 2, 'one for the manifest, one for /v2/');
  assert.equal(tokenRequests(registry), before + 1);
});

test('the challenge of a storage host is none of ours', async (t) => {
  const storage = await startLoopbackServer((_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="storage"' }).end();
  });
  t.after(() => storage.close());
  const registry = await startRegistry(t, { authentication: bearer });
  registry.push(image, 'a', 'v1');
  registry.knobs.blobRedirect = () => `${storage.origin}/blob`;
  const { provider, clock } = providerFor(t, registry.url, { credential: password });

  const read = collect(provider.blob('a', image.configDigest, { signal }));

  await rejectsWith(withoutWaiting(clock, read), 'PULL_DENIED', {
    storageHost: new URL(storage.origin).host,
  });
  const offered = registry.requests.filter(({ path }) => !path.endsWith('/token'));
  assert.ok(offered.every(({ headers }) => !headers.authorization?.startsWith('Basic')));
});

test('public images are pulled with an anonymous token', async (t) => {
  const registry = await startRegistry(t, { authentication: { ...bearer, anonymousPull: true } });
  registry.push(image, 'a', 'v1');
  const { provider } = providerFor(t, registry.url);

  assert.equal((await provider.manifest('a', 'v1', { signal })).digest, image.digest);
  assert.ok(
    registry.requests.every((request) => !request.headers.authorization?.startsWith('Basic')),
  );
});

test('an identity token is traded for tokens', async (t) => {
  const authentication = { ...bearer, refreshToken: 'canary-refresh' };
  const registry = await startRegistry(t, { authentication });
  registry.push(image, 'a', 'v1');
  const credential: TokenCredential = { kind: 'identity-token', token: 'canary-refresh' };
  const { provider, log } = providerFor(t, registry.url, { credential });

  assert.equal((await provider.manifest('a', 'v1', { signal })).digest, image.digest);
  assert.ok(!log.text().includes('canary'));
});

test('a password that was rotated is found without a restart', async (t) => {
  let current: TokenCredential = { kind: 'password', username: 'robot', password: 'old' };
  const old = { kind: 'basic', username: 'robot', password: 'old' } as const;
  const registry = await startRegistry(t, { authentication: old });
  registry.push(image, 'a', 'v1');
  const { provider } = providerFor(t, registry.url, { credential: () => current });
  await provider.manifest('a', 'v1', { signal });

  registry.knobs.authentication = { ...old, password: 'new' };
  current = { kind: 'password', username: 'robot', password: 'new' };

  assert.equal((await provider.manifest('a', 'v1', { signal })).digest, image.digest);
});

test('the scope a challenge names is asked for, but never more than reading', async (t) => {
  const scopes: string[] = [];
  const server = await startLoopbackServer((request, response) => {
    const url = new URL(request.url ?? '', server.origin);
    if (url.pathname === '/token') {
      scopes.push(...url.searchParams.getAll('scope'));
      response.end('{"token":"t"}');
      return;
    }
    if (request.headers.authorization !== 'Bearer t') {
      const scope = 'repository:inner/a:pull,push';
      response.setHeader(
        'www-authenticate',
        `Bearer realm="${server.origin}/token",scope="${scope}"`,
      );
      response.writeHead(401).end();
      return;
    }
    response.end('{"tags":["v1"]}');
  });
  t.after(() => server.close());
  const { provider } = providerFor(t, server.origin, { credential: password });

  await collect(provider.tags('a', { signal }));
  await collect(provider.tags('a', { signal }));

  assert.deepEqual(scopes, ['repository:inner/a:pull']);
});

test('a registry below a path prefix is spoken to below it', async (t) => {
  const pathPrefix = '/artifactory/api/docker/local';
  const registry = await startFakeRegistry({
    pathPrefix,
    knobs: { authentication: bearer, pageSizeMax: 100, linkForm: 'prefix-lost' },
  });
  t.after(() => registry.close());
  for (let index = 0; index < 150; index += 1) registry.content.addRepository(`app-${index}`);
  const { provider } = providerFor(t, registry.url, { credential: password });

  const verdict = await provider.probe({ signal });
  const pages = await collect(provider.repositories({ signal }));

  assert.equal(verdict.authenticated, true);
  assert.equal(pages.flatMap((page) => page.repositories).length, 150);
  assert.ok(registry.requests.every((request) => request.path.startsWith(pathPrefix)));
});

test('a challenge without header still gets the password tried', async (t) => {
  const registry = await startRegistry(t, {
    authentication: { kind: 'basic', ...account },
    challenge: '',
  });
  registry.push(image, 'a', 'v1');
  const { provider } = providerFor(t, registry.url, { credential: password });

  assert.equal((await provider.manifest('a', 'v1', { signal })).digest, image.digest);
});

test('neither password nor token nor their encodings get into the log', async (t) => {
  const registry = await startRegistry(t, { authentication: bearer });
  registry.push(image, 'a', 'v1');
  const { provider, log } = providerFor(t, registry.url, { credential: password });

  await provider.manifest('a', 'v1', { signal });

  const basic = Buffer.from(`${account.username}:${account.password}`).toString('base64');
  for (const secret of [account.password, basic, 'token-', 'scope=']) {
    assert.ok(!log.text().includes(secret), secret);
  }
});
