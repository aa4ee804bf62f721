// Secrets of every kind planted in one control plane, then looked for in everything that leaves it and in what it keeps.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import { hashKey, mintKeyText } from '@harborguard/shared/protocol/api-key-text.ts';
import { createPinoLog } from '@harborguard/shared/runtime/pino-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { runCommand } from './cli/run-command.ts';
import { temporaryFolder } from './cli/testing/api-world.ts';
import { collectMetrics } from './collect-metrics.ts';
import { adoptOwnerKey } from './domain/keys/adopt-key.ts';
import { publishedRoutes } from './published-routes.ts';
import { manifestPath } from './store/backup-manifest.ts';
import { makeClientCertificate } from './testing/client-certificate.ts';
import { goodPassword, type PeopleWorld, startWithOwner, tokenOf } from './testing/people-world.ts';
import { withNothing } from './testing/route-rows.ts';

const keyEncryptionKey = 'c7a1'.repeat(16);
const bootstrapKey = mintKeyText(new SeededRandom('bootstrap'));
const planted = {
  keyEncryptionKey,
  bootstrapKey,
  oidcSecret: 'canary-of-the-provider',
  advisoriesToken: 'canary-of-the-advisories',
  password: goodPassword,
  registryPassword: 'canary-of-the-registry',
  smtpPassword: 'canary-of-the-mail-server',
  slackPath: 'T0/B0/canaryOfSlack',
  routingKey: 'canary0000000000000000PagerDuty0',
  typed: 'canary-typed-by-mistake',
};

test('no secret is in a log line, an answer, an export, a metric, a stream, a backup or a column', async (t) => {
  const lines: string[] = [];
  const log = createPinoLog(new LogThreshold('debug'), { write: (line) => void lines.push(line) });
  const world = await startWithOwner(t, configured, { log });
  const stream = await listen(t, world);
  const secrets = await plant(t, world);
  const files: Record<string, string> = {};

  const refusals = await refused(world, secrets);
  const answers = await everythingRead(world);
  await world.clock.advance(1_000);
  files['stream'] = await stream();
  files['metrics'] = await metricsOf(world);
  files['backup'] = await backedUp(t, world);
  for (const path of databaseFiles(world.folder)) files[path] = readFileSync(path, 'latin1');

  assert.ok(lines.length > 100 && answers.length > 40 && refusals.length > 15);
  assert.match(files['stream'], /changed/);
  assert.ok(answers.some(({ path, text }) => path === '/api/audit/export' && text.length > 1_000));
  for (const [name, secret] of Object.entries(secrets)) {
    assert.ok(secret.length > 15, name);
    for (const form of formsOf(secret)) {
      assert.equal(
        lines.find((line) => line.includes(form)),
        undefined,
        `${name} in the log`,
      );
      for (const { path, text } of [...answers, ...refusals]) {
        assert.ok(!text.includes(form), `${name} in the answer of ${path}: ${text}`);
      }
      for (const [where, text] of Object.entries(files)) {
        assert.ok(!text.includes(form), `${name} in ${where}`);
      }
    }
  }
});

const configured = {
  ...{ keyEncryptionKey, bootstrapKey },
  publicUrl: 'http://localhost:8080',
  oidc: {
    ...{ issuer: 'https://127.0.0.1:1', clientId: 'guard', clientSecret: planted.oidcSecret },
    ...{ scopes: ['openid'], groupsClaim: 'groups', roleMap: new Map(), label: 'Login' },
  },
  advisories: {
    ...{ source: undefined, ecosystems: undefined, updateMinutes: 60, caFile: undefined },
    ...{ token: planted.advisoriesToken, epssSource: undefined, kevSource: undefined },
  },
};

/** As it is, and as it would stand in a row or a file that somebody encoded. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('base64').replace(/.{0,2}=*$/, ''), bytes.toString('hex')];
}

/** By name, with those that the control plane made itself and showed once. */
async function plant(t: TestContext, world: PeopleWorld): Promise<Record<string, string>> {
  const { api } = world.services;
  await adoptOwnerKey(api, bootstrapKey);
  const made = async (path: string, body: object = {}) => {
    const answer = await world.owner.call('POST', path, { body });
    assert.ok(answer.status < 300, `${path}: ${answer.text}`);
    return answer.body.data;
  };
  const { certPem, keyPem } = makeClientCertificate(temporaryFolder(t));
  const credential = { username: 'u', password: planted.registryPassword };
  const cloud = { url: 'cloud.example.com', scanMethod: 'cloud', ...credential };
  const registry = await made('/api/registries', {
    ...{ ...cloud, clientCertificate: { certPem, keyPem } },
  });
  const bound = await made('/api/registries', { url: 'own.example.com', scanMethod: 'sensor' });
  const webhook = await made(`/api/registries/${registry.id}/webhook`);
  const mail = { kind: 'email', host: '127.0.0.1', port: 1, security: 'implicit', username: 'g' };
  const targets = [
    { ...mail, from: 'a@example.com', to: ['b@example.com'], password: planted.smtpPassword },
    { kind: 'slack', url: `https://hooks.slack.com/services/${planted.slackPath}` },
    { kind: 'pagerduty', routingKey: planted.routingKey },
    { kind: 'webhook', url: 'https://127.0.0.1:1/hook' },
  ];
  const channels = [];
  for (const target of targets) {
    channels.push(await made('/api/notification-channels', { name: target.kind, target }));
  }
  const invited = await made('/api/invitations', { email: 'nina@example.com', role: 'viewer' });
  const token = await made('/api/enrolment-tokens', { name: 'clusters' });
  const personal = await made('/api/me/tokens', { name: 'laptop', role: 'viewer' });
  return {
    ...planted,
    clientKey: keyPem.split('\n')[1] ?? '',
    authorization: world.ownerKey,
    cookie: (world.owner.cookie ?? '').split('=')[1] ?? '',
    sensorKey: bound.sensorApiKey,
    webhookSecret: webhook.secret,
    signingSecret: channels[3].signingSecret,
    invitation: tokenOf(invited.link),
    enrolmentToken: token.token,
    personalToken: personal.key ?? personal.token,
  };
}

interface Said {
  readonly path: string;
  readonly text: string;
}

/** What a caller gets back who is wrong in ways that put a secret into the request. */
async function refused(
  world: PeopleWorld,
  secrets: Readonly<Record<string, string>>,
): Promise<readonly Said[]> {
  const said: Said[] = [];
  const { typed } = planted;
  const bodies = [
    { url: `https://u:${typed}@registry.example.com`, scanMethod: 'cloud' },
    { url: 'registry.example.com', scanMethod: 'cloud', username: 'u', pasword: typed },
    { url: '::', scanMethod: 'cloud', username: 'u', password: typed },
    { url: 'cloud.example.com', scanMethod: 'cloud', clientCertificate: { keyPem: typed } },
  ];
  const channel = { name: 'x', target: { kind: 'slack', url: `http://127.0.0.1/${typed}` } };
  const wrong = [
    ...bodies.map((body) => ['POST', '/api/registries', body] as const),
    ['POST', '/api/registries/test-connection', bodies[0]] as const,
    ['POST', '/api/notification-channels', channel] as const,
    ['POST', '/api/session', { email: 'olga@example.com', password: typed }] as const,
    ['PUT', '/api/me/password', { current: typed, next: typed }] as const,
    ['POST', '/api/invitations/accept', { token: typed, password: typed }] as const,
    ['POST', '/api/links/inspect', { token: typed }] as const,
    ['GET', '/api/oidc/callback?state=x&code=canary-typed-by-mistake', undefined] as const,
    ['GET', '/api/images?search=x&token=canary-typed-by-mistake', undefined] as const,
    ['POST', `/api/webhooks/harbor/${'1'.repeat(8)}-1111-7111-8111-111111111111/${typed}`, {}],
    ['GET', `/api/nowhere/${encodeURIComponent(secrets['webhookSecret'] ?? '')}`, undefined],
  ] as const;
  for (const [method, path, body] of wrong) {
    const answer = await world.owner.call(method, path, { body });
    assert.ok(answer.status >= 300, `${method} ${path}: ${answer.text}`);
    // What stands in the address goes back with it to whoever wrote it.
    said.push({ path, text: answer.text });
  }
  for (const payload of [`{"password":"${typed}"`, typed]) {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${world.ownerKey}`,
    };
    const answer = await world.app.inject({
      ...{ method: 'POST', url: '/api/registries', headers, payload },
    });
    said.push({ path: 'broken JSON', text: answer.body });
  }
  for (const authorization of [`Bearer ${typed}`, `Basic ${typed}`]) {
    const answer = await world.app.inject({ url: '/api/me', headers: { authorization } });
    said.push({ path: 'wrong key', text: answer.body });
  }
  const { data: channels } = (await world.call('GET', '/api/notification-channels')).body;
  const mail = channels.find((one: { name: string }) => one.name === 'email');
  const tested = await world.call('POST', `/api/notification-channels/${mail.id}/test`);
  said.push({ path: 'test message', text: tested.text });
  return said;
}

/** Every route that reads, and everything it names in turn. */
async function everythingRead(world: PeopleWorld): Promise<readonly Said[]> {
  const said: Said[] = [];
  const read = async (path: string) => {
    const answer = await world.app.inject({
      url: path,
      headers: { authorization: `Bearer ${world.ownerKey}` },
    });
    said.push({ path, text: `${answer.body}${JSON.stringify(answer.headers)}` });
    return answer.body;
  };
  for (const { method, path } of await publishedRoutes()) {
    if (method !== 'GET' || path === '/api/events') continue;
    const body = await read(withNothing(path));
    if (path.includes('{')) continue;
    const ids = [...body.matchAll(/"id":"([0-9a-f-]{36})"/g)].map(([, id]) => id);
    for (const id of new Set(ids)) await read(`${path}/${id}`);
  }
  const registries = JSON.parse(await read('/api/registries')).data;
  for (const { id } of registries) await read(`/api/registries/${id}/webhook`);
  await read('/api/audit/export?format=csv');
  return said;
}

/** Resolves to what has come since. */
async function listen(t: TestContext, world: PeopleWorld): Promise<() => Promise<string>> {
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = world.app.server.address() as AddressInfo;
  const stop = new AbortController();
  t.after(() => stop.abort());
  const answer = await fetch(`http://127.0.0.1:${port}/api/events`, {
    headers: { authorization: `Bearer ${world.ownerKey}` },
    signal: stop.signal,
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = async (): Promise<string> => (await reader?.read())?.value ?? '(ended)';
  let text = await next();
  return async () => {
    while (!text.includes('event: changed')) text += await next();
    return text;
  };
}

async function metricsOf({ services, clock }: PeopleWorld): Promise<string> {
  const { api, operationalQueries } = services;
  const process = {
    read: () => ({
      ...{ version: '1', startedAtMs: 1, cpuSeconds: 1, residentBytes: 1, heapBytes: 1 },
      ...{ lagMeanSeconds: 0, lagMaxSeconds: 0 },
    }),
  };
  return await collectMetrics({
    ...{ meters: api.operations.meters, clock, queries: operationalQueries, process },
    ...{ advisories: api.advisories, linkCount: () => 0, isReady: () => true },
  });
}

/** With its manifest and what the command printed. */
async function backedUp(t: TestContext, world: PeopleWorld): Promise<string> {
  const target = join(temporaryFolder(t), 'backup.sqlite');
  let printed = '';
  const print = (text: string): void => {
    printed += text;
  };
  const code = await runCommand({
    args: ['backup', target],
    environment: {
      HARBORGUARD_DATA_DIR: world.folder,
      HARBORGUARD_KEY_ENCRYPTION_KEY: keyEncryptionKey,
      HARBORGUARD_BOOTSTRAP_KEY: bootstrapKey,
      HARBORGUARD_ADVISORIES_TOKEN: planted.advisoriesToken,
    },
    terminal: { print, error: print, isInteractive: false },
    signal: AbortSignal.abort(),
  });
  assert.equal(code, 0, printed);
  const bytes = `${readFileSync(target, 'latin1')}${readFileSync(manifestPath(target), 'utf8')}`;
  // It is the whole database: the hash of a planted key is in it.
  assert.ok(bytes.includes(hashKey(bootstrapKey)));
  return `${printed}${bytes}`;
}

function databaseFiles(folder: string): readonly string[] {
  const paths = globSync('control-plane.sqlite*', { cwd: folder }).map((name) =>
    join(folder, name),
  );
  assert.ok(paths.length > 0);
  return paths;
}
