// GitLab by the contract, and by the ways in which it differs from other registries.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fingerprintPing } from '@harborguard/shared/registry/vendor-fingerprint.ts';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { startGitlab } from '@harborguard/shared/testing/vendors/gitlab.ts';
import type {
  GitlabAccount,
  GitlabKnobs,
} from '@harborguard/shared/testing/vendors/gitlab-state.ts';
import { filling, smallImage as image } from '../../testing/filling.ts';
import { answerOf } from '../../testing/fingerprint-on-test.ts';
import { serve } from '../../testing/http-on-test.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  anonymous,
  collect,
  providerFor,
  rejectsWith,
  signal,
  startRegistry,
} from '../../testing/provider-on-test.ts';

const account: GitlabAccount = {
  username: 'harborguard',
  password: 'glpat-canary',
  kind: 'user',
  scopes: ['read_registry', 'read_api'],
  projects: 'all',
};
const target = { provider: 'GITLAB' };

async function startDouble(
  t: TestContext,
  registry: FakeRegistry,
  { caller = account, ...knobs }: Partial<GitlabKnobs> & { caller?: GitlabAccount } = {},
) {
  const double = await startGitlab(registry.url, { accounts: [caller], ...knobs });
  t.after(() => double.close());
  const { username, password } = caller;
  const credential = { kind: 'password', username, password } as const;
  const made = providerFor(t, double.registry.origin, { credential, target });
  const asked = (part: string) => double.gitlab.requests.filter(({ path }) => path.includes(part));
  return { ...made, double, asked };
}

const holding = filling('1.0', 'latest');

const projects = (count: number) =>
  Array.from({ length: count }, (_, at) => `shop/p${String(at).padStart(3, '0')}`);

for (const caller of [account, { ...account, groups: ['shop', 'base'] }])
  providerContract({
    name: 'GITLAB',
    repositories: ['shop/web', 'shop/web/worker', 'shop/web/deep/er', 'base/images/alpine'],
    listsDigests: false,
    async start(t, registry) {
      const { provider, double } = await startDouble(t, registry, { caller });
      const { provider: wrongCredentials } = providerFor(t, double.registry.origin, {
        credential: { kind: 'password', username: 'harborguard', password: 'canary-wrong' },
        target,
      });
      const requests = () => [...double.gitlab.requests, ...double.registry.requests];
      return { provider, wrongCredentials, requests };
    },
  });

test('the API is found at the origin of the token service, also below a path', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider, asked } = await startDouble(t, registry, { root: '/gitlab' });

  const [page] = await collect(provider.repositories({ signal }));

  assert.deepEqual(page, { repositories: ['shop/web'] });
  assert.equal(asked('/gitlab/api/v4/projects').length, 2);
});

test('hundreds of projects are walked by their ids, and a killed walk goes on', async (t) => {
  const names = projects(230);
  const registry = await holding(t, ...names);
  const { provider, double } = await startDouble(t, registry);

  const pages = await collect(provider.repositories({ signal }));
  const before = double.gitlab.requests.length;
  const rest = await collect(provider.repositories({ signal, cursor: pages[1]?.cursor ?? '' }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    names,
  );
  assert.deepEqual(
    rest.flatMap((page) => page.repositories),
    names.slice(200),
  );
  const lists = double.gitlab.requests
    .slice(before)
    .filter(({ path }) => path.endsWith('/projects'));
  assert.equal(lists.length, 1);
});

test('the images of a whole group cost a request for a hundred, not one for each project', async (t) => {
  const names = projects(230);
  const registry = await holding(t, ...names, 'me/tool');
  const caller = { ...account, groups: ['empty', 'shop'] };
  const { provider, double, asked } = await startDouble(t, registry, { caller });

  const pages = await collect(provider.repositories({ signal }));
  const found = pages.flatMap((page) => page.repositories);

  assert.deepEqual(found.toSorted(), [...names, 'me/tool'].toSorted());
  assert.equal(new Set(found).size, found.length);
  // Groups, 1 and 3 pages of images, 3 pages of projects, and the one project outside.
  assert.equal(asked('/api/').length, 1 + 1 + 3 + 3 + 1);
  for (const [at, { cursor }] of pages.entries()) {
    if (cursor === undefined) continue;
    const before = double.gitlab.requests.length;
    const rest = await collect(provider.repositories({ signal, cursor }));
    const all = [...pages.slice(0, at + 1), ...rest].flatMap((page) => page.repositories);
    assert.deepEqual(all, found);
    assert.ok(double.gitlab.requests.length - before < 9 - at);
  }
});

test('the projects of a group that may not be listed are asked one by one', async (t) => {
  const registry = await holding(t, 'shop/web', 'shop/api', 'base/alpine');
  const caller = { ...account, groups: ['shop', 'base'] };
  const { provider, asked } = await startDouble(t, registry, { caller, closedGroups: ['shop'] });

  const pages = await collect(provider.repositories({ signal }));
  const [first] = pages;
  const rest = await collect(provider.repositories({ signal, cursor: first?.cursor ?? '' }));

  assert.deepEqual(
    pages.map((page) => page.repositories),
    [['base/alpine'], ['shop/api', 'shop/web']],
  );
  assert.deepEqual(rest, pages.slice(1));
  assert.equal(asked('/projects/').length, 4);
});

test('a list of images that became shorter while it was read is cut short', async (t) => {
  const registry = await holding(t, ...projects(150));
  const caller = { ...account, groups: ['shop'] };
  const { provider, double } = await startDouble(t, registry, { caller });
  double.state.afterPage = () => registry.content.removeRepository('shop/p001');

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_TRUNCATED');
});

test('a project with hundreds of image repositories is read to its end', async (t) => {
  const names = Array.from({ length: 205 }, (_, at) => `shop/web/i${String(at).padStart(3, '0')}`);
  const registry = await holding(t, ...names);
  const { provider } = await startDouble(t, registry);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    names,
  );
});

test('projects without a registry and repositories being deleted are left out', async (t) => {
  const registry = await holding(t, 'shop/web', 'shop/off', 'shop/web/old');
  const { provider } = await startDouble(t, registry, {
    closedProjects: ['shop/off'],
    deletedRepositories: ['shop/web/old'],
  });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: ['shop/web'] }]);
});

test('a token that belongs to no project is a restricted catalog, never an empty registry', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider } = await startDouble(t, registry, { caller: { ...account, projects: [] } });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: [], conditions: ['CATALOG_RESTRICTED'] }]);
});

test('projects whose registries are all closed are a restricted catalog', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider } = await startDouble(t, registry, { closedProjects: ['shop/web'] });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: [], conditions: ['CATALOG_RESTRICTED'] }]);
});

test('a token for the registry alone may not list, and still pulls by name', async (t) => {
  const registry = await holding(t, 'shop/web');
  const caller: GitlabAccount = { ...account, scopes: ['read_registry'] };
  const { provider } = await startDouble(t, registry, { caller });

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_RESTRICTED');
  const manifest = await provider.manifest('shop/web', 'latest', { signal });

  assert.equal(manifest.digest, image.digest);
});

test('a token of an administrator without the API lists the whole catalog, and says why', async (t) => {
  const registry = await holding(t, 'shop/web');
  const caller: GitlabAccount = { ...account, scopes: ['read_registry'], isAdmin: true };
  const { provider } = await startDouble(t, registry, { caller });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: ['shop/web'], conditions: ['VENDOR_API_REFUSED'] }]);
});

test('a deploy token is never shown to the API', async (t) => {
  const registry = await holding(t, 'shop/web');
  const caller: GitlabAccount = {
    ...account,
    username: 'gitlab+deploy-token-1',
    kind: 'deploy-token',
    scopes: ['read_registry'],
  };
  const { provider, asked } = await startDouble(t, registry, { caller });

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_RESTRICTED');
  const { digest } = await provider.resolve('shop/web', 'latest', { signal });

  assert.equal(digest, image.digest);
  assert.equal(asked('/api/').length, 0);
});

test("a job's token lists the image repositories of its own project", async (t) => {
  const registry = await holding(t, 'shop/web', 'shop/web/worker', 'other/app');
  const caller: GitlabAccount = {
    username: 'gitlab-ci-token',
    password: 'glcbt-canary',
    kind: 'job-token',
    scopes: ['read_registry'],
    projects: ['shop/web'],
  };
  const { provider, asked } = await startDouble(t, registry, { caller });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: ['shop/web', 'shop/web/worker'] }]);
  assert.ok(asked('/api/').every(({ headers }) => headers['job-token'] === undefined));
});

test('403 from the token service is a wrong credential', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { double } = await startDouble(t, registry);
  const { provider } = providerFor(t, double.registry.origin, {
    credential: { kind: 'password', username: 'harborguard', password: 'wrong' },
    target,
  });

  await rejectsWith(
    provider.resolve('shop/web', 'latest', { signal }),
    'REGISTRY_AUTHENTICATION_FAILED',
  );
});

test('a project that the token does not see is a refused pull, without a loop', async (t) => {
  const registry = await holding(t, 'shop/web', 'secret/plans');
  const caller: GitlabAccount = { ...account, projects: ['shop/web'] };
  const { provider, double } = await startDouble(t, registry, { caller });
  await provider.resolve('shop/web', 'latest', { signal });
  const before = double.registry.requests.length;

  await rejectsWith(provider.resolve('secret/plans', 'latest', { signal }), 'PULL_DENIED');

  assert.ok(double.registry.requests.length - before <= 3);
});

test('a token without a lifetime is renewed after less than a minute', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider, asked, clock } = await startDouble(t, registry);
  await provider.resolve('shop/web', 'latest', { signal });
  await provider.resolve('shop/web', '1.0', { signal });
  const first = asked('/jwt/auth').length;

  await clock.advance(56_000);
  await provider.resolve('shop/web', 'latest', { signal });

  assert.equal(first, 1);
  assert.equal(asked('/jwt/auth').length, 2);
});

test('without a credential nothing is asked of the API', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { double, asked } = await startDouble(t, registry);
  const { provider } = providerFor(t, double.registry.origin, { credential: anonymous, target });

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_RESTRICTED');

  assert.equal(asked('/api/').length, 0);
});

test('a registry whose token service is elsewhere gets no token for an API there', async (t) => {
  const registry = await holding(t, 'shop/web');
  registry.knobs.authentication = {
    kind: 'bearer',
    username: account.username,
    password: account.password,
    realm: 'https://gitlab.attacker.example/jwt/auth',
  };
  const { username, password } = account;
  const { provider, log } = providerFor(t, registry.url, {
    credential: { kind: 'password', username, password },
    target,
  });

  await rejectsWith(collect(provider.repositories({ signal })), 'REALM_REFUSED');

  assert.ok(!JSON.stringify([registry.requests, log]).includes('canary'));
});

test('a GitLab that ignores the place in its list is cut short, not read for ever', async (t) => {
  const rows = Array.from({ length: 100 }, (_, at) => ({
    id: at + 1,
    path_with_namespace: `g/p${at}`,
  }));
  const server = await serve(t, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const { host = '' } = request.headers;
    response.setHeader('content-type', 'application/json');
    if (url.pathname === '/v2/') {
      const challenge = `Bearer realm="http://${host}/jwt/auth",service="container_registry"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
    } else response.end(JSON.stringify(url.pathname.endsWith('/projects') ? rows : []));
  });
  const { username, password } = account;
  const credential = { kind: 'password', username, password } as const;
  const { provider } = providerFor(t, server.origin, { credential, target });

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_TRUNCATED');
});

test('GitLab is recognised by its challenge', async (t) => {
  const { double } = await startDouble(t, await startRegistry(t));

  assert.equal(fingerprintPing(await answerOf(`${double.registry.origin}/v2/`)), 'GITLAB');
});

test('a damaged cursor of GitLab begins at the front', async (t) => {
  const registry = await holding(t, 'shop/web', 'base/alpine');
  const caller = { ...account, groups: ['shop'] };
  const { provider } = await startDouble(t, registry, { caller });

  for (const cursor of ['vendor:', 'vendor:group=x&page=1', 'vendor:group=50&page=0']) {
    const pages = await collect(provider.repositories({ signal, cursor }));
    const found = pages.flatMap((page) => page.repositories);
    assert.deepEqual(found, ['shop/web', 'base/alpine'], cursor);
  }
});

test('a token of GitLab stands in no log line', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider, double, log } = await startDouble(t, registry);

  await collect(provider.repositories({ signal }));
  await provider.manifest('shop/web', 'latest', { signal });
  double.state.accounts = [];
  const refused = await collect(provider.repositories({ signal })).catch(String);

  assert.ok(log.lines.length > 0);
  assert.ok(!JSON.stringify([log.lines, refused]).includes('canary'));
});
