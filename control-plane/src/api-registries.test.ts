import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ApiWorld, startApi, temporaryFolder } from './cli/testing/api-world.ts';
import { connectSensor, type StandInSensor, systemKey } from './cli/testing/stand-in-sensor.ts';
import { storedText } from './testing/stored-text.ts';

const canary = 'canary-password-7f3a';

async function created(
  world: ApiWorld,
  body: object,
): Promise<{ id: string; sensorApiKey?: string }> {
  const answer = await world.call('POST', '/api/registries', { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data;
}

test('a new registry has its canonical address, provider, daily schedule and keeps everything', async (t) => {
  const world = await startApi(t);

  const answer = await world.call('POST', '/api/registries', {
    body: { url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/', scanMethod: 'sensor' },
  });

  const { data } = answer.body;
  assert.equal(data.url, 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com');
  assert.equal(data.provider, 'AWS_ECR');
  assert.equal(data.schedule, 'daily');
  assert.equal(data.status, 'DISCONNECTED');
  assert.equal(data.health, null);
  assert.deepEqual(data.filters.tags, { include: [], exclude: [] });
  assert.match(data.sensorApiKey, /^hg_ak_[0-9a-f]{48}$/);
  const again = await world.call('GET', `/api/registries/${data.id}`);
  assert.equal(again.body.data.sensorApiKey, undefined);
});

test('the platforms to pull of an index are kept with the filters, and nonsense is refused', async (t) => {
  const world = await startApi(t);
  const keepAll = { include: [], exclude: [] };
  const filters = { repositories: keepAll, tags: keepAll, platforms: ['linux/arm64/v8'] };
  const body = { url: 'https://r.example.com', scanMethod: 'sensor', filters };

  const { data } = (await world.call('POST', '/api/registries', { body })).body;
  const edited = await world.call('PUT', `/api/registries/${data.id}`, {
    body: { filters: { ...filters, platforms: ['Linux on ARM'] } },
  });
  const read = await world.call('GET', `/api/registries/${data.id}`);

  assert.equal(edited.body.error.code, 'VALIDATION_FAILED');
  assert.deepEqual(read.body.data.filters, filters);
});

const refusals: readonly (readonly [string, object, string])[] = [
  ['plain HTTP without the opt-in', { url: 'http://r.example.com' }, 'PLAIN_HTTP_NOT_ALLOWED'],
  [
    'the opt-in beside https',
    { url: 'https://r.example.com', allowPlainHttp: true },
    'VALIDATION_FAILED',
  ],
  ['an address with a user name', { url: 'https://u:p@r.example.com' }, 'REFERENCE_INVALID'],
  ['a loopback address', { url: 'http://127.0.0.1:5000', allowPlainHttp: true }, 'ADDRESS_REFUSED'],
  ['localhost by name', { url: 'https://localhost:5000' }, 'ADDRESS_REFUSED'],
  ['a mapped private address', { url: 'https://[::ffff:10.0.0.1]' }, 'ADDRESS_REFUSED'],
  [
    'a metadata address in one number',
    { url: 'http://2852039166', allowPlainHttp: true },
    'ADDRESS_REFUSED',
  ],
  ['a user name without password', { url: 'r.example.com', username: 'u' }, 'VALIDATION_FAILED'],
  ['a CA that is none', { url: 'r.example.com', caPem: 'nonsense' }, 'VALIDATION_FAILED'],
  [
    'a sensor in cloud mode',
    { url: 'r.example.com', sensorId: '11111111-1111-7111-8111-111111111111' },
    'VALIDATION_FAILED',
  ],
];

for (const [name, body, code] of refusals) {
  test(`cloud mode refuses ${name}`, async (t) => {
    const world = await startApi(t);

    const answer = await world.call('POST', '/api/registries', {
      body: { scanMethod: 'cloud', ...body },
    });

    assert.equal(answer.body.error?.code, code, answer.text);
    assert.equal((await world.call('GET', '/api/registries')).body.meta.total, 0);
  });
}

test('what the operator allows passes the guard, and nothing beside it', async (t) => {
  const world = await startApi(t, { allowedAddresses: ['127.0.0.1:5000'] });
  const connect = (url: string) =>
    world.call('POST', '/api/registries', {
      body: { url, scanMethod: 'cloud', allowPlainHttp: true },
    });

  assert.equal((await connect('http://127.0.0.1:5000')).status, 201);
  assert.equal((await connect('http://127.0.0.1:5001')).body.error.code, 'ADDRESS_REFUSED');
});

test('sensor mode takes private addresses and no credential', async (t) => {
  const world = await startApi(t);
  const body = { url: 'http://10.0.0.1:5000', scanMethod: 'sensor', allowPlainHttp: true };

  assert.equal((await world.call('POST', '/api/registries', { body })).status, 201);
  const refused = await world.call('POST', '/api/registries', {
    body: { ...body, username: 'u', password: canary },
  });
  assert.equal(refused.body.error.code, 'VALIDATION_FAILED');
  assert.doesNotMatch(refused.text, new RegExp(canary));
});

test('another origin clears the credential and the CA', async (t) => {
  const world = await startApi(t);
  const caPem = await certificate(t);
  const { id } = await created(world, {
    url: 'r.example.com',
    scanMethod: 'cloud',
    username: 'u',
    password: canary,
    caPem,
  });

  const samePath = await world.call('PUT', `/api/registries/${id}`, {
    body: { url: 'https://r.example.com/prefix' },
  });
  const moved = await world.call('PUT', `/api/registries/${id}`, {
    body: { url: 'https://evil.example.com' },
  });

  assert.equal(samePath.body.data.hasCredential, true);
  assert.equal(samePath.body.data.hasCa, true);
  assert.equal(moved.body.data.hasCredential, false);
  assert.equal(moved.body.data.hasCa, false);
  assert.ok(moved.body.data.revision > samePath.body.data.revision);
});

test('another scheme, scan method or an outdated revision is a conflict', async (t) => {
  const world = await startApi(t);
  const { id } = await created(world, { url: 'r.example.com', scanMethod: 'cloud' });
  const edit = async (body: object) =>
    (await world.call('PUT', `/api/registries/${id}`, { body })).body.error?.code;

  assert.equal(await edit({ url: 'http://r.example.com', allowPlainHttp: true }), 'CONFLICT');
  assert.equal(await edit({ scanMethod: 'sensor' }), 'CONFLICT');
  assert.equal(await edit({ revision: 7, name: 'x' }), 'CONFLICT');
  assert.equal(await edit({ revision: 1, name: 'x' }), undefined);
});

test('a private key pasted as a CA is refused and not repeated', async (t) => {
  const world = await startApi(t);
  const pem = '-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----';

  const answer = await world.call('POST', '/api/registries', {
    body: { url: 'r.example.com', scanMethod: 'cloud', caPem: pem },
  });

  assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
  assert.doesNotMatch(answer.text, /Y2FuYXJ5/);
});

test('sync answers 202 with exactly its two fields, again while it is queued', async (t) => {
  const world = await startApi(t);
  const { id } = await created(world, { url: 'r.example.com', scanMethod: 'cloud' });

  for (let times = 0; times < 2; times += 1) {
    const answer = await world.call('POST', `/api/registries/${id}/sync`);
    assert.equal(answer.status, 202);
    assert.equal(answer.text, '{"success":true,"message":"Sync started"}');
  }

  assert.equal((await world.call('GET', '/api/jobs?kind=sync')).body.meta.total, 1);
  assert.equal((await world.call('GET', `/api/jobs?sensor=${id}`)).body.meta.total, 0);
});

test('a client that announces JSON and sends nothing is understood', async (t) => {
  const world = await startApi(t);
  const { id } = await created(world, { url: 'r.example.com', scanMethod: 'cloud' });
  const headers = {
    authorization: `Bearer ${world.ownerKey}`,
    'content-type': 'application/json',
  };

  const empty = await world.app.inject({
    ...{ method: 'POST', url: `/api/registries/${id}/sync`, headers },
  });
  const broken = await world.app.inject({
    ...{ method: 'POST', url: '/api/registries', headers, payload: '{"url":' },
  });

  assert.equal(empty.statusCode, 202);
  assert.equal(broken.statusCode, 400);
});

test('a removed registry takes its jobs and its sensor key with it', async (t) => {
  const world = await startApi(t);
  const { id, sensorApiKey = '' } = await created(world, {
    url: 'r.example.com',
    scanMethod: 'sensor',
  });
  await world.call('POST', `/api/registries/${id}/sync`);
  const revoked: string[] = [];
  world.services.api.keys.onRevoked((ids) => revoked.push(...ids));

  const answer = await world.call('DELETE', `/api/registries/${id}`);

  assert.equal(answer.status, 204);
  assert.equal((await world.call('GET', `/api/registries/${id}`)).status, 404);
  assert.equal((await world.call('GET', '/api/jobs?state=queued')).body.meta.total, 0);
  assert.equal((await world.services.api.keys.authenticate(sensorApiKey)).kind, 'refused');
  assert.equal(revoked.length, 1);
});

test('a registry can be bound to a sensor that exists, and then makes no key', async (t) => {
  const world = await startApi(t);
  const first = await created(world, { url: 'one.example.com', scanMethod: 'sensor' });
  const sensor = await connectSensor(world, first.sensorApiKey ?? '');

  const second = await created(world, {
    url: 'two.example.com',
    scanMethod: 'sensor',
    sensorId: sensor.sensorId,
  });
  const unknown = await world.call('POST', '/api/registries', {
    body: {
      url: 'three.example.com',
      scanMethod: 'sensor',
      sensorId: '11111111-1111-7111-8111-111111111111',
    },
  });

  assert.equal(second.sensorApiKey, undefined);
  const status = await world.call('GET', `/api/registries/${second.id}/sensor-status`);
  assert.equal(status.body.data.state, 'online');
  assert.equal(unknown.body.error.code, 'NOT_FOUND');
  assert.equal((await world.call('GET', '/api/registries')).body.meta.total, 2);
});

test('the managed sensor cannot be bound to a registry of sensor mode', async (t) => {
  const world = await startApi(t);
  const managed = await connectSensor(world, await systemKey(world));
  const { id } = await created(world, {
    url: 'http://10.0.0.1',
    scanMethod: 'sensor',
    allowPlainHttp: true,
  });

  const answer = await world.call('PUT', `/api/registries/${id}/sensors`, {
    body: { sensorIds: [managed.sensorId] },
  });

  assert.equal(answer.body.error?.code, 'NOT_FOUND', answer.text);
});

test('a test uses the stored credential only for exactly what is stored', async (t) => {
  const world = await startApi(t);
  const sensor = await connectSensor(world, await systemKey(world));
  const { id } = await created(world, {
    url: 'r.example.com',
    scanMethod: 'cloud',
    username: 'u',
    password: canary,
    schedule: 'manual',
  });
  const caPem = await certificate(t);
  const questions = [
    { question: {}, expected: canary },
    { question: { url: 'https://r.example.com' }, expected: canary },
    { question: { name: 'another', schedule: 'daily' }, expected: canary },
    { question: { url: 'https://evil.example.com' }, expected: undefined },
    { question: { url: 'r.example.com/other' }, expected: undefined },
    { question: { caPem }, expected: undefined },
    { question: { username: 'other', password: 'new' }, expected: 'new' },
  ];

  for (const { question, expected } of questions) {
    const asked = world.call('POST', '/api/registries/test-connection', {
      body: { registryId: id, ...question },
    });
    const credential = await credentialOfProbe(world, sensor);
    await asked;
    assert.equal(credential?.password, expected, JSON.stringify(question).slice(0, 80));
  }
});

test('no credential leaves by an answer, a log line or the database file', async (t) => {
  const world = await startApi(t);
  const sensor = await connectSensor(world, await systemKey(world));
  const credential = { username: 'u', password: canary };
  const { id } = await created(world, { url: 'r.example.com', scanMethod: 'cloud', ...credential });
  const texts: string[] = [];
  const call = async (...args: Parameters<ApiWorld['call']>) => {
    texts.push((await world.call(...args)).text);
  };

  await call('GET', `/api/registries/${id}`);
  await call('GET', '/api/registries');
  await call('PUT', `/api/registries/${id}`, { body: { name: 'n', ...credential } });
  await call('PUT', `/api/registries/${id}`, { body: { password: canary } });
  await call('POST', '/api/registries', {
    body: { url: 'x y', scanMethod: 'cloud', ...credential },
  });
  await call('POST', '/api/registries', { body: { scanMethod: canary, ...credential } });
  const asked = call('POST', '/api/registries/test-connection', {
    body: { url: 'raw.example.com', ...credential },
  });
  const probed = await credentialOfProbe(world, sensor);
  await asked;
  await call('GET', '/api/jobs');
  await call('GET', '/api/openapi.json');

  assert.equal(probed?.password, canary);
  assert.ok(!texts.join('\n').includes(canary), 'in an answer');
  assert.ok(!world.log.text().includes(canary), 'in the log');
  const stored = await storedText(world.storage.db, world.folder);
  assert.ok(stored !== '' && !stored.includes(canary), 'in the database');
  assert.ok(!JSON.stringify(sensor.frames).includes(canary), 'in a frame that assigns a job');
});

const scans: readonly (readonly [string, string, string])[] = [
  ['r.example.com/team/app:1.0', 'team/app', '1.0'],
  ['team/app', 'team/app', 'latest'],
  ['app:2', 'app', '2'],
  [`r.example.com/team/app@sha256:${'a'.repeat(64)}`, 'team/app', `sha256:${'a'.repeat(64)}`],
];

for (const [image, repository, reference] of scans) {
  test(`a scan of ${image.slice(0, 40)} finds its registry`, async (t) => {
    const world = await startApi(t);
    const { id } = await created(world, { url: 'r.example.com', scanMethod: 'cloud' });

    const answer = await world.call('POST', '/api/scans', { body: { image } });

    assert.equal(answer.status, 202, answer.text);
    const { data } = answer.body;
    assert.deepEqual(
      [data.registryId, data.repository, data.reference],
      [id, repository, reference],
    );
    const scan = await world.call('GET', `/api/scans/${data.scanId}`);
    assert.equal(scan.body.data.state, 'queued');
  });
}

test('a scan of an image nobody connected a registry for is not found', async (t) => {
  const world = await startApi(t);
  await created(world, { url: 'r.example.com', scanMethod: 'cloud' });

  const answer = await world.call('POST', '/api/scans', { body: { image: 'ghcr.io/a/b:1' } });
  const invalid = await world.call('POST', '/api/scans', { body: { image: 'UPPER/!' } });

  assert.equal(answer.body.error.code, 'NOT_FOUND');
  assert.equal(invalid.body.error.code, 'REFERENCE_INVALID');
});

test('a queued job can be cancelled once and run again', async (t) => {
  const world = await startApi(t);
  const { id } = await created(world, { url: 'r.example.com', scanMethod: 'cloud' });
  await world.call('POST', `/api/registries/${id}/sync`);
  const [job] = (await world.call('GET', '/api/jobs')).body.data;

  assert.equal((await world.call('POST', `/api/jobs/${job.id}/cancel`)).status, 202);
  assert.equal(
    (await world.call('POST', `/api/jobs/${job.id}/cancel`)).body.error.code,
    'CONFLICT',
  );
  assert.equal((await world.call('POST', `/api/jobs/${job.id}/redrive`)).status, 202);
});

/** What the sensor is handed for the next probe, which then ends. */
async function credentialOfProbe(world: ApiWorld, sensor: StandInSensor) {
  for (;;) {
    const { job, credential } = await sensor.nextJob();
    if (job.payload.kind !== 'probe') continue;
    assert.notEqual(credential, 'not-held');
    await world.call('POST', `/api/jobs/${job.jobId}/cancel`);
    return credential === 'not-held' ? null : credential;
  }
}

function certificate(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t);
  const path = join(folder, 'ca.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', '/CN=test', '-days', '2', '-keyout', join(folder, 'key.pem'), '-out', path],
    ],
    { stdio: 'ignore' },
  );
  return Promise.resolve(readFileSync(path, 'utf8'));
}
