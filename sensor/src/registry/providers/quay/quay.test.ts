// Quay by the contract, and by the ways in which it differs from other registries.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fingerprintPing } from '@harborguard/shared/registry/vendor-fingerprint.ts';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { pushedAt } from '@harborguard/shared/testing/vendors/images-behind.ts';
import { startQuay } from '@harborguard/shared/testing/vendors/quay.ts';
import type { QuayAccount, QuayKnobs } from '@harborguard/shared/testing/vendors/quay-state.ts';
import { filling, smallImage as image } from '../../testing/filling.ts';
import { answerOf, providerByPaths } from '../../testing/fingerprint-on-test.ts';
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
import { namedNamespaces } from './named-namespaces.ts';

const oauth: QuayAccount = {
  username: '$oauthtoken',
  password: 'canary-oauth',
  kind: 'oauth',
  scopes: ['repo:read', 'user:read'],
  reads: 'all',
  organizations: ['shop', 'base'],
};
const robot: QuayAccount = {
  username: 'shop+harborguard',
  password: 'canary-robot',
  kind: 'robot',
  reads: ['shop/web', 'shop/api'],
};
const target = { provider: 'QUAY' };

async function startDouble(
  t: TestContext,
  registry: FakeRegistry,
  { caller = oauth, ...knobs }: Partial<QuayKnobs> & { caller?: QuayAccount } = {},
) {
  const quay = await startQuay(registry.url, { accounts: [caller], ...knobs });
  t.after(() => quay.close());
  const { username, password } = caller;
  const credential = { kind: 'password', username, password } as const;
  const made = providerFor(t, quay.origin, { credential, target });
  const asked = (part: string) => quay.requests.filter(({ path }) => path.includes(part));
  return { ...made, quay, asked };
}

const holding = filling('1.0', 'latest');

for (const { caller, listsDigests } of [
  { caller: oauth, listsDigests: true },
  { caller: { ...robot, reads: 'all' } as const, listsDigests: false },
]) {
  providerContract({
    name: 'QUAY',
    repositories: ['base/alpine', 'owner/tool', 'shop/api', 'shop/web'],
    listsDigests,
    async start(t, registry) {
      const { provider, quay } = await startDouble(t, registry, { caller, pageSize: 1 });
      const { provider: wrongCredentials } = providerFor(t, quay.origin, {
        credential: { kind: 'password', username: caller.username, password: 'canary-wrong' },
        target,
      });
      return { provider, wrongCredentials, requests: () => quay.requests };
    },
  });
}

test("the namespaces are the token owner's own and those of the organisations", async (t) => {
  const registry = await holding(t, 'shop/web', 'base/alpine', 'owner/tool', 'foreign/app');
  const { provider, asked } = await startDouble(t, registry);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['base/alpine', 'owner/tool', 'shop/web'],
  );
  assert.equal(asked('/v2/').length, 0);
});

test('namespaces that the filters name are listed without asking who the owner is', async (t) => {
  const registry = await holding(t, 'shop/web', 'base/alpine', 'partner/app');
  const caller: QuayAccount = { ...oauth, scopes: ['repo:read'] };
  const { provider, asked } = await startDouble(t, registry, { caller });

  const include = ['partner/*', 'shop/**'];
  const pages = await collect(provider.repositories({ signal, include }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['partner/app', 'shop/web'],
  );
  assert.equal(asked('/user/').length, 0);
});

test('patterns name a namespace only when nothing in it is a pattern', () => {
  assert.deepEqual(namedNamespaces([]), { named: [], andOthers: true });
  assert.deepEqual(namedNamespaces(['a/**', 'a/b', 'b-c/*']), {
    named: ['a', 'b-c'],
    andOthers: false,
  });
  for (const pattern of ['*', '**', '*/web', 'web', '{a,b}/c', 'a*/b', '!a/b']) {
    assert.deepEqual(namedNamespaces([pattern]), { named: [], andOthers: true }, pattern);
  }
});

test('a killed walk goes on in its namespace and at its page', async (t) => {
  const names = ['base/a', 'base/b', 'base/c', 'shop/a', 'shop/b', 'shop/c'];
  const registry = await holding(t, ...names);
  const { provider } = await startDouble(t, registry, { pageSize: 1 });

  const pages = await collect(provider.repositories({ signal }));

  for (const [at, { cursor }] of pages.entries()) {
    if (cursor === undefined) continue;
    const rest = await collect(provider.repositories({ signal, cursor }));
    assert.deepEqual(
      [...pages.slice(0, at + 1), ...rest].flatMap((page) => page.repositories),
      names,
    );
  }
});

test('every tag comes with its digest, a hundred at a time, dead tags left out', async (t) => {
  const registry = await startRegistry(t);
  const tags = Array.from({ length: 250 }, (_, at) => `v${String(at).padStart(3, '0')}`);
  registry.push(image, 'shop/web', ...tags);
  const { provider, quay } = await startDouble(t, registry);

  const listed = (await collect(provider.tags('shop/web', { signal }))).flat();

  assert.deepEqual(
    listed.map(({ name }) => name),
    tags,
  );
  assert.ok(listed.every(({ digest }) => digest === image.digest));
  assert.ok(listed.every((tag) => tag.pushedAt === pushedAt));
  assert.equal(quay.requests.length, 3);
});

test('repositories of applications are left out', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider } = await startDouble(t, registry, { applications: ['shop/chart'] });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['shop/web'],
  );
});

test('a robot sees what it was granted, with the reason why the API is not used', async (t) => {
  const registry = await holding(t, 'shop/web', 'shop/api', 'shop/secret');
  const { provider, asked } = await startDouble(t, registry, { caller: robot });

  const pages = await collect(provider.repositories({ signal }));
  const tags = (await collect(provider.tags('shop/web', { signal }))).flat();

  assert.deepEqual(pages, [
    { repositories: ['shop/api', 'shop/web'], conditions: ['VENDOR_API_REFUSED'] },
  ]);
  assert.deepEqual(tags, [{ name: '1.0' }, { name: 'latest' }]);
  assert.equal(asked('/api/').length, 0);
});

test('a robot that was granted nothing is a restricted catalog, never an empty registry', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider } = await startDouble(t, registry, { caller: { ...robot, reads: [] } });

  const [page] = await collect(provider.repositories({ signal }));

  assert.deepEqual(page?.repositories, []);
  assert.deepEqual(page?.conditions, ['VENDOR_API_REFUSED', 'CATALOG_RESTRICTED']);
});

test('an OAuth token that sees nothing is a restricted catalog', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider } = await startDouble(t, registry, { caller: { ...oauth, reads: [] } });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages.at(-1), { repositories: [], conditions: ['CATALOG_RESTRICTED'] });
});

test('without the right to know its owner, a token lists the catalog', async (t) => {
  const registry = await holding(t, 'shop/web');
  const caller: QuayAccount = { ...oauth, scopes: ['repo:read'] };
  const { provider } = await startDouble(t, registry, { caller });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: ['shop/web'], conditions: ['VENDOR_API_REFUSED'] }]);
});

test('the catalog is asked for by a token without a scope, and by opaque pages to its end', async (t) => {
  const names = Array.from({ length: 200 }, (_, at) => `shop/r${String(at).padStart(3, '0')}`);
  const registry = await holding(t, ...names);
  const { provider, asked } = await startDouble(t, registry, {
    caller: { ...robot, reads: 'all' },
  });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    names,
  );
  assert.ok(asked('/v2/auth').every(({ query }) => !query.has('scope')));
  // The last page is full, and has nothing behind it.
  assert.equal(asked('/v2/_catalog').length, 2);
});

test('a password is never sent to the registry itself, only to its token service', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider, quay } = await startDouble(t, registry, { caller: robot });

  await provider.manifest('shop/web', 'latest', { signal });

  const basic = quay.requests.filter(({ headers }) => headers.authorization?.startsWith('Basic '));
  assert.ok(basic.length > 0);
  assert.ok(basic.every(({ path }) => path === '/v2/auth'));
});

test('the plus of a robot arrives as it is', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider, asked } = await startDouble(t, registry, { caller: robot });

  await provider.resolve('shop/web', 'latest', { signal });

  const header = asked('/v2/auth')[0]?.headers.authorization ?? '';
  const login = Buffer.from(header.replace('Basic ', ''), 'base64').toString();
  assert.equal(login, `${robot.username}:${robot.password}`);
});

test('a public repository is read without any credential', async (t) => {
  const registry = await holding(t, 'shop/web', 'shop/secret');
  const { quay } = await startDouble(t, registry, { publicRepositories: ['shop/web'] });
  const { provider } = providerFor(t, quay.origin, { credential: anonymous, target });

  const pages = await collect(provider.repositories({ signal, include: ['shop/*'] }));
  const tags = (await collect(provider.tags('shop/web', { signal }))).flat();
  const { digest } = await provider.manifest('shop/web', 'latest', { signal });

  assert.deepEqual(pages, [{ repositories: ['shop/web'] }]);
  assert.ok(tags.every((tag) => tag.digest === image.digest));
  assert.equal(digest, image.digest);
});

test('anonymous without a named namespace is a restricted catalog', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { quay } = await startDouble(t, registry, { publicRepositories: ['shop/web'] });
  const { provider } = providerFor(t, quay.origin, { credential: anonymous, target });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages.at(-1)?.conditions, ['VENDOR_API_REFUSED', 'CATALOG_RESTRICTED']);
});

test('a repository that a robot may not read is a refused pull', async (t) => {
  const registry = await holding(t, 'shop/web', 'shop/secret');
  const { provider } = await startDouble(t, registry, { caller: robot });
  await provider.resolve('shop/web', 'latest', { signal });

  await rejectsWith(provider.resolve('shop/secret', 'latest', { signal }), 'PULL_DENIED');
});

test('a repository deleted since it was listed is unknown', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider } = await startDouble(t, registry);

  await rejectsWith(collect(provider.tags('shop/gone', { signal })), 'REPOSITORY_UNKNOWN');
});

test('pages that lead in a circle end as cut short, not as complete', async (t) => {
  const server = await serve(t, (_request, response) => {
    response.setHeader('content-type', 'application/json');
    const repositories = [{ namespace: 'shop', name: 'web', kind: 'image' }];
    response.end(JSON.stringify({ repositories, next_page: 'again' }));
  });
  const { provider } = providerFor(t, server.origin, { credential: anonymous, target });

  await rejectsWith(
    collect(provider.repositories({ signal, include: ['shop/*'] })),
    'CATALOG_TRUNCATED',
  );
});

test('a list of tags that promises more and brings nothing is cut short', async (t) => {
  const server = await serve(t, (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ tags: [], has_additional: true }));
  });
  const { provider } = providerFor(t, server.origin, { credential: anonymous, target });

  await rejectsWith(collect(provider.tags('shop/web', { signal })), 'CATALOG_TRUNCATED');
});

test('Quay is recognised by its challenge, and by its health where proxies strip that', async (t) => {
  const { quay } = await startDouble(t, await startRegistry(t));
  const ping = await answerOf(`${quay.origin}/v2/`);

  assert.equal(fingerprintPing(ping), 'QUAY');
  assert.equal(await providerByPaths(quay.origin), 'QUAY');
});

test('a damaged cursor of Quay begins at the front', async (t) => {
  const registry = await holding(t, 'base/alpine', 'shop/web');
  const { provider } = await startDouble(t, registry);

  const pages = await collect(provider.repositories({ signal, cursor: 'vendor:\u{0}damaged' }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['base/alpine', 'shop/web'],
  );
});

test('an OAuth token of Quay stands in no log line', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider, quay, log } = await startDouble(t, registry);

  await collect(provider.repositories({ signal }));
  await provider.manifest('shop/web', 'latest', { signal });
  quay.state.accounts = [];
  const refused = await collect(provider.tags('shop/web', { signal })).catch(String);

  assert.ok(log.lines.length > 0);
  assert.ok(!JSON.stringify([log.lines, refused]).includes('canary'));
});
