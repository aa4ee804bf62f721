// Harbor by the contract, and by the ways in which it differs from other registries.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { fingerprintPing } from '@harborguard/shared/registry/vendor-fingerprint.ts';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { startHarbor } from '@harborguard/shared/testing/vendors/harbor.ts';
import type {
  HarborAccount,
  HarborKnobs,
} from '@harborguard/shared/testing/vendors/harbor-state.ts';
import { pushedAt } from '@harborguard/shared/testing/vendors/images-behind.ts';
import { createCredentialChain } from '../../../identity/create-credential-chain.ts';
import { createDockerConfigSource } from '../../../identity/docker-config.ts';
import { filling, smallImage as image } from '../../testing/filling.ts';
import { answerOf, providerByPaths } from '../../testing/fingerprint-on-test.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  anonymous,
  collect,
  providerFor,
  rejectsWith,
  signal,
  startRegistry,
} from '../../testing/provider-on-test.ts';

// A project's robot: the dollar and the plus must arrive as they are.
const robot = { username: 'robot$shop+harborguard', password: 'canary-secret' };
const everything: HarborAccount = { ...robot, projects: 'all' };
const target = { provider: 'HARBOR' };

async function startDouble(
  t: TestContext,
  registry: FakeRegistry,
  knobs: Partial<HarborKnobs> = {},
) {
  const harbor = await startHarbor(registry.url, { accounts: [everything], ...knobs });
  t.after(() => harbor.close());
  const credential = { kind: 'password', ...robot } as const;
  const made = providerFor(t, harbor.origin, { credential, target });
  return { ...made, harbor };
}

const holding = filling('1.0', 'latest');

const manyNames = Array.from({ length: 230 }, (_, at) => `shop/r${String(at).padStart(3, '0')}`);

providerContract({
  name: 'HARBOR',
  repositories: ['shop/web', 'shop/team/api', '2024/report', 'base/alpine'],
  listsDigests: true,
  async start(t, registry) {
    const { provider, harbor } = await startDouble(t, registry);
    const { provider: wrongCredentials } = providerFor(t, harbor.origin, {
      credential: { kind: 'password', username: robot.username, password: 'canary-wrong' },
      target,
    });
    return { provider, wrongCredentials, requests: () => harbor.requests };
  },
});

test('tags of a Harbor come with digest and media type, so that no tag costs a request', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider, harbor } = await startDouble(t, registry);

  const tags = (await collect(provider.tags('shop/web', { signal }))).flat();

  assert.deepEqual(
    tags.map(({ name }) => name),
    ['1.0', 'latest'],
  );
  assert.ok(tags.every(({ digest, mediaType }) => digest === image.digest && mediaType));
  assert.ok(tags.every((tag) => tag.pushedAt === pushedAt));
  assert.equal(harbor.requests.length, 1);
});

test('slashes below the project are escaped twice, and a numeric project is taken for a name', async (t) => {
  const registry = await holding(t, '2024/a/b');
  const { provider, harbor } = await startDouble(t, registry);

  const tags = (await collect(provider.tags('2024/a/b', { signal }))).flat();

  assert.equal(tags.length, 2);
  const [request] = harbor.requests;
  assert.equal(request?.path, '/api/v2.0/projects/2024/repositories/a%252Fb/artifacts');
  assert.equal(request?.headers['x-is-resource-name'], 'true');
});

test('hundreds of repositories are read in pages of a hundred, and a killed walk goes on', async (t) => {
  const registry = await holding(t, ...manyNames);
  const { provider, harbor } = await startDouble(t, registry);

  const pages = await collect(provider.repositories({ signal }));
  const asked = harbor.requests.length;
  const cursor = pages[1]?.cursor ?? '';
  const rest = await collect(provider.repositories({ signal, cursor }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    manyNames,
  );
  assert.equal(asked, 3);
  assert.ok(pages.every(({ conditions }) => conditions === undefined));
  assert.deepEqual(
    rest.flatMap((page) => page.repositories),
    manyNames.slice(200),
  );
  assert.equal(harbor.requests.length, 4);
});

test('a list that became shorter while it was read is cut short, not complete', async (t) => {
  const registry = await holding(t, ...manyNames);
  const { provider, harbor } = await startDouble(t, registry);
  harbor.state.afterPage = () => registry.content.removeRepository('shop/r001');

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_TRUNCATED');
});

test('a repository with hundreds of artifacts is read to its end', async (t) => {
  const registry = await startRegistry(t);
  const random = new SeededRandom(6);
  for (let at = 0; at < 200; at += 1) {
    const other = await randomImage(random, { layers: 1, filesPerLayer: 1, fileBytes: 10 });
    registry.push(other, 'shop/web', `v${at}`, `${at}-latest`);
  }
  const { provider, harbor } = await startDouble(t, registry);

  const tags = (await collect(provider.tags('shop/web', { signal }))).flat();

  assert.equal(new Set(tags.map(({ name }) => name)).size, 400);
  assert.equal(new Set(tags.map(({ digest }) => digest)).size, 200);
  // Untagged leftovers would need a third page.
  assert.equal(harbor.requests.length, 2);
});

test('a robot that sees nothing is a restricted catalog, never an empty registry', async (t) => {
  const registry = await holding(t, 'shop/web');
  const accounts = [{ ...everything, projects: [] }];
  const { provider } = await startDouble(t, registry, { accounts });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(pages, [{ repositories: [], conditions: ['CATALOG_RESTRICTED'] }]);
});

test('a robot of one project sees that project and the public ones', async (t) => {
  const registry = await holding(t, 'shop/web', 'library/alpine', 'secret/plans');
  const accounts = [{ ...everything, projects: ['shop'] }];
  const { provider } = await startDouble(t, registry, { accounts, publicProjects: ['library'] });

  const [page] = await collect(provider.repositories({ signal }));

  assert.deepEqual(page, { repositories: ['library/alpine', 'shop/web'] });
});

test('without the right to list artifacts, tags are listed by the distribution API', async (t) => {
  const registry = await holding(t, 'shop/web');
  const accounts = [{ ...everything, listsArtifacts: false }];
  const { provider } = await startDouble(t, registry, { accounts });

  const tags = (await collect(provider.tags('shop/web', { signal }))).flat();

  assert.deepEqual(tags, [{ name: '1.0' }, { name: 'latest' }]);
});

test('a proxy cache is enumerated without its upstream, also where the API refuses', async (t) => {
  const registry = await holding(t, 'hub-cache/library/nginx');
  const { provider, harbor } = await startDouble(t, registry, { proxyProjects: ['hub-cache'] });
  const listed = (await collect(provider.repositories({ signal })))[0]?.repositories ?? [];
  const tags = (await collect(provider.tags('hub-cache/library/nginx', { signal }))).flat();

  harbor.state.accounts = [{ ...everything, listsArtifacts: false }];
  const refused = collect(provider.tags('hub-cache/library/nginx', { signal }));

  await rejectsWith(refused, 'CATALOG_TRUNCATED');
  assert.deepEqual([listed, tags.length], [['hub-cache/library/nginx'], 2]);
  assert.deepEqual(harbor.state.upstreamFetches, []);
});

test('a block of vulnerable images is a policy, told apart from a missing right', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider } = await startDouble(t, registry, { blocksPulls: true });

  await rejectsWith(provider.manifest('shop/web', 'latest', { signal }), 'POLICY_REFUSED');
  await rejectsWith(provider.resolve('shop/web', 'latest', { signal }), 'POLICY_REFUSED');
});

test('a project without the right to see it is a refused pull', async (t) => {
  const registry = await holding(t, 'shop/web', 'secret/plans');
  const accounts = [{ ...everything, projects: ['shop'] }];
  const { provider } = await startDouble(t, registry, { accounts });
  await provider.resolve('shop/web', 'latest', { signal });

  await rejectsWith(provider.resolve('secret/plans', 'latest', { signal }), 'PULL_DENIED');
});

test('a public project is read without any credential', async (t) => {
  const registry = await holding(t, 'library/alpine', 'secret/plans');
  const { harbor } = await startDouble(t, registry, { publicProjects: ['library'] });
  const { provider } = providerFor(t, harbor.origin, { credential: anonymous, target });

  const [page] = await collect(provider.repositories({ signal }));
  const manifest = await provider.manifest('library/alpine', 'latest', { signal });

  assert.deepEqual(page, { repositories: ['library/alpine'] });
  assert.equal(manifest.digest, image.digest);
});

test('the token stands in the field that is not empty', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider, harbor } = await startDouble(t, registry);

  await provider.manifest('shop/web', 'latest', { signal });

  const used = harbor.requests.map(({ headers }) => headers.authorization ?? '');
  assert.ok(used.some((header) => header.startsWith('Bearer harbor-token-')));
});

test('a repository deleted since it was listed is unknown, not refused', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider } = await startDouble(t, registry);

  await rejectsWith(collect(provider.tags('shop/gone', { signal })), 'REPOSITORY_UNKNOWN');
});

test('a rotated robot secret is taken at the next page', async (t) => {
  const registry = await holding(t, ...manyNames);
  const harbor = await startHarbor(registry.url, { accounts: [everything] });
  t.after(() => harbor.close());
  let secret = robot.password;
  const credential = () =>
    ({ kind: 'password', username: robot.username, password: secret }) as const;
  const { provider } = providerFor(t, harbor.origin, { credential, target });
  harbor.state.afterPage = () => {
    secret = 'canary-rotated';
    harbor.state.accounts = [{ ...everything, password: secret }];
  };

  const pages = await collect(provider.repositories({ signal }));

  assert.equal(pages.flatMap((page) => page.repositories).length, manyNames.length);
});

test('the secret goes to no other host, be it by a redirect of the API', async (t) => {
  const registry = await holding(t, 'shop/web');
  const elsewhere = await startHarbor(registry.url, { accounts: [everything] });
  t.after(() => elsewhere.close());
  const harbor = await startHarbor(registry.url, { accounts: [everything] });
  t.after(() => harbor.close());
  harbor.state.redirectsApiTo = elsewhere.origin;
  const credential = { kind: 'password', ...robot } as const;
  const { provider, log } = providerFor(t, harbor.origin, { credential, target });

  const failure = await collect(provider.repositories({ signal })).catch((error) => error);

  assert.ok(isHarborError(failure) && failure.code === 'CATALOG_RESTRICTED');
  assert.ok(elsewhere.requests.length > 0);
  assert.ok(elsewhere.requests.every(({ headers }) => headers.authorization === undefined));
  assert.ok(!JSON.stringify([log, failure]).includes('canary'));
});

test('Harbor is recognised by its challenge, and by its ping where proxies strip that', async (t) => {
  const { harbor } = await startDouble(t, await startRegistry(t));
  const ping = await answerOf(`${harbor.origin}/v2/`);

  assert.equal(fingerprintPing(ping), 'HARBOR');
  assert.equal(await providerByPaths(harbor.origin), 'HARBOR');
});

test("a robot's name survives a docker config", async (t) => {
  const registry = await holding(t, 'shop/web');
  const { harbor } = await startDouble(t, registry);
  const folder = await mkdtemp(join(tmpdir(), 'docker-config-'));
  t.after(() => rm(folder, { recursive: true }));
  const auth = Buffer.from(`${robot.username}:${robot.password}`).toString('base64');
  const file = join(folder, 'config.json');
  await writeFile(file, JSON.stringify({ auths: { [harbor.origin]: { auth } } }));
  const credentials = createCredentialChain([createDockerConfigSource(file)]);
  const { provider } = providerFor(t, harbor.origin, { target, dependencies: { credentials } });

  const verdict = await provider.probe({ signal });
  const [page] = await collect(provider.repositories({ signal }));

  assert.deepEqual([verdict.authenticated, verdict.credentialSource], [true, 'docker-config']);
  assert.deepEqual(page?.repositories, ['shop/web']);
});

test('a damaged cursor of Harbor begins at the front', async (t) => {
  const registry = await holding(t, 'shop/web');
  const { provider } = await startDouble(t, registry);

  for (const cursor of ['vendor:', 'vendor:0', 'vendor:-3/7', 'vendor:1e9']) {
    const [page] = await collect(provider.repositories({ signal, cursor }));
    assert.deepEqual(page?.repositories, ['shop/web'], cursor);
  }
});
