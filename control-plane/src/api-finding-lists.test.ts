// The list of findings over HTTP: every filter, values that make no sense, cursors, and why a finding is over.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { type ApiWorld, otherOrganisationId, startApi } from './cli/testing/api-world.ts';
import { createMatchLoop } from './domain/findings/create-match-loop.ts';
import { createFactSink } from './domain/inventory/create-fact-sink.ts';
import type { FactContext } from './domain/inventory/fact-sink.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { debianInventory } from './store/testing/debian-inventory.ts';
import { FakeAdvisories } from './store/testing/fake-advisories.ts';
import { digestOf, job } from './store/testing/inventory-world.ts';

const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const advisories = [
  { id: 'CVE-2024-0001', packageName: 'openssl', fixed: '3.0.7', level: 'critical' },
  { id: 'CVE-2024-0002', packageName: 'zlib', level: 'low' },
  { id: 'CVE-2024-0003', packageName: 'curl', fixed: '9', level: 'high' },
] as const;

class FindingLists {
  readonly api: ApiWorld;
  readonly registryId: string;
  readonly advisories = new FakeAdvisories();
  readonly #sink = createFactSink({ scans: { enqueueScan: () => Promise.resolve() } });
  readonly #loop;
  #jobs = 0;

  constructor(api: ApiWorld, registryId: string) {
    this.api = api;
    this.registryId = registryId;
    this.advisories.replace(advisories);
    this.advisories.signals = new Map([
      ['CVE-2024-0001', { kev: { addedAt: '2024-01-01', dueAt: '2024-02-01' }, epss: 0.9 }],
      ['CVE-2024-0003', { epss: 0.2, percentile: 0.5 }],
    ]);
    const { clock, log, storage } = api;
    this.#loop = createMatchLoop({
      ...{ unitOfWork: storage.unitOfWork, clock, log, tracer: noTracer },
      advisories: this.advisories,
    });
  }

  /** A whole sync that sees these tags and no others, and a scan of each. */
  async sync(tags: Readonly<Record<string, readonly string[]>>): Promise<void> {
    this.#jobs += 1;
    const jobId = job(this.#jobs);
    const context: FactContext = {
      ...{ orgId: defaultOrganisationId, registryId: this.registryId, jobId, attempt: 1 },
      ...{ sensorId: 'sensor', analyzerVersion: 'analyzer-1', fenced: true },
      now: this.api.clock.now(),
    };
    const place = { jobId, attempt: 1, registryId: this.registryId, repository: 'app' };
    const words = Object.fromEntries(
      Object.entries(tags).map(([tag, packages]) => [
        tag,
        `${tag} ${packages.join()}`.slice(0, 30),
      ]),
    );
    await this.api.storage.unitOfWork.write(defaultOrganisationId, async (stores) => {
      await this.#sink.tagsSeen(stores, context, {
        ...{ ...place, type: 'tags.seen' },
        tags: Object.keys(tags).map((name) => ({
          ...{ name, digest: digestOf(words[name] ?? ''), mediaType },
        })),
      });
      for (const [tag, packages] of Object.entries(tags)) {
        const inventory = debianInventory({ word: words[tag] ?? '', packages });
        await this.#sink.imageInventory(stores, context, {
          ...{ ...place, type: 'image.inventory', inventory },
        });
      }
      await this.#sink.syncFinished(stores, context, {
        result: {
          ...{ kind: 'sync', complete: true, restricted: false, filteredTags: 0 },
          ...{ failedRepositories: [], conditions: [], durationMs: 1 },
          ...{ tags: 1, repositories: 1, digests: 1 },
        },
      });
    });
    await this.match();
  }

  async match(): Promise<void> {
    await this.#loop.start();
    this.#loop.wake();
    await this.api.clock.advance(1000);
    await this.#loop.idle();
  }

  async imported(): Promise<void> {
    await this.#loop.advisoriesChanged('all');
    await this.match();
  }

  /** Since when a fix of each advisory is known, as the rows at this address tell. */
  async fixTimes(
    address: string,
    key = this.api.ownerKey,
  ): Promise<Readonly<Record<string, string | undefined>>> {
    const { body, text } = await this.api.call('GET', address, { key });
    assert.ok(body.data, text);
    return Object.fromEntries(
      body.data.map((row: { advisoryId: string; fixKnownAt?: string }) => {
        return [row.advisoryId, row.fixKnownAt];
      }),
    );
  }

  async names(query: string): Promise<readonly string[]> {
    const { body, text } = await this.api.call('GET', `/api/findings?${query}`);
    assert.ok(body.data, text);
    return body.data.map((row: { tag: string; advisoryId: string }) => {
      return `${row.tag} ${row.advisoryId}`;
    });
  }

  async reasons(): Promise<readonly string[]> {
    const { body } = await this.api.call('GET', '/api/findings?state=all&sort=advisory:asc');
    return body.data.map((row: { tag: string; advisoryId: string; resolvedReason?: string }) => {
      return `${row.tag} ${row.advisoryId} ${row.resolvedReason ?? 'open'}`;
    });
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }
}

async function findingLists(t: TestContext): Promise<FindingLists> {
  const api = await startApi(t, { shrinkPercent: 100 });
  const body = { url: 'registry.example.com', scanMethod: 'sensor' };
  const created = await api.call('POST', '/api/registries', { body });
  const lists = new FindingLists(api, created.body.data.id);
  t.after(() => lists.stop());
  return lists;
}

const everything = { v1: ['openssl@3.0.1', 'zlib@1', 'curl@8'] };

test('every list of findings tells since when a fix is known, and nothing of what has none', async (t) => {
  const lists = await findingLists(t);
  const { api } = lists;
  const [openssl, zlib] = advisories;
  const { fixed: _, ...unfixed } = openssl;
  lists.advisories.replace([unfixed, zlib]);
  await lists.sync({ v1: ['openssl@3.0.1', 'zlib@1.2'] });
  await api.clock.advance(3_600_000);
  lists.advisories.replace(advisories);
  await lists.imported();
  const found = await api.call('GET', '/api/findings?limit=1');
  const { digest } = found.body.data[0];

  const inPlaces = await lists.fixTimes('/api/findings');

  const fixedAt = Date.parse(inPlaces[openssl.id] ?? '');
  assert.ok(fixedAt > 0 && fixedAt <= api.clock.now() && fixedAt > api.clock.now() - 60_000);
  assert.equal(inPlaces[zlib.id], undefined);
  const addresses = [
    '/api/findings',
    '/api/findings/by-advisory',
    `/api/images/${digest}/findings`,
  ];
  const scoped = await api.keyOf('viewer', { registryIds: [lists.registryId] });
  for (const address of addresses) {
    assert.deepEqual(await lists.fixTimes(address), inPlaces, address);
    // It may be known from registries that this key does not see.
    const told = await lists.fixTimes(address, scoped);
    assert.deepEqual(told, { [openssl.id]: undefined, [zlib.id]: undefined }, address);
  }
});

test('findings are filtered by exploitation, likelihood, fixes, severity, first sight and versions', async (t) => {
  const lists = await findingLists(t);
  const before = new Date(lists.api.clock.now() - 1).toISOString();
  await lists.sync(everything);
  const after = new Date(lists.api.clock.now()).toISOString();

  for (const [query, want] of [
    ['', ['v1 CVE-2024-0001', 'v1 CVE-2024-0003', 'v1 CVE-2024-0002']],
    ['kev=true', ['v1 CVE-2024-0001']],
    ['kev=false', ['v1 CVE-2024-0003', 'v1 CVE-2024-0002']],
    ['epssMin=0.5', ['v1 CVE-2024-0001']],
    ['epssMin=0.2', ['v1 CVE-2024-0001', 'v1 CVE-2024-0003']],
    ['epssMin=1', []],
    ['fixable=true', ['v1 CVE-2024-0001', 'v1 CVE-2024-0003']],
    ['fixable=false', ['v1 CVE-2024-0002']],
    ['severity=low', ['v1 CVE-2024-0002']],
    ['severity=medium', []],
    [`firstSeenFrom=${before}&firstSeenTo=${after}&kev=true`, ['v1 CVE-2024-0001']],
    [`firstSeenTo=${before}`, []],
    [`firstSeenFrom=${after}`, []],
    [`package=${encodeURIComponent('openssl >= 3.0.1, < 3.0.2')}`, ['v1 CVE-2024-0001']],
    [`package=${encodeURIComponent('openssl > 3.0.1')}`, []],
    ['kev=true&fixable=false', []],
  ] as const) {
    assert.deepEqual(await lists.names(query), want, query);
  }
});

test('the same filters hold for the groups by advisory', async (t) => {
  const lists = await findingLists(t);
  await lists.sync(everything);
  for (const [query, want] of [
    ['kev=true', ['CVE-2024-0001']],
    ['epssMin=0.1&kev=false', ['CVE-2024-0003']],
    ['fixable=false', ['CVE-2024-0002']],
  ] as const) {
    const { body } = await lists.api.call('GET', `/api/findings/by-advisory?${query}`);
    const ids = body.data.map((row: { advisoryId: string }) => row.advisoryId);
    assert.deepEqual(ids, want, query);
  }
});

test('values that make no sense are refused by their field', async (t) => {
  const lists = await findingLists(t);
  for (const query of [
    ...['kev=perhaps', 'epssMin=1.1', 'epssMin=-1', 'epssMin=much', 'fixable=2', 'severity=huge'],
    ...['firstSeenFrom=yesterday', 'firstSeenTo=1', 'state=closed', 'sort=epss:up', 'unknown=1'],
    ...['limit=0', 'limit=1000', 'page=0', 'registry=1', 'package=a%20%3C', 'cursor=x'],
  ]) {
    const { status, body } = await lists.api.call('GET', `/api/findings?${query}`);
    assert.equal(status, 400, query);
    assert.equal(body.error.code, 'VALIDATION_FAILED', query);
    assert.match(body.error.issues[0].path, new RegExp(query.split('=')[0] ?? ''), query);
  }
});

test('no filter shows a finding of another organisation or of a registry a key may not see', async (t) => {
  const lists = await findingLists(t);
  await lists.sync(everything);
  const stranger = await lists.api.keyOf('owner', { orgId: otherOrganisationId });
  const body = { url: 'other.example.com', scanMethod: 'sensor' };
  const other = (await lists.api.call('POST', '/api/registries', { body })).body.data.id;
  const scoped = await lists.api.keyOf('viewer', { registryIds: [other] });
  for (const key of [stranger, scoped]) {
    for (const query of [
      ...['', 'kev=true', 'epssMin=0', 'fixable=true', 'cve=CVE-2024-0001', 'package=openssl'],
      ...['state=all', `registry=${lists.registryId}`, 'repository=app', 'sort=firstSeenAt:desc'],
    ]) {
      const answer = await lists.api.call('GET', `/api/findings?${query}`, { key });
      assert.deepEqual(answer.body.data, [], query);
      assert.equal(answer.body.meta.total, 0, query);
    }
  }
});

test('a registry tells its open findings by severity, wherever it is shown and whoever asks', async (t) => {
  const lists = await findingLists(t);
  const { api, registryId } = lists;
  await lists.sync({ v1: everything.v1, v2: ['openssl@3.0.1'] });
  await lists.sync(everything);
  const body = { url: 'other.example.com', scanMethod: 'sensor' };
  const other = (await api.call('POST', '/api/registries', { body })).body.data;
  const none = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  const some = { ...none, critical: 1, high: 1, low: 1 };
  const listed = async (key: string) => {
    const { data } = (await api.call('GET', '/api/registries', { key })).body;
    return Object.fromEntries(
      data.map((row: { id: string; openFindings: object }) => [row.id, row.openFindings]),
    );
  };

  assert.deepEqual(other.openFindings, none);
  assert.deepEqual(await listed(api.ownerKey), { [registryId]: some, [other.id]: none });
  const scoped = await api.keyOf('viewer', { registryIds: [other.id] });
  assert.deepEqual(await listed(scoped), { [other.id]: none });
  assert.deepEqual(await listed(await api.keyOf('owner', { orgId: otherOrganisationId })), {});
  const one = await api.call('GET', `/api/registries/${registryId}`);
  assert.deepEqual(one.body.data.openFindings, some);
  const paused = await api.call('POST', `/api/registries/${registryId}/pause`);
  assert.deepEqual(paused.body.data.openFindings, some);
});

test('the figures of the overview are told day by day, and to nobody of what they may not see', async (t) => {
  const lists = await findingLists(t);
  const { api } = lists;
  await api.clock.advance(3 * 86_400_000);
  await lists.sync(everything);
  await api.clock.advance(2 * 86_400_000);
  await lists.sync({ v1: everything.v1, v2: ['openssl@3.0.1'] });
  const told = async (key: string, days = 4) => {
    const answer = await api.call('GET', `/api/overview/trend?days=${days}`, { key });
    assert.equal(answer.status, 200, answer.text);
    return answer.body.data.map(({ at: _, ...figures }: { at: string }) => figures);
  };
  const of = (critical: number, oldestCriticalDays: number | null, knownExploited: number) => ({
    ...{ critical, oldestCriticalDays, knownExploited },
  });
  const nothing = Array.from({ length: 4 }, () => of(0, null, 0));
  const body = { url: 'other.example.com', scanMethod: 'sensor' };
  const other = (await api.call('POST', '/api/registries', { body })).body.data.id;

  assert.deepEqual(await told(api.ownerKey), [
    of(0, null, 0),
    ...[of(1, 0, 1), of(1, 1, 1), of(2, 2, 2)],
  ]);
  assert.deepEqual(await told(await api.keyOf('viewer', { registryIds: [other] })), nothing);
  assert.deepEqual(await told(await api.keyOf('owner', { orgId: otherOrganisationId })), nothing);
  assert.equal((await api.call('GET', '/api/overview/trend')).body.data.length, 42);
  assert.equal((await api.call('GET', '/api/overview/trend?days=1')).status, 400);
});

test('links lead from page to page, each finding once, and a new one in between moves none', async (t) => {
  const lists = await findingLists(t);
  await lists.sync({ v1: everything.v1, v2: everything.v1 });
  const seen: string[] = [];
  let path: string | undefined = '/api/findings?limit=2&fixable=true';
  for (let page = 1; path !== undefined; page += 1) {
    const { body } = await lists.api.call('GET', path);
    seen.push(...body.data.map((row: { id: number }) => String(row.id)));
    assert.equal(body.meta.page, page);
    assert.equal(body.meta.hasPrev, page > 1);
    path = body.links.next;
    if (page === 1) await lists.sync({ v0: everything.v1, v1: everything.v1, v2: everything.v1 });
  }

  assert.ok(seen.length >= 4 && seen.length <= 6, seen.join());
  assert.equal(new Set(seen).size, seen.length);
});

test('a cursor goes back as well, keeps the filters, and fits no other order', async (t) => {
  const lists = await findingLists(t);
  await lists.sync({ v1: everything.v1, v2: everything.v1 });
  const one = await lists.api.call('GET', '/api/findings?limit=1&kev=true');
  const two = await lists.api.call('GET', one.body.links.next);
  const back = await lists.api.call('GET', two.body.links.prev);

  assert.notDeepEqual(two.body.data, one.body.data);
  assert.equal(two.body.data[0].advisoryId, 'CVE-2024-0001');
  assert.equal(two.body.links.next, undefined);
  assert.deepEqual(back.body.data, one.body.data);
  const cursor = new URL(one.body.links.next, 'http://x').searchParams.get('cursor');
  for (const query of [`sort=epss:desc&cursor=${cursor}`, 'cursor=WyJhZnRlciJd', 'cursor=%07']) {
    const { status, body } = await lists.api.call('GET', `/api/findings?${query}`);
    assert.equal(status, 400, query);
    assert.equal(body.error.issues[0].path, '/cursor', query);
  }
});

test('a finding says why it is over: upgraded, package gone, tag gone', async (t) => {
  const lists = await findingLists(t);
  await lists.sync({ v1: everything.v1, v2: ['zlib@1'] });
  await lists.sync({ v1: ['openssl@3.0.9', 'zlib@1'] });

  assert.deepEqual(await lists.reasons(), [
    'v1 CVE-2024-0001 upgraded',
    'v1 CVE-2024-0002 open',
    'v2 CVE-2024-0002 tag gone',
    'v1 CVE-2024-0003 package gone',
  ]);
});

test('a finding says that its advisory was withdrawn', async (t) => {
  const lists = await findingLists(t);
  await lists.sync(everything);
  lists.advisories.replace([{ ...advisories[0], isWithdrawn: true }, ...advisories.slice(1)]);
  await lists.imported();

  const [openssl] = await lists.reasons();
  assert.equal(openssl, 'v1 CVE-2024-0001 advisory withdrawn');
});

test('a finding says that somebody accepted it, and is open again when that is revoked', async (t) => {
  const lists = await findingLists(t);
  await lists.sync(everything);
  const expiresAt = new Date(lists.api.clock.now() + 86_400_000).toISOString();
  const body = { advisory: 'CVE-2024-0001', reason: 'not reachable', expiresAt };
  const made = await lists.api.call('POST', '/api/exceptions', { body });
  assert.equal(made.status, 201, made.text);
  await lists.match();
  assert.equal((await lists.reasons())[0], 'v1 CVE-2024-0001 accepted');
  assert.deepEqual(await lists.names('kev=true'), []);

  const revoked = await lists.api.call('POST', `/api/exceptions/${made.body.data.id}/revoke`);
  assert.equal(revoked.status, 200, revoked.text);
  await lists.match();
  assert.equal((await lists.reasons())[0], 'v1 CVE-2024-0001 open');
});

test('removing a registry takes its findings out of sight, and resolves them while it is cleared', async (t) => {
  const lists = await findingLists(t);
  await lists.sync(everything);
  await lists.api.call('DELETE', `/api/registries/${lists.registryId}`);
  assert.deepEqual(await lists.reasons(), []);
  const clearing = lists.api.services.registryClearing;
  clearing.start();
  let isOver = false;
  const over = clearing.idle().then(() => {
    isOver = true;
  });
  while (!isOver) await lists.api.clock.advance(0);
  await over;
  const rows = await lists.api.storage.unitOfWork.read(defaultOrganisationId, (stores) =>
    stores.notifications.recentEvents(10),
  );

  const told = rows.filter(({ kind }) => kind === 'finding.resolved');
  assert.deepEqual(told.map(({ facts }) => facts['advisoryId']).toSorted(), [
    'CVE-2024-0001',
    'CVE-2024-0003',
  ]);
});
