import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDistribution } from '@harborguard/shared/testing/vendors/distribution.ts';
import { startGitea } from '@harborguard/shared/testing/vendors/gitea.ts';
import { startHarbor } from '@harborguard/shared/testing/vendors/harbor.ts';
import { startJfrog } from '@harborguard/shared/testing/vendors/jfrog.ts';
import { startNexus } from '@harborguard/shared/testing/vendors/nexus.ts';
import { startZot } from '@harborguard/shared/testing/vendors/zot.ts';
import { identifyProvider } from './identify-provider.ts';
import { httpFor, serve, signal } from './testing/http-on-test.ts';
import { account, startRegistry } from './testing/provider-on-test.ts';

const doubles = [
  { provider: 'ZOT', start: (registryUrl: string) => startZot({ registryUrl, account }) },
  {
    provider: 'NEXUS',
    start: (registryUrl: string) => startNexus({ registryUrl, account, repositories: [] }),
  },
  {
    provider: 'JFROG',
    start: (registryUrl: string) => startJfrog({ registryUrl, account, repositories: [] }),
  },
  { provider: 'GITEA', start: (registryUrl: string) => startGitea({ registryUrl, account }) },
  { provider: 'HARBOR', start: (registryUrl: string) => startHarbor(registryUrl) },
  {
    provider: undefined,
    start: (registryUrl: string) => startDistribution({ registryUrl, account }),
  },
] as const;

for (const { provider, start } of doubles) {
  test(`${provider ?? 'a registry of no product'} is recognised by a stranger`, async (t) => {
    const registry = await startRegistry(t);
    const front = await start(registry.url);
    t.after(() => front.close());
    const { http } = httpFor(t, front.origin);

    assert.equal(await identifyProvider(http, front.origin, { signal }), provider);
    assert.ok(front.requests.every(({ headers }) => headers.authorization === undefined));
    assert.ok(front.requests.length <= 7);
  });
}

test('a web application that answers every path with a page is no product', async (t) => {
  const { origin } = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><title>Pong OK _zot</title>');
  });
  const { http } = httpFor(t, origin);

  assert.equal(await identifyProvider(http, origin, { signal }), undefined);
});

test('what another host says after a redirect does not speak for the registry', async (t) => {
  const other = await serve(t, (_request, response) => {
    response.writeHead(200, { server: 'Nexus/3.77.1-01 (PRO)' });
    response.end();
  });
  const { origin } = await serve(t, (_request, response) => {
    response.writeHead(302, { location: `${other.origin}/v2/` });
    response.end();
  });
  const { http } = httpFor(t, origin);

  assert.equal(await identifyProvider(http, origin, { signal }), undefined);
});

test('an answer without an end is given up, and the next path is asked', async (t) => {
  const { origin } = await serve(t, (request, response) => {
    const endless = request.url === '/api/v2.0/ping';
    response.writeHead(200, request.url === '/v2/' ? {} : { 'content-type': 'text/plain' });
    if (request.url === '/artifactory/api/system/ping') response.end('OK');
    else response.end(endless ? 'x'.repeat(1_000_000) : '{}');
  });
  const { http } = httpFor(t, origin);

  assert.equal(await identifyProvider(http, origin, { signal }), 'JFROG');
});
