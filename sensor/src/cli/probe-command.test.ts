// `probe` and `doctor` as people call them: what they say of where the credential came from and what answers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { startHarbor } from '@harborguard/shared/testing/vendors/harbor.ts';
import { commandEnvironment } from './testing/command-environment.ts';

const entry = join(import.meta.dirname, '../main.ts');
const canary = 'canary-password-91c2';

async function folderWith(
  t: TestContext,
  files: Readonly<Record<string, unknown>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'probe-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    await chmod(path, 0o700);
  }
  return folder;
}

function sensor(folder: string, ...commandArguments: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [entry, ...commandArguments], {
    env: commandEnvironment({
      PATH: folder,
      HARBORGUARD_DOCKER_CONFIG: folder,
      HARBORGUARD_REGISTRIES_FILE: join(folder, 'registries.json'),
      HARBORGUARD_PULL_SECRETS_DIR: join(folder, 'secrets'),
      HARBORGUARD_STATE_DIR: join(folder, 'state'),
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  return new Promise((resolve) => child.once('close', () => resolve(out)));
}

async function harbor(t: TestContext) {
  const registry = await startFakeRegistry({});
  t.after(() => registry.close());
  const front = await startHarbor(registry.url);
  t.after(() => front.close());
  return front;
}

test('a probe names the product and every place that was asked, in order', async (t) => {
  const { origin } = await harbor(t);
  const { host } = new URL(origin);
  const folder = await folderWith(t, {
    'registries.json': { registries: [] },
    'config.json': { credHelpers: { 'other.example.com': 'x' } },
    'secrets/broken/config.json': '{',
    'secrets/team/.dockerconfigjson': {
      auths: { [host]: { username: 'robot', password: canary } },
    },
  });

  const text = await sensor(folder, 'probe', origin, '--plain-http');
  const json = JSON.parse(await sensor(folder, 'probe', origin, '--plain-http', '--json'));

  assert.match(text, /registry +http:\S+ \(HARBOR\)/);
  assert.match(text, /detectedBy +probe/);
  assert.match(
    text,
    /asked +registries-file: no entry.*\n +docker-config: no entry.*\n +pull-secrets: found\n/,
  );
  assert.equal(json.provider, 'HARBOR');
  assert.equal(json.credentialSource, 'pull-secrets');
  assert.ok(!`${text}${JSON.stringify(json)}`.includes(canary));
});

test('a helper that fails is the verdict, with what was asked before it', async (t) => {
  const { origin } = await harbor(t);
  const folder = await folderWith(t, {
    'registries.json': { registries: [] },
    'config.json': { credHelpers: { [new URL(origin).host]: 'broken' } },
    'docker-credential-broken': `#!/bin/sh\necho ${canary}; exit 1\n`,
  });

  const text = await sensor(folder, 'probe', origin, '--plain-http');

  assert.match(text, /reachable +yes/);
  assert.match(text, /code +CREDENTIAL_HELPER_FAILED/);
  assert.match(text, /asked +registries-file: .*\n +docker-config: CREDENTIAL_HELPER_FAILED\n/);
  assert.match(text, /helper +broken/);
  assert.ok(!text.includes(canary));
});

test('the doctor shows the trace of every registry, and the pull secrets it passed over', async (t) => {
  const { origin } = await harbor(t);
  const { host } = new URL(origin);
  const folder = await folderWith(t, {
    'registries.json': { registries: [{ url: origin, allowPlainHttp: true }] },
    'secrets/broken/config.json': '{',
    'secrets/team/.dockercfg': { [host]: { username: 'robot', password: canary } },
  });

  const text = await sensor(folder, 'doctor');

  assert.match(text, /HARBOR, \d+ ms, credential from pull-secrets; asked registries-file: /);
  assert.match(text, /→ docker-config: .* → pull-secrets: found/);
  assert.match(text, /ok +pull secrets: 2 files in .*, for /);
  assert.match(text, /warning +pull secrets: .*broken\/config\.json is passed over: is not a JSON/);
  assert.ok(!text.includes(canary));
});
