import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { createDockerConfigSource } from './docker-config.ts';

const { signal } = new AbortController();
const auth = Buffer.from('robot:pass:word').toString('base64');
const robot = { kind: 'password', username: 'robot', password: 'pass:word' };

async function find(t: TestContext, config: unknown, url: string) {
  const folder = await mkdtemp(join(tmpdir(), 'docker-config-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'config.json');
  await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config));
  const registryId = '00000000-0000-7000-8000-000000000000';
  const finding = await createDockerConfigSource(path).find(
    { registryId, url, provider: 'CUSTOM', credentialHolder: 'sensor' },
    { signal },
  );
  return finding.kind === 'found' ? finding.credential : finding.kind;
}

for (const { key, url } of [
  { key: 'r.example.com', url: 'https://r.example.com' },
  { key: 'r.example.com:5000', url: 'https://r.example.com:5000' },
  { key: 'https://r.example.com', url: 'https://r.example.com' },
  { key: 'https://r.example.com/v2/', url: 'https://r.example.com' },
  { key: 'http://127.0.0.1:5000', url: 'http://127.0.0.1:5000' },
  { key: '127.0.0.1:5000', url: 'http://127.0.0.1:5000' },
  { key: 'https://index.docker.io/v1/', url: 'https://registry-1.docker.io' },
  { key: 'docker.io', url: 'https://registry-1.docker.io' },
  { key: 'r.example.com', url: 'https://r.example.com/artifactory/docker' },
]) {
  test(`the key ${key} is for ${url}`, async (t) => {
    assert.deepEqual(await find(t, { auths: { [key]: { auth } } }, url), robot);
  });
}

for (const { key, url } of [
  { key: 'r.example.com', url: 'https://r.example.com:5000' },
  { key: 'example.com', url: 'https://r.example.com' },
  { key: 'r.example.com/team', url: 'https://r.example.com' },
  { key: 'r.example.com/a', url: 'https://r.example.com/ab' },
  { key: 'https://index.docker.io/v1/access-token', url: 'https://registry-1.docker.io' },
  { key: 'https://r.example.com:5000', url: 'http://r.example.com:5000' },
  { key: 'r.example.com', url: 'http://r.example.com' },
  { key: 'http://r.example.com:5000', url: 'https://r.example.com:5000' },
]) {
  test(`the key ${key} is not for ${url}`, async (t) => {
    assert.equal(await find(t, { auths: { [key]: { auth } } }, url), 'absent');
  });
}

test('the longest path that fits wins', async (t) => {
  const auths = {
    'r.example.com': { username: 'wide', password: 'p' },
    'r.example.com/team': { username: 'narrow', password: 'p' },
  };

  const credential = await find(t, { auths }, 'https://r.example.com/team/docker');

  assert.equal(
    typeof credential === 'object' && 'username' in credential && credential.username,
    'narrow',
  );
});

test('an identity token stands before the password beside it', async (t) => {
  const auths = { 'r.example.com': { auth, identitytoken: 'token' } };

  assert.deepEqual(await find(t, { auths }, 'https://r.example.com'), {
    kind: 'identity-token',
    token: 'token',
  });
});

test('keys of Docker that are not ours are left alone', async (t) => {
  const config = { credsStore: 'desktop', proxies: {}, auths: { 'r.example.com': {} } };

  assert.equal(await find(t, config, 'https://r.example.com'), 'absent');
  assert.equal(await find(t, {}, 'https://r.example.com'), 'absent');
});

for (const { name, config, field } of [
  { name: 'text that is not JSON', config: '{"auths": {"x": "canary" oops', field: '/' },
  { name: 'auths that is a list', config: { auths: ['canary'] }, field: '/auths' },
  {
    name: 'auth without a colon',
    config: { auths: { 'r.example.com': { auth: Buffer.from('canary').toString('base64') } } },
    field: '/auths/r.example.com/auth',
  },
]) {
  test(`${name} is a configuration error without the value`, async (t) => {
    await assert.rejects(find(t, config, 'https://r.example.com'), (error) => {
      assert.ok(isHarborError(error));
      assert.equal(error.code, 'CONFIGURATION_INVALID');
      assert.equal(error.details['field'], field);
      assert.ok(!inspect(error, { depth: 9 }).includes('canary'));
      return true;
    });
  });
}

test('no file is no credential', async () => {
  const source = createDockerConfigSource('/nowhere/config.json');
  const finding = await source.find(
    {
      registryId: 'x',
      url: 'https://r.example.com',
      provider: 'CUSTOM',
      credentialHolder: 'sensor',
    },
    { signal },
  );

  assert.deepEqual(finding, { kind: 'absent', reason: '/nowhere/config.json does not exist' });
});
