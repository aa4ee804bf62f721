// Google Artifact Registry and gcr.io by the contract and by their pitfalls. Google's own library trades the keys.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import {
  type GoogleGar,
  type GoogleGarOptions,
  startGoogleGar,
} from '@harborguard/shared/testing/vendors/google-gar.ts';
import { startGoogleIdentityServices } from '@harborguard/shared/testing/vendors/google-identity-services.ts';
import { pushedAt } from '@harborguard/shared/testing/vendors/images-behind.ts';
import { gcpMetadata } from 'google-auth-library';
import { createCredentialChain } from '../../../identity/create-credential-chain.ts';
import { createGoogleIdentitySource } from '../../../identity/google-identity.ts';
import { clockOfToday, withEnvironment } from '../../../identity/testing/identity-on-test.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import { collect, rejectsWith, signal, startRegistry } from '../../testing/provider-on-test.ts';
import { vendorProvider } from '../../testing/vendor-provider.ts';
import { createGoogleGarProvider } from './create-google-gar-provider.ts';

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const key = JSON.stringify({
  type: 'service_account',
  project_id: 'acme',
  client_email: 'sensor@acme.iam.gserviceaccount.com',
  private_key: pair.privateKey,
  private_key_id: 'canary-key-id',
  token_uri: 'https://collector.example.com/canary',
});
const accessToken = 'ya29.canary-token';
const credential = {
  kind: 'password',
  username: 'oauth2accesstoken',
  password: accessToken,
} as const;
const keyLogin = { kind: 'password', username: '_json_key', password: key } as const;
const pkgDev = 'europe-west1-docker.pkg.dev';

type Options = Parameters<typeof vendorProvider>[1];

async function start(
  t: TestContext,
  registry: FakeRegistry,
  options: Partial<GoogleGarOptions> = {},
) {
  const double = await startGoogleGar({
    registryUrl: registry.url,
    host: pkgDev,
    accessTokens: [accessToken],
    key,
    publicKey: pair.publicKey,
    ...options,
  });
  t.after(() => double.close());
  return double;
}

function connect(
  t: TestContext,
  double: GoogleGar,
  options: Partial<Options> & { readonly host?: string; readonly path?: string } = {},
) {
  const { host = pkgDev, path = '/acme', ...others } = options;
  return vendorProvider(t, {
    provider: 'GOOGLE_GAR',
    url: `http://${host}:${double.registry.port}${path}`,
    credential,
    create: (parts) =>
      createGoogleGarProvider(parts, {
        endpoints: { api: double.api.origin, tokens: double.tokens.origin },
      }),
    ...others,
  });
}

async function filled(t: TestContext, ...repositories: readonly string[]) {
  const registry = await startRegistry(t);
  const image = await randomImage(new SeededRandom(5), { layers: 1, filesPerLayer: 1 });
  for (const repository of repositories) registry.push(image, repository, '1.0', 'latest');
  return { registry, image };
}

async function names(provider: ReturnType<typeof connect>['provider']) {
  const pages = await collect(provider.repositories({ signal }));
  return pages.flatMap((page) => page.repositories);
}

providerContract({
  name: 'GOOGLE_GAR',
  repositories: ['acme/apps/web', 'acme/apps/team/worker', 'acme/base/runtime'],
  listsDigests: true,
  async start(t, registry) {
    const double = await start(t, registry, { pageSizeMax: 1 });
    const { provider } = connect(t, double, { path: '', credential: keyLogin });
    const { provider: wrongCredentials } = connect(t, double, {
      credential: { ...credential, password: 'canary-wrong' },
    });
    return { provider, wrongCredentials, requests: double.requests };
  },
});

test('one list brings all images of a repository of Artifact Registry, with tags and digests', async (t) => {
  const { registry, image } = await filled(t, 'acme/apps/web', 'acme/apps/team/worker');
  const double = await start(t, registry);
  const { provider } = connect(t, double, { path: '/acme/apps' });

  const listed: string[] = [];
  for await (const page of provider.repositories({ signal })) {
    for (const name of page.repositories) {
      const tags = (await collect(provider.tags(name, { signal }))).flat();
      assert.ok(tags.every(({ digest }) => digest === image.digest));
      assert.ok(tags.every((tag) => tag.pushedAt === pushedAt));
      listed.push(`${name}: ${tags.map((tag) => tag.name).join(' ')}`);
    }
  }

  assert.deepEqual(listed, ['team/worker: 1.0 latest', 'web: 1.0 latest']);
  assert.equal(double.requests().length, 1);
});

test('a path of project and repository limits the names and stays out of the address of /v2/', async (t) => {
  const { registry, image } = await filled(t, 'acme/apps/web', 'acme/base/runtime');
  const double = await start(t, registry);
  const { provider } = connect(t, double, { path: '/acme/apps' });

  const verdict = await provider.probe({ signal });
  const resolved = await provider.resolve('web', 'latest', { signal });

  assert.equal(verdict.authenticated, true);
  assert.deepEqual(await names(provider), ['web']);
  assert.equal(resolved.digest, image.digest);
  assert.ok(double.registry.requests.every(({ path }) => path.startsWith('/v2/')));
});

test('only repositories of images are asked for images', async (t) => {
  const { registry } = await filled(t, 'acme/apps/web');
  const double = await start(t, registry);
  const { provider } = connect(t, double);

  assert.deepEqual(await names(provider), ['apps/web']);

  assert.ok(double.api.requests.every(({ path }) => !path.includes('/java/')));
});

test('a project of a domain is written in both of its ways', async (t) => {
  const { registry } = await filled(t, 'example.com/acme/apps/web');
  const double = await start(t, registry);
  const { provider } = connect(t, double, { path: '/example.com/acme' });

  assert.deepEqual(await names(provider), ['apps/web']);

  assert.match(double.api.requests[0]?.path ?? '', /projects\/example\.com%3Aacme\//);
});

for (const username of ['_json_key', '_json_key_base64']) {
  test(`a key given as ${username} names its project and is traded once for the API`, async (t) => {
    const { registry } = await filled(t, 'acme/apps/web');
    const double = await start(t, registry);
    const password = username === '_json_key' ? key : Buffer.from(key).toString('base64');
    const { provider, log } = connect(t, double, {
      path: '',
      credential: { kind: 'password', username, password },
    });

    assert.equal((await provider.probe({ signal })).authenticated, true);
    assert.deepEqual(await names(provider), ['acme/apps/web']);
    assert.deepEqual(await names(provider), ['acme/apps/web']);

    assert.equal(double.tokens.requests.length, 1);
    assert.doesNotMatch(log.text(), /canary|PRIVATE KEY|collector/);
  });
}

test('a key that Google refuses makes no empty registry', async (t) => {
  const { registry } = await filled(t, 'acme/apps/web');
  const stranger = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const double = await start(t, registry, { publicKey: stranger.publicKey });
  const { provider } = connect(t, double, { path: '', credential: keyLogin });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    [],
  );
  assert.deepEqual(pages.at(-1)?.conditions, ['VENDOR_API_REFUSED', 'CATALOG_RESTRICTED']);
});

test('a federation configuration given as a login is not followed anywhere', async (t) => {
  const { registry } = await filled(t, 'acme/apps/web');
  const double = await start(t, registry);
  const configuration = JSON.stringify({
    type: 'external_account',
    token_url: double.tokens.origin,
    credential_source: { file: '/etc/passwd' },
  });
  const { provider } = connect(t, double, {
    credential: { kind: 'password', username: '_json_key', password: configuration },
  });

  await assert.rejects(collect(provider.repositories({ signal })));

  assert.equal(double.tokens.requests.length, 0);
  assert.equal(double.api.requests.length, 0);
});

test('without the right to list, the empty catalog is a restricted one', async (t) => {
  const { registry } = await filled(t, 'acme/apps/web');
  const double = await start(t, registry, { listForbidden: true });
  const { provider } = connect(t, double);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    [],
  );
  assert.ok(pages.at(-1)?.conditions?.includes('CATALOG_RESTRICTED'));
  assert.ok(pages.at(-1)?.conditions?.includes('VENDOR_API_REFUSED'));
});

test('with a right to the project the catalog stands in, and other projects are not seen', async (t) => {
  const { registry } = await filled(t, 'acme/apps/web', 'other/apps/web');
  const double = await start(t, registry, { listForbidden: true, seesProjects: true });
  const { provider } = connect(t, double);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['apps/web'],
  );
  assert.ok(!pages.some((page) => page.conditions?.includes('CATALOG_RESTRICTED')));
});

test('a catalog that holds other projects only is no empty project', async (t) => {
  const { registry } = await filled(t, 'other/apps/web');
  const double = await start(t, registry, { listForbidden: true, seesProjects: true });
  const { provider } = connect(t, double);

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    [],
  );
  assert.ok(pages.at(-1)?.conditions?.includes('CATALOG_RESTRICTED'));
});

for (const host of ['gcr.io', 'eu.gcr.io']) {
  test(`${host} is walked by the names below a project`, async (t) => {
    const { registry, image } = await filled(
      t,
      'acme/web',
      'acme/web/sidecar',
      'acme/team/deep/worker',
      'other/web',
    );
    const double = await start(t, registry, { host });
    const { provider } = connect(t, double, { host });

    const verdict = await provider.probe({ signal });
    const listed = await names(provider);
    const tags = (await collect(provider.tags('team/deep/worker', { signal }))).flat();

    assert.equal(verdict.authenticated, true);
    assert.deepEqual(listed, ['team/deep/worker', 'web', 'web/sidecar']);
    assert.ok(tags.every(({ digest }) => digest === image.digest));
    assert.ok(tags.every((tag) => tag.pushedAt === pushedAt));
    assert.equal(double.api.requests.length, 0);
  });
}

test('a project of gcr.io that may not be read is a restricted one', async (t) => {
  const { registry } = await filled(t, 'acme/web');
  const double = await start(t, registry, { host: 'gcr.io', listForbidden: true });
  const { provider } = connect(t, double, { host: 'gcr.io' });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    [],
  );
  assert.ok(pages.at(-1)?.conditions?.includes('CATALOG_RESTRICTED'));
});

test('a project of gcr.io that Google does not know is no empty one', async (t) => {
  const { registry } = await filled(t, 'other/web');
  const double = await start(t, registry, { host: 'gcr.io' });
  const { provider } = connect(t, double, { host: 'gcr.io' });

  const pages = await collect(provider.repositories({ signal }));

  assert.ok(pages.at(-1)?.conditions?.includes('CATALOG_RESTRICTED'));
});

test('a machine of Google signs in and lists with nothing configured', async (t) => {
  const { registry, image } = await filled(t, 'acme/apps/web');
  const double = await start(t, registry);
  gcpMetadata.setGCPResidency(false);
  const services = await startGoogleIdentityServices({ token: accessToken, lifeSeconds: 3600 });
  t.after(() => services.close());
  await withEnvironment(t, { GCE_METADATA_HOST: services.host });
  const source = createGoogleIdentitySource({ clock: clockOfToday(), allowPlainHttp: true });
  const { provider } = connect(t, double, { credentials: createCredentialChain([source]) });

  const verdict = await provider.probe({ signal });
  const resolved = await provider.resolve('apps/web', 'latest', { signal });

  assert.deepEqual([verdict.authenticated, verdict.credentialSource], [true, 'google-identity']);
  assert.deepEqual(await names(provider), ['apps/web']);
  assert.equal(resolved.digest, image.digest);
});

test('a mirror that lists plain tags gives them without digests', async (t) => {
  const { registry } = await filled(t, 'acme/apps/web');
  const double = await start(t, registry, { plainLists: true });
  const { provider } = connect(t, double);

  const tags = (await collect(provider.tags('apps/web', { signal }))).flat();

  assert.deepEqual(tags, [{ name: '1.0' }, { name: 'latest' }]);
});

test('an unknown repository of Google is told by code', async (t) => {
  const { registry } = await filled(t, 'acme/apps/web');
  const double = await start(t, registry);
  const { provider } = connect(t, double);

  await rejectsWith(collect(provider.tags('apps/gone', { signal })), 'REPOSITORY_UNKNOWN');
});

test('an access token reaches the API and the registry of Google, and no log', async (t) => {
  const { registry } = await filled(t, 'acme/apps/web');
  const double = await start(t, registry);
  const { provider, log } = connect(t, double);

  await provider.probe({ signal });
  await names(provider);

  assert.doesNotMatch(log.text(), /canary/);
  assert.ok(double.requests().every(({ path, query }) => !`${path}${query}`.includes('canary')));
});
