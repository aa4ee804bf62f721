// Which place a credential comes from, when several could give one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { createCredentials } from './credentials.ts';
import { withEnvironment, writeSecret } from './identity/testing/identity-on-test.ts';

const { signal } = new AbortController();
const cloud = {
  clock: new FakeClock(),
  log: new MemoryLog(),
  random: new SeededRandom(1),
  userAgent: 'HarborGuard-Sensor/test',
};
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const target = {
  registryId: '00000000-0000-7000-8000-000000000000',
  url: `https://${host}`,
  provider: 'AWS_ECR',
  credentialHolder: 'sensor',
} as const;
const keys = { AWS_ACCESS_KEY_ID: 'AKIA0123456789ABCDEF', AWS_SECRET_ACCESS_KEY: 'canary' };

test('the identity of the machine comes after what was written down for a registry', async (t) => {
  const folder = await withEnvironment(t, keys);
  const credentials = createCredentials(
    { registriesFile: undefined, dockerConfigFolder: folder },
    { cloud },
  );

  const byIdentity = await credentials.resolve(target, { signal });
  const auths = { [host]: { username: 'AWS', password: 'canary' } };
  await writeSecret(folder, 'config.json', JSON.stringify({ auths }));
  const byLogin = await credentials.resolve(target, { signal });

  assert.equal(byIdentity.source, 'aws-identity');
  assert.equal(byLogin.source, 'docker-config');
});

test('an identity that the registries file names comes before a docker login', async (t) => {
  const folder = await withEnvironment(t, { GCE_METADATA_HOST: '127.0.0.1:9' });
  const google = { ...target, url: 'https://gcr.io/acme', provider: 'GOOGLE_GAR' };
  const auths = { 'gcr.io': { username: 'oauth2accesstoken', password: 'canary' } };
  await writeSecret(folder, 'config.json', JSON.stringify({ auths }));
  const entry = { url: google.url, google: { credentialsFile: 'absent.json' } };
  const registriesFile = await writeSecret(
    folder,
    'registries.json',
    JSON.stringify({ registries: [entry] }),
  );
  const credentials = createCredentials({ registriesFile, dockerConfigFolder: folder }, { cloud });

  // The file it names is not there, which must not lead on to the login.
  await assert.rejects(credentials.resolve(google, { signal }), /absent\.json/);
  const other = { ...google, url: 'https://gcr.io/other' };
  assert.equal((await credentials.resolve(other, { signal })).source, 'docker-config');
});

test('a registry of nobody asks no cloud, and its trace does not speak of any', async (t) => {
  const folder = await withEnvironment(t, keys);
  const credentials = createCredentials(
    { registriesFile: undefined, dockerConfigFolder: folder },
    { cloud },
  );
  const other = { ...target, url: 'https://registry.example.com', provider: 'CUSTOM' };

  const { source, trace } = await credentials.resolve(other, { signal });

  assert.equal(source, 'anonymous');
  assert.equal(trace.length, 1);
});

test('a registry whose credential the control plane holds never gets the identity of the machine', async (t) => {
  const folder = await withEnvironment(t, keys);
  const credentials = createCredentials(
    { registriesFile: undefined, dockerConfigFolder: folder },
    { cloud },
  );

  const { source } = await credentials.resolve(
    { ...target, credentialHolder: 'control-plane' },
    { signal },
  );

  assert.equal(source, 'anonymous');
});

test('a role beside a user name is refused, since it would be ignored', async (t) => {
  const folder = await withEnvironment(t, keys);
  const entry = {
    url: target.url,
    username: 'AKIA',
    password: 'canary',
    aws: { roleArn: 'arn:aws:iam::123456789012:role/sensor' },
  };
  const registriesFile = await writeSecret(
    folder,
    'registries.json',
    JSON.stringify({ registries: [entry] }),
  );
  const credentials = createCredentials({ registriesFile, dockerConfigFolder: folder }, { cloud });

  await assert.rejects(credentials.resolve(target, { signal }), /registries\/0\/aws/);
});
