import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startLoopbackServer } from '@harborguard/shared/testing/fake-registry/loopback-server.ts';
import type { RegistryKnobs } from '@harborguard/shared/testing/fake-registry/registry-knobs.ts';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
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

const names = Array.from(
  { length: 250 },
  (_, index) => `team/app-${String(index).padStart(3, '0')}`,
);

function fill(registry: FakeRegistry, repositories: readonly string[] = names): FakeRegistry {
  for (const name of repositories) registry.content.addRepository(name);
  return registry;
}

const whole: readonly { name: string; knobs: Partial<RegistryKnobs> }[] = [
  { name: 'one page', knobs: {} },
  { name: 'a smaller page than asked for', knobs: { pageSizeMax: 100 } },
  { name: 'absolute links', knobs: { pageSizeMax: 100, linkForm: 'absolute' } },
  { name: 'unencoded links', knobs: { pageSizeMax: 100, linkForm: 'unencoded' } },
  { name: 'no links at all', knobs: { pageSizeMax: 100, linkForm: 'none' } },
  { name: 'links to another host', knobs: { pageSizeMax: 100, linkForm: 'cross-origin' } },
  { name: 'links to the same page', knobs: { pageSizeMax: 100, linkForm: 'loop' } },
  { name: 'links that vanish on page two', knobs: { pageSizeMax: 100, linkDroppedFromPage: 2 } },
];

for (const { name, knobs } of whole) {
  test(`a catalog with ${name} is read whole, without duplicates`, async (t) => {
    const registry = fill(await startRegistry(t, knobs));
    const { provider } = providerFor(t, registry.url);

    const pages = await collect(provider.repositories({ signal }));

    assert.deepEqual(
      pages.flatMap((page) => page.repositories),
      names,
    );
    assert.equal(pages.at(-1)?.cursor, undefined);
  });
}

test('a walk goes on from a cursor', async (t) => {
  const registry = fill(await startRegistry(t, { pageSizeMax: 100 }));
  const { provider } = providerFor(t, registry.url);
  const [first] = await collect(provider.repositories({ signal }));
  const cursor = first?.cursor ?? '';

  const rest = await collect(provider.repositories({ signal, cursor }));

  assert.deepEqual(
    rest.flatMap((page) => page.repositories),
    names.slice(100),
  );
});

test('a registry that refuses every page size is asked without one', async (t) => {
  const server = await startLoopbackServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://h').searchParams;
    if (query.has('n')) return void response.writeHead(405).end();
    const start = names.indexOf(query.get('last') ?? '') + 1;
    response.end(JSON.stringify({ repositories: names.slice(start, start + 100) }));
  });
  t.after(() => server.close());
  const { provider } = providerFor(t, server.origin);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    names,
  );
});

test('an empty catalog is empty', async (t) => {
  const registry = await startRegistry(t);
  const { provider } = providerFor(t, registry.url);

  assert.deepEqual(await collect(provider.repositories({ signal })), [{ repositories: [] }]);
});

const cut: readonly { name: string; knobs: Partial<RegistryKnobs> }[] = [
  {
    name: 'links vanish on page two and `last` is ignored',
    knobs: { pageSizeMax: 100, linkDroppedFromPage: 2, ignoresLast: true },
  },
  {
    name: 'links lead to another host and `last` is ignored',
    knobs: { pageSizeMax: 100, linkForm: 'cross-origin', ignoresLast: true },
  },
  {
    name: 'the page is exactly full, without link, and `last` is ignored',
    knobs: { pageSizeMax: 100, linkForm: 'none', ignoresLast: true },
  },
];

for (const { name, knobs } of cut) {
  test(`a catalog is not taken for whole when ${name}`, async (t) => {
    const registry = fill(await startRegistry(t, knobs));
    const { provider } = providerFor(t, registry.url);
    const seen: string[] = [];

    const walk = async () => {
      for await (const page of provider.repositories({ signal })) seen.push(...page.repositories);
    };

    await rejectsWith(walk(), 'CATALOG_TRUNCATED');
    assert.ok(seen.length >= 100, 'what was listed is still handed over');
  });
}

test('a registry that ignores paging and lists everything at once is whole', async (t) => {
  const registry = fill(await startRegistry(t, { ignoresLast: true, linkForm: 'none' }));
  const { provider } = providerFor(t, registry.url);

  const pages = await collect(provider.repositories({ signal }));

  assert.equal(pages.flatMap((page) => page.repositories).length, names.length);
});

test('a list that never ends is given up', async (t) => {
  let page = 0;
  const endless = await startLoopbackServer((_, response) => {
    page += 1;
    response.setHeader('link', `</v2/_catalog?last=${page}>; rel="next"`);
    response.end(JSON.stringify({ repositories: [`app-${page}`] }));
  });
  t.after(() => endless.close());
  const { provider } = providerFor(t, endless.origin);

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_TRUNCATED', {
    reason: 'the list does not end',
  });
  assert.equal(page, 5000);
});

for (const catalogRefusal of [401, 403, 404] as const) {
  test(`${catalogRefusal} on the catalog is restricted`, async (t) => {
    const authentication = { kind: 'basic', ...account } as const;
    const registry = await startRegistry(t, { catalogRefusal, authentication });
    const { provider } = providerFor(t, registry.url, { credential: password });
    await provider.probe({ signal });

    await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_RESTRICTED');
  });
}

test('a failing page fails the walk, also where its end was to be proved', async (t) => {
  const registry = fill(await startRegistry(t));
  registry.fail({
    route: 'catalog',
    nth: 2,
    times: 100,
    action: { kind: 'status', status: 503 },
  });
  const { provider, clock } = providerFor(t, registry.url);

  await rejectsWith(
    withoutWaiting(clock, collect(provider.repositories({ signal }))),
    'REGISTRY_SERVER_ERROR',
  );
});

test('names outside the grammar are left out', async (t) => {
  const body = JSON.stringify({ repositories: ['good', '../bad', 'Bad', 7, 'a//b', 'good?x'] });
  const server = await startLoopbackServer((_, response) => response.end(body));
  t.after(() => server.close());
  const { provider } = providerFor(t, server.origin);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['good'],
  );
});

test('a catalog that is no list is an invalid answer, not an empty registry', async (t) => {
  for (const body of ['{}', '[]', '<html>', '{"repositories":"x"}']) {
    const server = await startLoopbackServer((_, response) => response.end(body));
    t.after(() => server.close());
    const { provider } = providerFor(t, server.origin);

    await rejectsWith(collect(provider.repositories({ signal })), 'REGISTRY_RESPONSE_INVALID');
  }
});

test('tags null means no tags', async (t) => {
  const registry = fill(await startRegistry(t, { tagsNull: true }));
  const { provider } = providerFor(t, registry.url);

  assert.deepEqual((await collect(provider.tags('team/app-000', { signal }))).flat(), []);
});

for (const { name, knobs } of [
  { name: 'in pages', knobs: { pageSizeMax: 100 } },
  { name: 'at once and unsorted', knobs: { tagsPaged: false } },
  { name: 'in pages without links', knobs: { pageSizeMax: 100, linkForm: 'none' as const } },
]) {
  test(`tags that come ${name} are all there`, async (t) => {
    const registry = fill(await startRegistry(t, knobs));
    const tags = Array.from({ length: 230 }, (_, index) => `v${229 - index}`);
    for (const tag of tags) registry.content.tag('team/app-000', tag, `sha256:${'0'.repeat(64)}`);
    const { provider } = providerFor(t, registry.url);

    const listed = (await collect(provider.tags('team/app-000', { signal }))).flat();

    assert.deepEqual(listed.map((tag) => tag.name).sort(), tags.toSorted());
  });
}

test('the few tags of an ordinary repository cost one request', async (t) => {
  const registry = fill(await startRegistry(t));
  registry.content.tag('team/app-000', 'latest', `sha256:${'0'.repeat(64)}`);
  const { provider } = providerFor(t, registry.url);

  await collect(provider.tags('team/app-000', { signal }));

  assert.equal(registry.requests.length, 1);
});

test('the tags of an unknown repository are REPOSITORY_UNKNOWN', async (t) => {
  const registry = await startRegistry(t);
  const { provider } = providerFor(t, registry.url);

  await rejectsWith(collect(provider.tags('nope', { signal })), 'REPOSITORY_UNKNOWN', {
    repository: 'nope',
  });
});

test('a repository name that climbs out of the address is refused before anything is sent', async (t) => {
  const registry = await startRegistry(t);
  const { provider } = providerFor(t, registry.url);

  await rejectsWith(collect(provider.tags('../../admin', { signal })), 'REFERENCE_INVALID');
  await rejectsWith(provider.resolve('a', '../../x', { signal }), 'REFERENCE_INVALID');
  assert.equal(registry.requests.length, 0);
});
