// Amazon ECR, private and public, by the contract and by its pitfalls. Amazon's own client signs every question.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import {
  type AwsEcr,
  type AwsEcrOptions,
  startAwsEcr,
} from '@harborguard/shared/testing/vendors/aws-ecr.ts';
import { startAwsIdentityServices } from '@harborguard/shared/testing/vendors/aws-identity-services.ts';
import { pushedAt } from '@harborguard/shared/testing/vendors/images-behind.ts';
import { createAwsIdentitySource } from '../../../identity/aws-identity.ts';
import { createCredentialChain } from '../../../identity/create-credential-chain.ts';
import { clockOfToday, withEnvironment } from '../../../identity/testing/identity-on-test.ts';
import { providerContract } from '../../testing/provider-contract.ts';
import {
  anonymous,
  collect,
  rejectsWith,
  signal,
  startRegistry,
  withoutWaiting,
} from '../../testing/provider-on-test.ts';
import { vendorProvider } from '../../testing/vendor-provider.ts';
import { createAwsEcrProvider } from './create-aws-ecr-provider.ts';

const keys = { accessKeyId: 'AKIA0123456789ABCDEF', secretAccessKey: 'canary-secret' };
const credential = {
  kind: 'password',
  username: keys.accessKeyId,
  password: keys.secretAccessKey,
} as const;
const privateName = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

type Options = Parameters<typeof vendorProvider>[1];

function connect(
  t: TestContext,
  double: AwsEcr,
  options: Partial<Options> & { readonly host?: string; readonly path?: string } = {},
) {
  const { host = privateName, path = '', ...others } = options;
  return vendorProvider(t, {
    provider: 'AWS_ECR',
    url: `http://${host}:${double.registry.port}${path}`,
    credential,
    create: (parts) =>
      createAwsEcrProvider(parts, {
        endpoints: { private: double.api.origin, public: double.api.origin },
      }),
    ...others,
  });
}

async function start(t: TestContext, registry: FakeRegistry, options: Partial<AwsEcrOptions> = {}) {
  const double = await startAwsEcr({ registryUrl: registry.url, keys: [keys], ...options });
  t.after(() => double.close());
  return double;
}

async function filled(t: TestContext, ...repositories: readonly string[]) {
  const registry = await startRegistry(t);
  const image = await randomImage(new SeededRandom(5), { layers: 1, filesPerLayer: 1 });
  for (const repository of repositories) registry.push(image, repository, '1.0', 'latest');
  return { registry, image };
}

providerContract({
  name: 'AWS_ECR',
  repositories: ['app', 'team/web', 'team/tools/builder', 'team/worker'],
  listsDigests: true,
  async start(t, registry) {
    const double = await start(t, registry, { pageSize: 2, repeats: true });
    const { provider } = connect(t, double);
    const { provider: wrongCredentials } = connect(t, double, {
      credential: { ...credential, password: 'canary-wrong' },
    });
    return { provider, wrongCredentials, requests: double.requests };
  },
});

test('tags of ECR come with their digests, without a request per tag', async (t) => {
  const { registry, image } = await filled(t, 'app');
  const double = await start(t, registry);
  const { provider } = connect(t, double);

  const tags = (await collect(provider.tags('app', { signal }))).flat();

  assert.deepEqual(
    tags.map(({ name, digest, pushedAt: pushed }) => [name, pushed === pushedAt ? digest : pushed]),
    [
      ['1.0', image.digest],
      ['latest', image.digest],
    ],
  );
  assert.equal(double.api.requests.length, 1);
  assert.equal(double.registry.requests.length, 0);
});

test('one authorization token of ECR serves all requests until shortly before it expires', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry);
  const { provider, clock } = connect(t, double);
  const resolve = () => provider.resolve('app', 'latest', { signal });

  await Promise.all([resolve(), resolve(), resolve()]);
  await clock.advance(11 * 60 * 60_000);
  await resolve();
  assert.equal(double.passwords.size, 1);

  await clock.advance(56 * 60_000);
  await resolve();
  assert.equal(double.passwords.size, 2);
});

test('an authorization token that is called expired already still serves once', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry, { expiresAtMs: () => Date.UTC(2015, 0, 1) });
  const { provider } = connect(t, double);

  const verdict = await provider.probe({ signal });

  assert.equal(verdict.authenticated, true);
});

test('temporary keys are signed with their session token', async (t) => {
  const { registry } = await filled(t, 'app');
  const temporary = {
    ...keys,
    accessKeyId: 'ASIA0123456789ABCDEF',
    sessionToken: 'canary-session',
  };
  const double = await start(t, registry, { keys: [temporary] });
  const { provider, log } = connect(t, double, {
    credential: { ...credential, username: temporary.accessKeyId, sessionToken: 'canary-session' },
  });

  const pages = await collect(provider.repositories({ signal }));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['app'],
  );
  assert.doesNotMatch(log.text(), /canary/);
});

test('keys that may pull but not list fall back to the catalog, and say so', async (t) => {
  const { registry } = await filled(t, 'app', 'team/web');
  const double = await start(t, registry, { denied: ['DescribeRepositories', 'DescribeImages'] });
  const { provider } = connect(t, double);

  const pages = await collect(provider.repositories({ signal }));
  const tags = (await collect(provider.tags('app', { signal }))).flat();

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['app', 'team/web'],
  );
  assert.ok(pages[0]?.conditions?.includes('VENDOR_API_REFUSED'));
  assert.deepEqual(
    tags.map(({ name }) => name),
    ['1.0', 'latest'],
  );
});

test('the pair of user AWS and password is a login, not a key to the API', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry);
  const password = double.state.issue();
  const { provider } = connect(t, double, {
    credential: { kind: 'password', username: 'AWS', password },
  });

  const verdict = await provider.probe({ signal });
  const pages = await collect(provider.repositories({ signal }));

  assert.equal(verdict.authenticated, true);
  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['app'],
  );
  assert.equal(double.api.requests.length, 0);
});

test('keys without the right to log in are told from wrong keys', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry, { denied: ['GetAuthorizationToken'] });
  const { provider } = connect(t, double);

  const verdict = await provider.probe({ signal });

  assert.equal(verdict.code, 'REGISTRY_FORBIDDEN');
  assert.equal(verdict.details['api'], 'GetAuthorizationToken');
});

test('throttling with status 400 is waited out', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry, { throttles: 3 });
  const { provider, clock } = connect(t, double);

  const pages = await withoutWaiting(clock, collect(provider.repositories({ signal })));

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['app'],
  );
});

test('throttling without end is the code for it', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry, { throttles: 1000 });
  const { provider, clock } = connect(t, double);

  await rejectsWith(
    withoutWaiting(clock, collect(provider.repositories({ signal }))),
    'REGISTRY_RATE_LIMITED',
  );
});

test('a list of ECR that leads in a circle is cut short, and not for ever', async (t) => {
  const { registry } = await filled(t, 'app', 'team/web', 'team/worker');
  const double = await start(t, registry, { pageSize: 1, circles: true });
  const { provider } = connect(t, double);

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_TRUNCATED');
});

test('in cloud mode the API of Amazon is not asked at an address inside the network', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry);
  const target = { guardAddresses: true, credentialHolder: 'control-plane' } as const;
  const { provider } = connect(t, double, { target, create: createAwsEcrProvider });

  await rejectsWith(collect(provider.repositories({ signal })), 'ADDRESS_REFUSED');

  assert.equal(double.requests().length, 0);
});

test('an archived image is not listed', async (t) => {
  const { registry } = await filled(t, 'app');
  registry.push(
    await randomImage(new SeededRandom(6), { layers: 1, filesPerLayer: 1 }),
    'app',
    'archived',
  );
  const double = await start(t, registry, { archived: ['archived'] });
  const { provider } = connect(t, double);

  const tags = (await collect(provider.tags('app', { signal }))).flat();

  assert.deepEqual(
    tags.map(({ name }) => name),
    ['1.0', 'latest'],
  );
});

test('an unknown repository is told by code', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry);
  const { provider } = connect(t, double);

  await rejectsWith(collect(provider.tags('gone', { signal })), 'REPOSITORY_UNKNOWN');
});

test('the login of ECR does not follow a blob to its storage', async (t) => {
  const { registry, image } = await filled(t, 'app');
  const double = await start(t, registry);
  const { provider } = connect(t, double);
  const layer = image.layers[0]?.digest ?? '';

  const chunks = await collect(provider.blob('app', layer, { signal }));

  assert.ok(chunks.length > 0);
  assert.ok(double.storage.requests.length > 0);
  assert.ok(double.storage.requests.every(({ headers }) => headers.authorization === undefined));
});

test('the account and the region of a question are those of the host name', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry, { account: '999999999999', region: 'us-gov-west-1' });
  const host = '999999999999.dkr.ecr-fips.us-gov-west-1.amazonaws.com';
  const { provider } = connect(t, double, { host });

  await collect(provider.repositories({ signal }));

  const [request] = double.api.requests;
  assert.match(request?.headers.authorization ?? '', /\/us-gov-west-1\/ecr\/aws4_request/);
  assert.equal(JSON.parse(request?.body.toString() ?? '{}').registryId, '999999999999');
});

test('a path behind the address of ECR limits the list to what lies below it', async (t) => {
  const { registry, image } = await filled(t, 'app', 'team/web', 'teamwork/web');
  const double = await start(t, registry);
  const { provider } = connect(t, double, { path: '/team' });

  const pages = await collect(provider.repositories({ signal }));
  const tags = (await collect(provider.tags('web', { signal }))).flat();
  const resolved = await provider.resolve('web', 'latest', { signal });

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['web'],
  );
  assert.equal(tags[0]?.digest, image.digest);
  assert.equal(resolved.digest, image.digest);
});

test('a host that only looks like ECR is asked by the distribution API, with what it is given', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry);
  const { provider } = connect(t, double, { host: `${privateName}.example.com` });

  await rejectsWith(collect(provider.repositories({ signal })), 'REGISTRY_AUTHENTICATION_FAILED');

  assert.equal(double.api.requests.length, 0);
});

test('no key and no password of ECR reaches the log or an address', async (t) => {
  const { registry } = await filled(t, 'app');
  const double = await start(t, registry);
  const { provider, log } = connect(t, double);

  await provider.probe({ signal });
  await collect(provider.repositories({ signal }));
  await provider.resolve('app', 'latest', { signal });

  assert.doesNotMatch(log.text(), /canary/);
  assert.ok(double.requests().every(({ path, query }) => !`${path}${query}`.includes('canary')));
});

test('a machine with a role signs in and lists with nothing configured', async (t) => {
  const { registry, image } = await filled(t, 'app');
  const role = { ...keys, accessKeyId: 'ASIA0123456789ABCDEF', sessionToken: 'canary-session' };
  const double = await start(t, registry, { keys: [role] });
  const clock = clockOfToday();
  const services = await startAwsIdentityServices({
    keys: role,
    expiresAtMs: () => clock.now() + 3_600_000,
  });
  t.after(() => services.close());
  await withEnvironment(t, { AWS_EC2_METADATA_SERVICE_ENDPOINT: services.origin });
  const source = createAwsIdentitySource({ clock, allowPlainHttp: true });
  const { provider, log } = connect(t, double, { credentials: createCredentialChain([source]) });

  const verdict = await provider.probe({ signal });
  const tags = (await collect(provider.tags('app', { signal }))).flat();

  assert.deepEqual([verdict.authenticated, verdict.credentialSource], [true, 'aws-identity']);
  assert.match(verdict.details['credentialTrace'] ?? '', /aws-identity: found; aws-identity: exch/);
  assert.equal(tags[0]?.digest, image.digest);
  assert.equal(services.requests.length, 3, 'the role is asked for once');
  assert.doesNotMatch(`${log.text()}${JSON.stringify(verdict)}`, /canary/);
});

const publicName = 'public.ecr.aws';

test('strangers pull from the public registry, whose token is for all of it', async (t) => {
  const { registry, image } = await filled(t, 'alias/app');
  const double = await start(t, registry, { isPublic: true });
  const { provider } = connect(t, double, { host: publicName, credential: anonymous });

  const verdict = await provider.probe({ signal });
  const resolved = await provider.resolve('alias/app', 'latest', { signal });
  const tags = (await collect(provider.tags('alias/app', { signal }))).flat();

  assert.equal(verdict.authenticated, true);
  assert.equal(resolved.digest, image.digest);
  assert.equal(tags.length, 2);
});

test('the public registry lists nothing to strangers, which is no empty registry', async (t) => {
  const { registry } = await filled(t, 'alias/app');
  const double = await start(t, registry, { isPublic: true });
  const { provider } = connect(t, double, { host: publicName, credential: anonymous });

  await rejectsWith(collect(provider.repositories({ signal })), 'CATALOG_RESTRICTED');
});

test('the public registry lists what the keys own, with digests, from its one region', async (t) => {
  const { registry, image } = await filled(t, 'alias/app', 'alias/team/web');
  const double = await start(t, registry, { isPublic: true });
  const { provider } = connect(t, double, { host: publicName });

  const pages = await collect(provider.repositories({ signal }));
  const tags = (await collect(provider.tags('alias/team/web', { signal }))).flat();

  assert.deepEqual(
    pages.flatMap((page) => page.repositories),
    ['alias/app', 'alias/team/web'],
  );
  assert.ok(tags.every(({ digest }) => digest === image.digest));
  assert.match(
    double.api.requests[0]?.headers.authorization ?? '',
    /\/us-east-1\/ecr-public\/aws4_request/,
  );
});

test('tags of a namesake of another alias are not taken for those of the own repository', async (t) => {
  const { registry } = await filled(t, 'alias/app');
  const double = await start(t, registry, { isPublic: true });
  const { provider } = connect(t, double, { host: publicName });
  await collect(provider.repositories({ signal }));

  await rejectsWith(collect(provider.tags('stranger/app', { signal })), 'REPOSITORY_UNKNOWN');
});
