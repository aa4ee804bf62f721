// Artifactory by the contract, and by the ways its repositories are reached and its lists mislead.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { VendorSettings } from '@harborguard/shared/registry/vendor-settings.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { type JfrogOptions, startJfrog } from '@harborguard/shared/testing/vendors/jfrog.ts';
import type { VendorFront } from '@harborguard/shared/testing/vendors/start-vendor-front.ts';
import type { ListedTag, RegistryProvider } from '../../registry-provider.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  account,
  anonymous,
  collect,
  password,
  providerFor,
  signal,
  startRegistry,
  wrong,
} from '../../testing/provider-on-test.ts';

const local = { key: 'docker-local' } as const;
const remote = { key: 'hub', type: 'REMOTE' } as const;
const virtual = { key: 'docker', type: 'VIRTUAL', members: ['docker-local', 'hub'] } as const;

function providerAt(t: TestContext, url: string, vendor?: VendorSettings) {
  const target = { provider: 'JFROG', ...(vendor === undefined ? {} : { vendor }) };
  return providerFor(t, url, { credential: password, target });
}

/** `docker-local/app`, `docker-local/team/api` and `hub/library/nginx`, with two tags each. */
async function startDouble(t: TestContext, options: Partial<JfrogOptions> = {}) {
  const registry = await startRegistry(t);
  const random = new SeededRandom(7);
  for (const name of ['docker-local/app', 'docker-local/team/api', 'hub/library/nginx']) {
    registry.push(await randomImage(random, { layers: 1, filesPerLayer: 1 }), name, '1', '2');
  }
  const front = await startJfrog({
    registryUrl: registry.url,
    account,
    repositories: [local, remote],
    ...options,
  });
  t.after(() => front.close());
  return { registry, front };
}

async function everything(provider: RegistryProvider) {
  const found = new Map<string, readonly ListedTag[]>();
  const conditions: string[] = [];
  for await (const page of provider.repositories({ signal })) {
    conditions.push(...(page.conditions ?? []));
    for (const name of page.repositories) {
      found.set(name, (await collect(provider.tags(name, { signal }))).flat());
    }
  }
  return { found, names: [...found.keys()], tags: [...found.values()].flat(), conditions };
}

const pathsOf = (front: VendorFront) =>
  front.requests.map(({ method, path }) => `${method} ${path}`);
const allNames = ['docker-local/app', 'docker-local/team/api', 'hub/library/nginx'];

providerContract({
  name: 'JFROG',
  repositories: ['docker-local/app', 'docker-local/team/api', 'hub/library/nginx'],
  listsDigests: true,
  async start(t, registry) {
    const front = await startJfrog({
      registryUrl: registry.url,
      account,
      repositories: [local, remote],
      rowsPerPage: 5,
      bearer: true,
    });
    t.after(() => front.close());
    const { provider } = providerAt(t, front.origin);
    const target = { provider: 'JFROG' };
    const other = providerFor(t, front.origin, { credential: wrong, target });
    return { provider, wrongCredentials: other.provider, requests: () => front.requests };
  },
});

test('an Artifactory lists images, digests and media types without a request for each tag', async (t) => {
  const { front } = await startDouble(t);
  const { provider } = providerAt(t, front.origin);

  const { names, tags, conditions } = await everything(provider);

  assert.deepEqual(names, allNames);
  assert.ok(tags.length === 6 && tags.every(({ digest, mediaType }) => digest && mediaType));
  assert.deepEqual(conditions, []);
  const heads = pathsOf(front).filter((path) => path.startsWith('HEAD'));
  assert.ok(heads.length <= 4, `${heads.length} manifests were asked for`);
  assert.ok(!pathsOf(front).some((path) => path.includes('/tags/list')));
});

test('a mirror in Artifactory is listed by its cache and asked for nothing by tag', async (t) => {
  const { front } = await startDouble(t, { repositories: [remote] });
  const { provider } = providerAt(t, front.origin);

  const { names } = await everything(provider);

  assert.deepEqual(names, ['hub/library/nginx']);
  const queries = front.requests.filter(({ path }) => path.endsWith('/aql'));
  assert.ok(queries.every(({ body }) => body.toString().includes('"repo":"hub-cache"')));
  const manifests = pathsOf(front).filter((path) => path.includes('/manifests/'));
  assert.ok(manifests.length > 0 && manifests.every((path) => path.includes('/manifests/sha256:')));
});

test('rows of an Artifactory that are cut in the middle of a file are put together again', async (t) => {
  const { front } = await startDouble(t, { rowsPerPage: 1 });
  const { provider } = providerAt(t, front.origin);

  const { tags } = await everything(provider);

  assert.ok(tags.length === 6 && tags.every(({ digest, mediaType }) => digest && mediaType));
});

test('an image and an index of Artifactory come with the media type that was pushed', async (t) => {
  const { front, registry } = await startDouble(t);
  const random = new SeededRandom(8);
  const image = await randomImage(random, { layers: 1, filesPerLayer: 1 });
  const index = randomIndex([image]);
  registry.push(index, 'docker-local/multi', '1');
  const { provider } = providerAt(t, front.origin);

  const { found } = await everything(provider);

  const [tag] = found.get('docker-local/multi') ?? [];
  assert.deepEqual([tag?.digest, tag?.mediaType], [index.digest, index.mediaType]);
});

test('folders of untagged manifests and of both kinds at once are told from images', async (t) => {
  const { front } = await startDouble(t, {
    repositories: [local],
    extraFiles: [
      { path: `app/sha256__${'a'.repeat(64)}`, name: 'manifest.json' },
      { path: `app/sha256:${'b'.repeat(64)}`, name: 'manifest.json' },
      { path: 'app/both', name: 'list.manifest.json' },
      { path: 'app/both', name: 'manifest.json' },
      { path: 'manifest-at-the-root', name: 'manifest.json' },
    ],
  });
  const { provider } = providerAt(t, front.origin);

  const { found } = await everything(provider);

  const tags = found.get('docker-local/app') ?? [];
  assert.deepEqual(tags.map(({ name }) => name).toSorted(), ['1', '2', 'both']);
  assert.deepEqual(
    tags.find(({ name }) => name === 'both'),
    { name: 'both' },
  );
  assert.deepEqual([...found.keys()], ['docker-local/app', 'docker-local/team/api']);
});

test('the direct address of one repository gives names without it', async (t) => {
  const { front } = await startDouble(t);
  const url = `${front.origin}/artifactory/api/docker/docker-local`;
  const { provider } = providerAt(t, url);

  const { names, tags } = await everything(provider);
  const manifest = await provider.manifest('app', '1', { signal });

  assert.deepEqual(names, ['app', 'team/api']);
  assert.ok(tags.some(({ digest }) => digest === manifest.digest));
});

test('a host of its own for one repository gives names without it, and no other repository', async (t) => {
  const { front } = await startDouble(t, { subdomain: 'docker-local' });
  const { provider } = providerAt(t, front.origin);

  const { names } = await everything(provider);

  assert.deepEqual(names, ['app', 'team/api']);
});

test('a host of a virtual repository gives what its members hold, once', async (t) => {
  const { front } = await startDouble(t, {
    subdomain: 'docker',
    repositories: [virtual, local, remote],
  });
  const { provider } = providerAt(t, front.origin);

  const { names, tags } = await everything(provider);

  assert.deepEqual(names, ['app', 'library/nginx', 'team/api']);
  assert.ok(tags.every(({ digest }) => digest));
});

test('a virtual repository named by the address is listed by its catalog', async (t) => {
  const { front } = await startDouble(t, { repositories: [virtual, local, remote], pageSize: 1 });
  const { provider } = providerAt(t, `${front.origin}/artifactory/api/docker/docker`);

  const { names, tags, conditions } = await everything(provider);

  assert.deepEqual(names, ['app', 'library/nginx', 'team/api']);
  assert.deepEqual(conditions, []);
  assert.ok(tags.length === 6 && tags.every((tag) => tag.digest === undefined));
});

test('an Artifactory that refuses queries is listed by catalogs whose links lose the repository', async (t) => {
  const { front } = await startDouble(t, {
    queryRefused: true,
    pageSize: 1,
    repositories: [local],
  });
  const { provider } = providerAt(t, front.origin);

  const { names, tags, conditions } = await everything(provider);

  assert.deepEqual(names, ['docker-local/app', 'docker-local/team/api']);
  assert.equal(tags.length, 4);
  assert.deepEqual(conditions, ['VENDOR_API_REFUSED']);
});

test('an Artifactory that shows an account nothing is restricted, not empty', async (t) => {
  const { front } = await startDouble(t, { queryRefused: true, catalogRefused: true });
  const { provider } = providerAt(t, front.origin);

  const { names, conditions } = await everything(provider);

  assert.deepEqual(names, []);
  assert.ok(conditions.includes('CATALOG_RESTRICTED'));
});

test('an identity token without a user name goes to the API as a bearer token', async (t) => {
  const accessToken = 'canary-identity-token';
  const { front } = await startDouble(t, { accessToken });
  const credential = { kind: 'identity-token', token: accessToken } as const;
  const { provider, log } = providerFor(t, front.origin, {
    credential,
    target: { provider: 'JFROG' },
  });

  await collect(provider.repositories({ signal })).catch(() => undefined);

  const asked = front.requests.filter(({ path }) => path === '/artifactory/api/repositories');
  assert.equal(asked[0]?.headers.authorization, `Bearer ${accessToken}`);
  assert.doesNotMatch(log.text(), /canary/);
});

test('a stranger at an Artifactory is told to bring a credential', async (t) => {
  const { front } = await startDouble(t);
  const { provider } = providerFor(t, front.origin, {
    credential: anonymous,
    target: { provider: 'JFROG' },
  });

  const verdict = await provider.probe({ signal });

  assert.equal(verdict.code, 'REGISTRY_UNAUTHENTICATED');
});

test('the API of an Artifactory elsewhere is the operator’s word, and gets the credential', async (t) => {
  const { front, registry } = await startDouble(t);
  const own = await startJfrog({
    registryUrl: registry.url,
    account,
    repositories: [],
    subdomain: 'docker-local',
  });
  t.after(() => own.close());
  const vendor = { apiUrl: `${front.origin}/artifactory`, repository: 'docker-local' };
  const { provider } = providerAt(t, own.origin, vendor);

  const { names } = await everything(provider);

  assert.deepEqual(names, ['app', 'team/api']);
  assert.ok(pathsOf(front).includes('POST /artifactory/api/search/aql'));
});
