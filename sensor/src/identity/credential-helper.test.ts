import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { createCredentialHelpers } from './credential-helper.ts';
import { createDockerConfigSource } from './docker-config.ts';

const { signal } = new AbortController();
const url = 'https://r.example.com';
const login = `printf '{"ServerURL":"x","Username":"robot","Secret":"canary"}'`;
const none = `echo 'credentials not found in native keychain'; exit 1`;
const robot = { kind: 'password', username: 'robot', password: 'canary' };

interface Docker {
  find(target?: string): ReturnType<ReturnType<typeof createDockerConfigSource>['find']>;
  /** The servers that were asked for, one by one, with the name of the helper. */
  asked(): Promise<readonly string[]>;
  readonly clock: FakeClock;
  readonly folder: string;
}

/** A folder with a docker configuration, and helpers in `bin` that note what they are asked and then run their lines. */
async function dockerWith(
  t: TestContext,
  config: unknown,
  helpers: Readonly<Record<string, string>>,
): Promise<Docker> {
  const folder = await mkdtemp(join(tmpdir(), 'helpers-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const [name, lines] of Object.entries(helpers)) {
    const path = join(bin, `docker-credential-${name}`);
    const noted = `read -r server; echo "${name} $* $server" >> "${folder}/asked"`;
    await writeFile(path, `#!/bin/sh\n${noted}\n${lines}\n`);
    await chmod(path, 0o700);
  }
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const clock = new FakeClock();
  const source = createDockerConfigSource(
    join(folder, 'config.json'),
    createCredentialHelpers({
      clock,
      environment: { PATH: bin, CLOUD_KEY: 'given', SLEEPER: join(folder, 'sleeper') },
    }),
  );
  return {
    clock,
    folder,
    find: (target = url) =>
      source.find(
        { registryId: 'x', url: target, provider: 'CUSTOM', credentialHolder: 'sensor' },
        { signal },
      ),
    async asked() {
      const notes = await readFile(join(folder, 'asked'), 'utf8').catch(() => '');
      return notes.split('\n').filter((line) => line !== '');
    },
  };
}

async function refusal(docker: Docker, target?: string) {
  const error: unknown = await docker.find(target).then(
    () => assert.fail('a credential, where an error belongs'),
    (thrown: unknown) => thrown,
  );
  assert.ok(isHarborError(error), inspect(error));
  assert.ok(!inspect(error, { depth: 9 }).includes('canary'), 'the secret is in the error');
  return error;
}

test('the helper named for a host is asked by that name, before a login that is written down', async (t) => {
  const config = {
    auths: { 'r.example.com': { username: 'written', password: 'down' } },
    credHelpers: { 'r.example.com': 'cloud', 'other.example.com': 'store' },
    credsStore: 'store',
  };
  const docker = await dockerWith(t, config, { cloud: login, store: none });

  assert.deepEqual(await docker.find(), { kind: 'found', credential: robot });
  assert.deepEqual(await docker.asked(), ['cloud get r.example.com']);
});

test('a login that is written down comes before the store that keeps all others', async (t) => {
  const config = {
    auths: { 'r.example.com': { username: 'written', password: 'down' } },
    credsStore: 'store',
  };
  const docker = await dockerWith(t, config, { store: login });

  const finding = await docker.find();

  assert.ok(finding.kind === 'found' && finding.credential.kind === 'password');
  assert.equal(finding.credential.username, 'written');
  assert.deepEqual(await docker.asked(), []);
});

for (const { name, auths, target, server } of [
  { name: 'its host', auths: {}, target: url, server: 'r.example.com' },
  { name: 'its port', auths: {}, target: `${url}:5000/x`, server: 'r.example.com:5000' },
  {
    name: 'the empty entry docker left',
    auths: { 'https://r.example.com/v2/': {} },
    target: url,
    server: 'https://r.example.com/v2/',
  },
  {
    name: 'the old index for Docker Hub',
    auths: {},
    target: 'https://registry-1.docker.io',
    server: 'https://index.docker.io/v1/',
  },
]) {
  test(`the store is asked for a registry by ${name}`, async (t) => {
    const docker = await dockerWith(t, { auths, credsStore: 'store' }, { store: login });

    assert.deepEqual(await docker.find(target), { kind: 'found', credential: robot });
    assert.deepEqual(await docker.asked(), [`store get ${server}`]);
  });
}

test('the user name <token> makes the secret an identity token', async (t) => {
  const lines = `printf '{"Username":"<token>","Secret":"canary"}'`;
  const docker = await dockerWith(t, { credsStore: 'store' }, { store: lines });

  const credential = { kind: 'identity-token', token: 'canary' };
  assert.deepEqual(await docker.find(), { kind: 'found', credential });
});

test('a helper gets the environment it is given and nothing of the sensor', async (t) => {
  const lines = `printf '{"Username":"%s%s","Secret":"canary"}' "$CLOUD_KEY" "$HOME"`;
  const docker = await dockerWith(t, { credsStore: 'store' }, { store: lines });

  const finding = await docker.find();

  assert.ok(finding.kind === 'found' && finding.credential.kind === 'password');
  assert.equal(finding.credential.username, 'given');
});

test('that a store has none holds for a moment, and a new login counts after it', async (t) => {
  const lines = `[ -e "\${0%/*}/../login" ] && { ${login}; exit 0; }\n${none}`;
  const docker = await dockerWith(t, { credsStore: 'store' }, { store: lines });

  assert.equal((await docker.find()).kind, 'absent');
  await writeFile(join(docker.folder, 'login'), '');
  assert.equal((await docker.find()).kind, 'absent');
  assert.equal((await docker.asked()).length, 1);
  await docker.clock.advance(30_000);
  assert.equal((await docker.find()).kind, 'found');
  assert.equal((await docker.asked()).length, 2);
});

test('many who ask at once share one run, and the next one asks anew', async (t) => {
  const docker = await dockerWith(t, { credsStore: 'store' }, { store: login });

  const findings = await Promise.all([docker.find(), docker.find(), docker.find()]);

  assert.deepEqual(
    findings.map(({ kind }) => kind),
    ['found', 'found', 'found'],
  );
  assert.equal((await docker.asked()).length, 1);
  await docker.find();
  assert.equal((await docker.asked()).length, 2);
});

for (const { name, lines, reason } of [
  { name: 'fails', lines: `echo canary; echo canary >&2; exit 3`, reason: 'exit code 3' },
  {
    name: 'says something else',
    lines: 'echo canary',
    reason: 'its answer is not the JSON of a credential',
  },
  {
    name: 'talks without end',
    lines: 'while :; do echo canarycanarycanarycanarycanarycanarycanarycanary; done',
    reason: 'its answer is too long',
  },
  { name: 'is killed', lines: 'kill -9 $$', reason: 'SIGKILL' },
]) {
  test(`a helper that ${name} is an error that shows nothing it said`, async (t) => {
    const docker = await dockerWith(t, { credsStore: 'store' }, { store: lines });

    const error = await refusal(docker);

    assert.equal(error.code, 'CREDENTIAL_HELPER_FAILED');
    assert.deepEqual(error.details, { helper: 'store', reason });
    await refusal(docker);
    assert.equal((await docker.asked()).length, 1, 'it is not run again at once');
  });
}

test('a helper that hangs is ended, with what it started', async (t) => {
  const lines = '/bin/sleep 600 &\necho $! > "$SLEEPER"\nwait';
  const docker = await dockerWith(t, { credsStore: 'store' }, { store: lines });

  const found = refusal(docker);
  await docker.clock.timersPending();
  const sleeper = await untilWritten(join(docker.folder, 'sleeper'));
  await docker.clock.advance(15_000);

  assert.equal((await found).details['reason'], 'did not answer in time');
  await untilGone(sleeper);
});

test('a helper for one host that is not installed is an error; a store that is not is none', async (t) => {
  const config = { credHelpers: { 'r.example.com': 'absent' }, credsStore: 'desktop' };
  const docker = await dockerWith(t, config, {});

  const error = await refusal(docker);
  const other = await docker.find('https://other.example.com');

  assert.deepEqual([error.code, error.details['helper']], ['CREDENTIAL_HELPER_FAILED', 'absent']);
  assert.equal(other.kind, 'absent');
  assert.match(other.reason, /docker-credential-desktop.* not on the PATH/);
});

for (const name of ['../../bin/sh', 'Store', 'a b', '-x;y', 'x'.repeat(65)]) {
  test(`the helper name ${name.slice(0, 20)} is refused and nothing is run`, async (t) => {
    const docker = await dockerWith(t, { credsStore: name }, {});

    const error = await refusal(docker);

    assert.equal(error.code, 'CONFIGURATION_INVALID');
    assert.equal(error.details['field'], '/credsStore');
  });
}

test('nothing a helper holds goes to a plain registry unless it is written down as one', async (t) => {
  const config = {
    auths: { 'plain.example.com:5000': {} },
    credHelpers: { 'r.example.com': 'store' },
    credsStore: 'store',
  };
  const docker = await dockerWith(t, config, { store: login });

  assert.equal((await docker.find('http://r.example.com')).kind, 'absent');
  assert.equal((await docker.find('http://r.example.com:5000')).kind, 'absent');
  assert.equal((await docker.find('http://plain.example.com:5000')).kind, 'found');
  assert.deepEqual(await docker.asked(), ['store get plain.example.com:5000']);
});

/** Two minutes and more: it ends what would wait for ever. */
const askedMax = 12_000;

async function untilWritten(path: string): Promise<number> {
  for (let asked = 0; asked < askedMax; asked += 1) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return Number(text);
    await wait(10);
  }
  return assert.fail(`still waiting for ${path}`);
}

async function untilGone(processId: number): Promise<void> {
  for (let asked = 0; asked < askedMax; asked += 1) {
    try {
      process.kill(processId, 0);
      // Nobody may have collected it yet: then it is there, but dead.
      const state = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => ') Z');
      if (/\) Z/.test(state)) return;
    } catch {
      return;
    }
    await wait(10);
  }
  assert.fail('still waiting for the helper to be gone');
}
