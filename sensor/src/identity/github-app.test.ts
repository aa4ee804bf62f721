import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { createGithubAppSource, githubAppOf } from './github-app.ts';

const signal = new AbortController().signal;
const target = {
  registryId: '00000000-0000-7000-8000-000000000000',
  url: 'https://ghcr.io',
  provider: 'GHCR',
  credentialHolder: 'sensor',
} as const;

async function sourceFor(t: TestContext, github: unknown, files: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'github-app-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const path = join(folder, 'registries.json');
  await writeFile(path, JSON.stringify({ registries: [{ url: target.url, github }] }));
  return createGithubAppSource(path);
}

test('an app of the registries file is found with the key beside it', async (t) => {
  const github = { appId: '1234', installationId: '5678', privateKeyFile: 'app.pem' };
  const source = await sourceFor(t, github, { 'app.pem': 'canary-key' });

  assert.deepEqual(await source.find(target, { signal }), {
    kind: 'found',
    credential: { kind: 'password', username: 'github-app:1234:5678', password: 'canary-key' },
  });
});

for (const { name, github } of [
  {
    name: 'a key that is not there',
    github: { appId: '1', installationId: '2', privateKeyFile: 'absent.pem' },
  },
  {
    name: 'an id that is none',
    github: { appId: 'a:b', installationId: 'c/d', privateKeyFile: 'app.pem' },
  },
]) {
  test(`${name} is an error, not an absence`, async (t) => {
    const source = await sourceFor(t, github, { 'app.pem': 'canary-key' });

    await assert.rejects(source.find(target, { signal }), (error) => {
      assert.ok(isHarborError(error) && error.code === 'CONFIGURATION_INVALID', String(error));
      assert.ok(!error.message.includes('canary'));
      return true;
    });
  });
}

test('an entry without an app leaves the place to other credentials', async (t) => {
  const source = await sourceFor(t, undefined);

  assert.equal((await source.find(target, { signal })).kind, 'absent');
  assert.equal(source.appliesTo?.({ ...target, provider: 'CUSTOM' }), false);
});

for (const { text, app } of [
  { text: 'github-app:1234:5678', app: { appId: '1234', installationId: '5678' } },
  { text: 'github-app:Iv23liABC:5678', app: { appId: 'Iv23liABC', installationId: '5678' } },
  { text: 'github-app:1234:../../x', app: undefined },
  { text: 'octocat', app: undefined },
]) {
  test(`the user name ${text} names ${app === undefined ? 'no app' : `the app ${app.appId}`}`, () => {
    assert.deepEqual(githubAppOf(text), app);
  });
}
