import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createPullSecretsSource } from './pull-secrets.ts';

const { signal } = new AbortController();
const url = 'https://r.example.com';

function entry(username: string) {
  return { auth: Buffer.from(`${username}:canary`).toString('base64') };
}

function auths(username: string, key = 'r.example.com'): string {
  return JSON.stringify({ auths: { [key]: entry(username) } });
}

/** The user name that is found, or why there is none. */
async function userFor(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  target = url,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pull-secrets-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return (await userIn(folder, target)).replaceAll(folder, 'SECRETS');
}

async function userIn(folder: string, target = url): Promise<string> {
  const finding = await createPullSecretsSource(folder).find(
    { registryId: 'x', url: target, provider: 'CUSTOM', credentialHolder: 'sensor' },
    { signal },
  );
  if (finding.kind === 'absent') return finding.reason;
  assert.ok(finding.credential.kind === 'password');
  return finding.credential.username;
}

for (const { name, content } of [
  { name: '.dockerconfigjson', content: auths('robot') },
  { name: 'config.json', content: auths('robot') },
  { name: '.dockercfg', content: JSON.stringify({ 'https://r.example.com': entry('robot') }) },
  { name: 'team/.dockerconfigjson', content: auths('robot') },
  { name: 'team/config.json', content: auths('robot') },
  { name: 'team/.dockercfg', content: JSON.stringify({ 'r.example.com': entry('robot') }) },
]) {
  test(`a secret mounted as ${name} is used`, async (t) => {
    assert.equal(await userFor(t, { [name]: content }), 'robot');
  });
}

test('the links that Kubernetes makes are followed, and an old version beside them is not read', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pull-secrets-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const at of [folder, join(folder, 'team')]) {
    await mkdir(join(at, '..2026_01'), { recursive: true });
    await mkdir(join(at, '..2025_12'));
    await writeFile(join(at, '..2025_12', '.dockerconfigjson'), auths('old', 'r.example.com/deep'));
    const key = at === folder ? 'r.example.com' : 'r.example.com/team';
    await writeFile(join(at, '..2026_01', '.dockerconfigjson'), auths(`new ${key}`, key));
    await symlink('..2026_01', join(at, '..data'));
    await symlink('..data/.dockerconfigjson', join(at, '.dockerconfigjson'));
  }

  assert.equal(await userIn(folder), 'new r.example.com');
  assert.equal(await userIn(folder, `${url}/team`), 'new r.example.com/team');
  assert.equal(await userIn(folder, `${url}/deep`), 'new r.example.com');
});

test('the most specific path wins over all files, whatever their order', async (t) => {
  const files = {
    'a/.dockerconfigjson': auths('wide'),
    'b/.dockerconfigjson': auths('narrow', 'r.example.com/team'),
    'c/.dockerconfigjson': auths('narrowest', 'r.example.com/team/docker'),
    'd/.dockerconfigjson': auths('other', 'r.example.com/teams'),
  };

  assert.equal(await userFor(t, files, `${url}/team/docker`), 'narrowest');
  assert.equal(await userFor(t, files, `${url}/team`), 'narrow');
  assert.equal(await userFor(t, files), 'wide');
});

for (const { key, target, isFor } of [
  { key: '*.example.com', target: url, isFor: true },
  { key: 'r*.example.com', target: 'https://r2.example.com', isFor: true },
  { key: '*.example.com/team', target: `${url}/team`, isFor: true },
  { key: '*.example.com', target: 'https://a.b.example.com', isFor: false },
  { key: '*.example.com', target: `${url}:5000`, isFor: false },
  { key: '*.example.com', target: 'https://example.com', isFor: false },
  { key: '*', target: url, isFor: false },
  { key: 's*.example.com', target: url, isFor: false },
]) {
  test(`the pattern ${key} is ${isFor ? '' : 'not '}for ${target}`, async (t) => {
    const user = await userFor(t, { '.dockerconfigjson': auths('robot', key) }, target);

    assert.equal(user === 'robot', isFor);
  });
}

test('a host stands before a pattern that fits too', async (t) => {
  const files = {
    'a/.dockerconfigjson': auths('pattern', '*.example.com'),
    'b/.dockerconfigjson': auths('host'),
  };

  assert.equal(await userFor(t, files), 'host');
});

test('a login for https is not given to http', async (t) => {
  const files = { '.dockerconfigjson': auths('robot', 'https://r.example.com:5000') };

  assert.match(await userFor(t, files, 'http://r.example.com:5000'), /^no entry in 1 file/);
});

test('what cannot be used is passed over by name, and the rest serves', async (t) => {
  const files = {
    'a/.dockerconfigjson': '{"auths": canary',
    'b/.dockerconfigjson': '{"auths": ["canary"]}',
    'c/.dockerconfigjson': JSON.stringify({
      auths: { 'r.example.com': 'canary', 'x.example.com': entry('x') },
    }),
    'd/.dockerconfigjson': JSON.stringify({
      auths: { 'r.example.com': { auth: Buffer.from('canary').toString('base64') } },
    }),
    'e/.dockerconfigjson': JSON.stringify({ auths: { 'r.example.com': {} } }),
  };

  const reason = await userFor(t, files);
  assert.equal(await userFor(t, files, 'https://x.example.com'), 'x');
  assert.equal(await userFor(t, { ...files, 'f/config.json': auths('robot') }), 'robot');

  assert.equal(
    reason,
    'no entry in 5 files of SECRETS for r.example.com, skipped ' +
      'SECRETS/a/.dockerconfigjson: is not a JSON object, ' +
      'SECRETS/b/.dockerconfigjson: auths is not an object, ' +
      'SECRETS/c/.dockerconfigjson (r.example.com): is not a login, ' +
      'SECRETS/d/.dockerconfigjson (r.example.com): is not base64 of user:password, ' +
      'SECRETS/e/.dockerconfigjson (r.example.com): is empty',
  );
});

test('a file that is too long is passed over by name', async (t) => {
  const long = ' '.repeat(1024 * 1024 + 1);

  const reason = await userFor(t, { 'a/config.json': long, 'b/config.json': auths('robot', 'x') });

  assert.match(reason, /skipped SECRETS\/a\/config\.json: too large$/);
});

test('an empty folder holds none, and one that is not there says so', async (t) => {
  assert.equal(await userFor(t, {}), 'no entry in 0 files of SECRETS for r.example.com');
  assert.match(await userIn('/nowhere'), /skipped \/nowhere: ENOENT$/);
});
