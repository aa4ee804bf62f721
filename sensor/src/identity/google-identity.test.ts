// The identity of a machine at Google, by Google's own library against doubles of the services it asks.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  type GoogleIdentityServicesOptions,
  startGoogleIdentityServices,
} from '@harborguard/shared/testing/vendors/google-identity-services.ts';
import { gcpMetadata } from 'google-auth-library';
import { createGoogleIdentitySource } from './google-identity.ts';
import {
  clockOfToday,
  notedSend,
  signal,
  withEnvironment,
  writeSecret,
} from './testing/identity-on-test.ts';

const target = {
  registryId: '00000000-0000-7000-8000-000000000000',
  url: 'https://europe-west1-docker.pkg.dev/acme',
  provider: 'GOOGLE_GAR',
  credentialHolder: 'sensor',
} as const;
const token = 'ya29.canary-token';
const found = {
  kind: 'found',
  credential: { kind: 'password', username: 'oauth2accesstoken', password: token },
};

async function start(t: TestContext, options: Partial<GoogleIdentityServicesOptions> = {}) {
  // Wherever the tests run: what the machine's own hardware says of it does not count.
  gcpMetadata.setGCPResidency(false);
  const settings: GoogleIdentityServicesOptions = { token, lifeSeconds: 3600, ...options };
  const services = await startGoogleIdentityServices(settings);
  t.after(() => services.close());
  return { clock: clockOfToday(), services, settings };
}

const cloud = 'https://federation.example.com';

/** What federation is configured by, as `gcloud iam workload-identity-pools create-cred-config` writes it. */
function federation(tokenFile: string, serviceAccount?: string): string {
  return JSON.stringify({
    type: 'external_account',
    audience:
      '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/v',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${cloud}/v1/token`,
    credential_source: { file: tokenFile },
    ...(serviceAccount === undefined
      ? {}
      : {
          service_account_impersonation_url: `${cloud}/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`,
        }),
  });
}

test('a machine of Google asks its metadata server, without a proxy', async (t) => {
  const { clock, services } = await start(t);
  await withEnvironment(t, {
    GCE_METADATA_HOST: services.host,
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
  });
  const { send, sent } = notedSend();
  const source = createGoogleIdentitySource({ clock, send });

  assert.deepEqual(await source.find(target, { signal }), found);
  assert.equal(sent.length, 0, 'never by the way to the internet');
  assert.ok(services.requests.every(({ headers }) => headers['metadata-flavor'] === 'Google'));
});

test('a token of Google is kept until shortly before it expires, and asked for once by all who wait', async (t) => {
  const { clock, services } = await start(t);
  await withEnvironment(t, { GCE_METADATA_HOST: services.host });
  const source = createGoogleIdentitySource({ clock });
  const find = () => source.find(target, { signal });
  const asked = () => services.requests.filter(({ path }) => path.endsWith('/token')).length;

  await Promise.all([find(), find(), find()]);
  await clock.advance(54 * 60_000);
  await find();
  assert.equal(asked(), 1);

  await clock.advance(2 * 60_000);
  await find();
  assert.equal(asked(), 2);
});

test('an answer without the mark of Google is not taken for its metadata server', async (t) => {
  const { clock, services } = await start(t, { flavor: false });
  await withEnvironment(t, { GCE_METADATA_HOST: services.host });
  const source = createGoogleIdentitySource({ clock });

  assert.equal((await source.find(target, { signal })).kind, 'absent');
});

test('outside of Google nothing answers, which is no error and is looked at again after a minute', async (t) => {
  const { clock, services } = await start(t);
  await withEnvironment(t, { GCE_METADATA_HOST: '127.0.0.1:9' });
  const source = createGoogleIdentitySource({ clock });

  assert.equal((await source.find(target, { signal })).kind, 'absent');
  process.env['GCE_METADATA_HOST'] = services.host;
  assert.equal((await source.find(target, { signal })).kind, 'absent');
  await clock.advance(61_000);
  assert.deepEqual(await source.find(target, { signal }), found);
});

test('a workload elsewhere trades its token (federation) and takes on a service account', async (t) => {
  const { clock, services } = await start(t, { subjectToken: 'canary-subject' });
  const folder = await withEnvironment(t, {});
  const tokenFile = await writeSecret(folder, 'token', 'canary-subject');
  process.env['GOOGLE_APPLICATION_CREDENTIALS'] = await writeSecret(
    folder,
    'federation.json',
    federation(tokenFile, 'sensor@acme.iam.gserviceaccount.com'),
  );
  const { send, sent } = notedSend((url) => url.replace(cloud, services.origin));
  const source = createGoogleIdentitySource({ clock, send });

  assert.deepEqual(await source.find(target, { signal }), found);
  assert.deepEqual(
    sent.map(({ url }) => new URL(url).pathname),
    [
      '/v1/token',
      '/v1/projects/-/serviceAccounts/sensor@acme.iam.gserviceaccount.com:generateAccessToken',
    ],
  );
});

test('a key that the registries file names is used for that registry, before all else', async (t) => {
  const { clock, services } = await start(t);
  const folder = await withEnvironment(t, { GCE_METADATA_HOST: '127.0.0.1:9' });
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const key = { type: 'service_account', client_email: 'a@b.example', private_key: privateKey };
  await writeSecret(folder, 'key.json', JSON.stringify(key));
  const entry = { url: target.url, google: { credentialsFile: 'key.json' } };
  const registriesFile = await writeSecret(
    folder,
    'registries.json',
    JSON.stringify({ registries: [entry] }),
  );
  const { send, sent } = notedSend((url) =>
    url.replace('https://oauth2.googleapis.com', services.origin),
  );
  const source = createGoogleIdentitySource({ clock, send, registriesFile });

  assert.deepEqual(await source.find(target, { signal }), found);
  assert.equal(sent[0]?.url, 'https://oauth2.googleapis.com/token');
});

test('a refused exchange is told by its status, without what the service quotes, and not tried at once', async (t) => {
  const { clock, services, settings } = await start(t, { subjectToken: 'canary-subject' });
  settings.refused = true;
  const folder = await withEnvironment(t, {});
  const tokenFile = await writeSecret(folder, 'token', 'canary-subject');
  process.env['GOOGLE_APPLICATION_CREDENTIALS'] = await writeSecret(
    folder,
    'federation.json',
    federation(tokenFile),
  );
  const { send } = notedSend((url) => url.replace(cloud, services.origin));
  const source = createGoogleIdentitySource({ clock, send });
  const refused = (error: unknown) => {
    assert.ok(isHarborError(error));
    assert.equal(error.code, 'IDENTITY_REFUSED');
    assert.equal(error.details['reason'], 'status 400');
    assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
    return true;
  };

  await assert.rejects(source.find(target, { signal }), refused);
  const asked = services.requests.length;
  await assert.rejects(source.find(target, { signal }), refused);
  assert.equal(services.requests.length, asked);
});

test('a credentials file that is not JSON is an error that does not quote it', async (t) => {
  const { clock } = await start(t);
  const folder = await withEnvironment(t, { GCE_METADATA_HOST: '127.0.0.1:9' });
  await writeSecret(folder, 'key.json', '{"private_key": "canary');
  const entry = { url: target.url, google: { credentialsFile: 'key.json' } };
  const registriesFile = await writeSecret(
    folder,
    'registries.json',
    JSON.stringify({ registries: [entry] }),
  );
  const source = createGoogleIdentitySource({ clock, registriesFile });

  await assert.rejects(source.find(target, { signal }), (error) => {
    assert.ok(isHarborError(error));
    assert.equal(error.code, 'CONFIGURATION_INVALID');
    assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
    return true;
  });
});

for (const { name, other } of [
  { name: 'another provider', other: { ...target, provider: 'CUSTOM' } },
  { name: 'a host of somebody else', other: { ...target, url: 'https://gcr.example.com' } },
  { name: 'the public mirror', other: { ...target, url: 'https://mirror.gcr.io' } },
  { name: 'plain http', other: { ...target, url: 'http://gcr.io' } },
]) {
  test(`a token of the machine is not made for ${name}`, async (t) => {
    const { clock, services } = await start(t);
    await withEnvironment(t, { GCE_METADATA_HOST: services.host });
    const source = createGoogleIdentitySource({ clock });

    assert.equal(source.appliesTo?.(other), false);
    assert.equal((await source.find(other, { signal })).kind, 'absent');
    assert.equal(services.requests.length, 0);
  });
}
