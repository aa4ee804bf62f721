// The identity of a machine in AWS, by Amazon's own client against doubles of the services it asks.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  type AwsIdentityServicesOptions,
  startAwsIdentityServices,
} from '@harborguard/shared/testing/vendors/aws-identity-services.ts';
import { createAwsIdentitySource } from './aws-identity.ts';
import {
  clockOfToday,
  notedSend,
  signal,
  withEnvironment,
  writeSecret,
} from './testing/identity-on-test.ts';

const target = {
  registryId: '00000000-0000-7000-8000-000000000000',
  url: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  provider: 'AWS_ECR',
  credentialHolder: 'sensor',
} as const;
const keys = {
  accessKeyId: 'ASIA0123456789ABCDEF',
  secretAccessKey: 'canary-secret',
  sessionToken: 'canary-session',
};
const own = { accessKeyId: 'AKIA0123456789ABCDEF', secretAccessKey: 'canary-own' };
const found = {
  kind: 'found',
  credential: {
    kind: 'password',
    username: keys.accessKeyId,
    password: keys.secretAccessKey,
    sessionToken: keys.sessionToken,
  },
};
const roleArn = 'arn:aws:iam::123456789012:role/sensor';
const hourMs = 3_600_000;

async function start(t: TestContext, options: Partial<AwsIdentityServicesOptions> = {}) {
  const clock = clockOfToday();
  const settings: AwsIdentityServicesOptions = {
    keys,
    expiresAtMs: () => clock.now() + hourMs,
    ...options,
  };
  const services = await startAwsIdentityServices(settings);
  t.after(() => services.close());
  return { clock, services, settings };
}

function ownKeys(origin: string) {
  return {
    AWS_ACCESS_KEY_ID: own.accessKeyId,
    AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
    AWS_ENDPOINT_URL_STS: origin,
  };
}

test('keys of the environment are found', async (t) => {
  const { clock, services } = await start(t);
  await withEnvironment(t, ownKeys(services.origin));
  const source = createAwsIdentitySource({ clock });

  assert.deepEqual(await source.find(target, { signal }), {
    kind: 'found',
    credential: { kind: 'password', username: own.accessKeyId, password: own.secretAccessKey },
  });
  assert.equal(services.requests.length, 0);
});

test('a pod with a web identity (IRSA) trades its token at the role service, over the given transport', async (t) => {
  const { clock, services } = await start(t, { podToken: 'canary-pod' });
  const folder = await withEnvironment(t, {
    AWS_ROLE_ARN: roleArn,
    AWS_ENDPOINT_URL_STS: services.origin,
  });
  process.env['AWS_WEB_IDENTITY_TOKEN_FILE'] = await writeSecret(folder, 'token', 'canary-pod');
  const { send, sent } = notedSend();
  const source = createAwsIdentitySource({ clock, send });

  assert.deepEqual(await source.find(target, { signal }), found);
  assert.equal(sent.length, 1);
  assert.doesNotMatch(sent[0]?.url ?? '', /canary/);
});

test('a pod with an identity of EKS asks the agent beside it, and reads its token anew', async (t) => {
  const { clock, services } = await start(t, { podToken: 'canary-pod' });
  const folder = await withEnvironment(t, {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${services.origin}/v1/credentials`,
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
  });
  process.env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] = await writeSecret(
    folder,
    'token',
    'canary-pod',
  );
  const { send, sent } = notedSend();
  const source = createAwsIdentitySource({ clock, send });

  assert.deepEqual(await source.find(target, { signal }), found);
  assert.equal(sent.length, 0, 'never by the way to the internet');
});

test('a machine with a role asks its metadata service, version 2, without a proxy', async (t) => {
  const { clock, services } = await start(t);
  await withEnvironment(t, {
    AWS_EC2_METADATA_SERVICE_ENDPOINT: services.origin,
    HTTP_PROXY: 'http://127.0.0.1:9',
  });
  const source = createAwsIdentitySource({ clock, send: notedSend().send });

  assert.deepEqual(await source.find(target, { signal }), found);
  assert.deepEqual(
    services.requests.map(({ method }) => method),
    ['PUT', 'GET', 'GET'],
  );
});

test('what was found is kept until shortly before it expires, and asked for once by all who wait', async (t) => {
  const { clock, services } = await start(t);
  await withEnvironment(t, { AWS_EC2_METADATA_SERVICE_ENDPOINT: services.origin });
  const source = createAwsIdentitySource({ clock });
  const find = () => source.find(target, { signal });

  await Promise.all([find(), find(), find()]);
  await clock.advance(54 * 60_000);
  await find();
  assert.equal(services.requests.length, 3);

  await clock.advance(2 * 60_000);
  await find();
  assert.equal(services.requests.length, 6);
});

test('a machine without a role is no error, and is asked again after a minute', async (t) => {
  const { clock, services, settings } = await start(t, { machineHasRole: false });
  await withEnvironment(t, { AWS_EC2_METADATA_SERVICE_ENDPOINT: services.origin });
  const source = createAwsIdentitySource({ clock });

  const absent = await source.find(target, { signal });
  const asked = services.requests.length;
  await source.find(target, { signal });

  assert.equal(absent.kind, 'absent');
  assert.equal(services.requests.length, asked);
  settings.machineHasRole = true;
  await clock.advance(61_000);
  assert.deepEqual(await source.find(target, { signal }), found);
});

test('outside of AWS nothing answers, which is no error', async (t) => {
  const { clock } = await start(t);
  await withEnvironment(t, { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9' });
  const source = createAwsIdentitySource({ clock });

  assert.equal((await source.find(target, { signal })).kind, 'absent');
});

test('a role of another account is taken on with the external id of the registries file', async (t) => {
  const { clock, services } = await start(t, { caller: own, externalId: 'canary-external' });
  const folder = await withEnvironment(t, ownKeys(services.origin));
  const entry = { url: target.url, aws: { roleArn, externalId: 'canary-external' } };
  const registriesFile = await writeSecret(
    folder,
    'registries.json',
    JSON.stringify({ registries: [entry] }),
  );
  const { send, sent } = notedSend();
  const source = createAwsIdentitySource({ clock, send, registriesFile });

  assert.deepEqual(await source.find(target, { signal }), found);
  assert.match(sent[0]?.body ?? '', /Action=AssumeRole&/);
  assert.match(sent[0]?.authorization ?? '', /\/eu-west-1\/sts\/aws4_request/);
});

test('a refused role is told by its name, without what the service quotes, and not asked for at once', async (t) => {
  const { clock, services, settings } = await start(t, { podToken: 'canary-pod' });
  settings.refusal = 'InvalidIdentityToken';
  const folder = await withEnvironment(t, {
    AWS_ROLE_ARN: roleArn,
    AWS_ENDPOINT_URL_STS: services.origin,
  });
  process.env['AWS_WEB_IDENTITY_TOKEN_FILE'] = await writeSecret(folder, 'token', 'canary-pod');
  const source = createAwsIdentitySource({ clock, send: notedSend().send });
  const refused = (error: unknown) => {
    assert.ok(isHarborError(error));
    assert.equal(error.code, 'IDENTITY_REFUSED');
    assert.match(String(error.details['reason']), /InvalidIdentityToken/);
    assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
    return true;
  };

  await assert.rejects(source.find(target, { signal }), refused);
  const asked = services.requests.length;
  await assert.rejects(source.find(target, { signal }), refused);
  assert.equal(services.requests.length, asked);

  delete settings.refusal;
  await clock.advance(61_000);
  assert.deepEqual(await source.find(target, { signal }), found);
});

test('keys that still hold are served on while their renewal is refused', async (t) => {
  const { clock, services, settings } = await start(t, { podToken: 'canary-pod' });
  const folder = await withEnvironment(t, {
    AWS_ROLE_ARN: roleArn,
    AWS_ENDPOINT_URL_STS: services.origin,
  });
  process.env['AWS_WEB_IDENTITY_TOKEN_FILE'] = await writeSecret(folder, 'token', 'canary-pod');
  const source = createAwsIdentitySource({ clock, send: notedSend().send });
  await source.find(target, { signal });
  settings.refusal = 'ExpiredTokenException';

  await clock.advance(57 * 60_000);
  assert.deepEqual(await source.find(target, { signal }), found);
  await clock.advance(4 * 60_000);
  await assert.rejects(source.find(target, { signal }));
});

test('an agent that refuses leaves no credential, and the trace says where it was looked for', async (t) => {
  const { clock, services } = await start(t, { podToken: 'canary-pod' });
  await withEnvironment(t, {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${services.origin}/v1/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'canary-other',
  });
  const source = createAwsIdentitySource({ clock });

  const absent = await source.find(target, { signal });

  assert.ok(absent.kind === 'absent');
  assert.match(absent.reason, /pod, container or machine/);
});

test('a token file that is not there is told by the code of the system', async (t) => {
  const { clock } = await start(t);
  await withEnvironment(t, {
    AWS_ROLE_ARN: roleArn,
    AWS_WEB_IDENTITY_TOKEN_FILE: '/does/not/exist',
  });
  const source = createAwsIdentitySource({ clock });

  await assert.rejects(source.find(target, { signal }), (error) => {
    assert.ok(isHarborError(error));
    assert.equal(error.details['reason'], 'ENOENT');
    return true;
  });
});

for (const { name, other } of [
  { name: 'another provider', other: { ...target, provider: 'CUSTOM' } },
  { name: 'a host of somebody else', other: { ...target, url: 'https://ecr.example.com' } },
  {
    name: 'a host that begins like Amazon',
    other: { ...target, url: `${target.url}.example.com` },
  },
  { name: 'plain http', other: { ...target, url: target.url.replace('https', 'http') } },
]) {
  test(`the identity of the machine is not asked for ${name}`, async (t) => {
    const { clock, services } = await start(t);
    await withEnvironment(t, { AWS_EC2_METADATA_SERVICE_ENDPOINT: services.origin });
    const source = createAwsIdentitySource({ clock });

    assert.equal(source.appliesTo?.(other), false);
    assert.equal((await source.find(other, { signal })).kind, 'absent');
    assert.equal(services.requests.length, 0);
  });
}
