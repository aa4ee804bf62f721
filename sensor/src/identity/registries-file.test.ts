import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import { createRegistriesFileSource, withRegistriesFile } from './registries-file.ts';

const { signal } = new AbortController();

function target(url: string): RegistryTarget {
  return {
    registryId: '00000000-0000-7000-8000-000000000000',
    url,
    provider: 'CUSTOM',
    allowPlainHttp: false,
    credentialHolder: 'sensor',
    guardAddresses: false,
    allowedAddresses: [],
  };
}

async function folderWith(t: TestContext, files: Readonly<Record<string, unknown>>) {
  const folder = await mkdtemp(join(tmpdir(), 'registries-file-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(join(folder, name), text);
  }
  return join(folder, 'registries.json');
}

function find(path: string, url: string) {
  return createRegistriesFileSource(path).find(target(url), { signal });
}

test('an entry is found by its address, however it is spelt', async (t) => {
  const path = await folderWith(t, {
    'registries.json': { registries: [{ url: 'R.example.com/', username: 'u', password: 'p' }] },
  });

  const finding = await find(path, 'https://r.example.com');

  assert.deepEqual(finding, {
    kind: 'found',
    credential: { kind: 'password', username: 'u', password: 'p' },
  });
  assert.equal((await find(path, 'https://other.example.com')).kind, 'absent');
  assert.equal((await find(path, 'https://r.example.com.evil.net')).kind, 'absent');
});

test('temporary keys of AWS have their session token beside them, or in a file of its own', async (t) => {
  const keys = { username: 'ASIAIOSFODNN7EXAMPLE', password: 'p' };
  const path = await folderWith(t, {
    'registries.json': {
      registries: [
        { url: 'a.example', ...keys, sessionToken: 'written' },
        { url: 'b.example', ...keys, sessionTokenFile: 'token' },
        { url: 'c.example', ...keys, sessionToken: 'written', sessionTokenFile: 'token' },
        { url: 'd.example', sessionToken: 'alone' },
      ],
    },
    token: 'from the file\n',
  });
  const tokenOf = async (host: string) => {
    const finding = await find(path, `https://${host}`);
    assert.ok(finding.kind === 'found' && finding.credential.kind === 'password');
    return finding.credential.sessionToken;
  };

  assert.equal(await tokenOf('a.example'), 'written');
  assert.equal(await tokenOf('b.example'), 'from the file');
  await assert.rejects(tokenOf('c.example'), { code: 'CONFIGURATION_INVALID' });
  await assert.rejects(tokenOf('d.example'), { code: 'CONFIGURATION_INVALID' });
});

test('a credential written down for https is not given out over http', async (t) => {
  const path = await folderWith(t, {
    'registries.json': {
      registries: [
        { url: 'https://a.example', username: 'u', password: 'p' },
        { url: 'b.example', username: 'u', password: 'p', allowPlainHttp: true },
      ],
    },
  });

  assert.equal((await find(path, 'http://a.example')).kind, 'absent');
  assert.equal((await find(path, 'http://b.example')).kind, 'found');
});

test('a password may lie in a file of its own, with a line end', async (t) => {
  const path = await folderWith(t, {
    'registries.json': { registries: [{ url: 'a.example', username: 'u', passwordFile: 'pw' }] },
    pw: 'from a file\n',
  });

  const finding = await find(path, 'https://a.example');

  assert.equal(
    finding.kind === 'found' &&
      finding.credential.kind === 'password' &&
      finding.credential.password,
    'from a file',
  );
});

test('a CA beside the file and the opt-in for plain http join the target', async (t) => {
  const path = await folderWith(t, {
    'registries.json': {
      registries: [{ url: 'a.example', caFile: 'ca.pem', allowPlainHttp: true }],
    },
    'ca.pem': 'PEM',
  });

  const joined = await withRegistriesFile(target('https://a.example'), path);
  const other = await withRegistriesFile(target('https://b.example'), path);

  assert.equal(joined.caPem?.trim(), 'PEM');
  assert.equal(joined.allowPlainHttp, true);
  assert.deepEqual(other, target('https://b.example'));
});

test('what the address does not tell of a product joins the target', async (t) => {
  const vendor = { apiUrl: 'https://api.a.example/nexus', repository: 'docker-hosted' };
  const path = await folderWith(t, {
    'registries.json': { registries: [{ url: 'a.example', vendor }] },
  });

  const joined = await withRegistriesFile(target('https://a.example'), path);
  const other = await withRegistriesFile(target('https://b.example'), path);

  assert.deepEqual(joined.vendor, vendor);
  assert.equal(other.vendor, undefined);
});

const entry = { url: 'a.example', username: 'u', password: 'canary' };

for (const { name, content, field } of [
  {
    name: 'text that is not JSON',
    content: '{"registries": [{"password": "canary" oops',
    field: '/',
  },
  {
    name: 'an unknown field',
    content: { registries: [{ ...entry, pasword: 'canary' }] },
    field: '/registries/0/pasword',
  },
  {
    name: 'a password of another type',
    content: { registries: [{ ...entry, password: ['canary'] }] },
    field: '/registries/0/password',
  },
  {
    name: 'an API address with a password',
    content: { registries: [{ ...entry, vendor: { apiUrl: 'https://u:canary@a.example' } }] },
    field: '/registries/0/vendor/apiUrl',
  },
  { name: 'no list', content: { registries: { a: 'canary' } }, field: '/registries' },
  {
    name: 'an address with a password',
    content: { registries: [{ url: 'https://u:canary@a.example' }] },
    field: '/registries/0/url',
  },
  {
    name: 'a password twice',
    content: { registries: [{ ...entry, passwordFile: 'pw' }] },
    field: '/registries/0/passwordFile',
  },
  {
    name: 'a password file that is missing',
    content: { registries: [{ url: 'a.example', username: 'u', passwordFile: 'nope' }] },
    field: '/registries/0/passwordFile',
  },
  {
    name: 'a user name without password',
    content: { registries: [{ url: 'a.example', username: 'canary' }] },
    field: '/registries/0/password',
  },
  {
    name: 'a password without user name',
    content: { registries: [{ url: 'a.example', password: 'canary' }] },
    field: '/registries/0/username',
  },
]) {
  test(`${name} is a configuration error that names file and field, never a value`, async (t) => {
    const path = await folderWith(t, { 'registries.json': content });

    await assert.rejects(find(path, 'https://a.example'), (error) => {
      assert.ok(isHarborError(error));
      assert.equal(error.code, 'CONFIGURATION_INVALID');
      assert.equal(error.details['file'], path);
      assert.equal(error.details['field'], field);
      assert.ok(!inspect(error, { depth: 9 }).includes('canary'), inspect(error, { depth: 9 }));
      return true;
    });
  });
}

test('a file that was named and is not there is an error, not an empty one', async (t) => {
  const path = await folderWith(t, {});

  await assert.rejects(find(path, 'https://a.example'), (error) => {
    assert.ok(isHarborError(error));
    assert.equal(error.code, 'CONFIGURATION_INVALID');
    return true;
  });
});
