// Which place a credential comes from, when several could give one.

import assert from 'node:assert/strict';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { createCredentials } from './credentials.ts';
import { withEnvironment, writeSecret } from './identity/testing/identity-on-test.ts';

const { signal } = new AbortController();
const cloud = {
  clock: new FakeClock(),
  log: new MemoryLog(),
  random: new SeededRandom(1),
  userAgent: 'HarborGuard-Sensor/test',
  tracer: noTracer,
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

test('an app of the registries file comes before a docker login, and serves its own registry only', async (t) => {
  const folder = await withEnvironment(t, {});
  const auths = { 'ghcr.io': { username: 'octocat', password: 'canary' } };
  await writeSecret(folder, 'config.json', JSON.stringify({ auths }));
  await writeSecret(folder, 'app.pem', 'canary-key');
  const github = { appId: '12', installationId: '34', privateKeyFile: 'app.pem' };
  const registriesFile = await writeSecret(
    folder,
    'registries.json',
    JSON.stringify({ registries: [{ url: 'ghcr.io', github }] }),
  );
  const credentials = createCredentials({ registriesFile, dockerConfigFolder: folder }, { cloud });
  const ghcr = { ...target, url: 'https://ghcr.io', provider: 'GHCR' };

  assert.equal((await credentials.resolve(ghcr, { signal })).source, 'github-app');
  const other = { ...ghcr, url: 'https://containers.acme.ghe.com' };
  assert.equal((await credentials.resolve(other, { signal })).source, 'anonymous');
});

for (const settings of [
  { azure: { clientId: 'chosen' } },
  { github: { appId: '12', installationId: '34', privateKeyFile: 'app.pem' } },
]) {
  const [name = ''] = Object.keys(settings);
  test(`${name} beside a user name is refused, since it would be ignored`, async (t) => {
    const folder = await withEnvironment(t, {});
    const entry = {
      url: 'https://team.azurecr.io',
      username: 'u',
      password: 'canary',
      ...settings,
    };
    const registriesFile = await writeSecret(
      folder,
      'registries.json',
      JSON.stringify({ registries: [entry] }),
    );
    const credentials = createCredentials({ registriesFile, dockerConfigFolder: folder });
    const azure = { ...target, url: entry.url, provider: 'AZURE_ACR' };

    await assert.rejects(
      credentials.resolve(azure, { signal }),
      new RegExp(`registries/0/${name}`),
    );
  });
}

test('a helper named for a host comes first, then mounted pull secrets, then the identity of the machine', async (t) => {
  const folder = await withEnvironment(t, keys);
  const login = { auths: { [host]: { username: 'AWS', password: 'canary' } } };
  const pullSecretsFolder = join(folder, 'secrets');
  await mkdir(pullSecretsFolder);
  const credentials = createCredentials(
    {
      registriesFile: undefined,
      dockerConfigFolder: folder,
      pullSecretsFolder,
      helperEnvironment: { PATH: folder },
    },
    { cloud },
  );

  const byIdentity = await credentials.resolve(target, { signal });
  await writeSecret(pullSecretsFolder, '.dockerconfigjson', JSON.stringify(login));
  const bySecret = await credentials.resolve(target, { signal });
  const answer = '{"Username":"AWS","Secret":"canary"}';
  const helper = await writeSecret(
    folder,
    'docker-credential-cloud',
    `#!/bin/sh\nprintf '${answer}'\n`,
  );
  await chmod(helper, 0o700);
  const config = JSON.stringify({ credHelpers: { [host]: 'cloud' } });
  await writeSecret(folder, 'config.json', config);
  const byHelper = await credentials.resolve(target, { signal });

  assert.equal(byIdentity.source, 'aws-identity');
  assert.equal(bySecret.source, 'pull-secrets');
  assert.match(bySecret.trace.join('; '), /^docker-config: .*; pull-secrets: found$/);
  assert.equal(byHelper.source, 'docker-config');
});
