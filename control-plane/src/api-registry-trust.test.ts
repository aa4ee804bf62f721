// How a registry is reached, as the control plane is told: the opt-out of checking its certificate, a client certificate,
// temporary keys, and what scans may take.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type ApiWorld, startApi, temporaryFolder } from './cli/testing/api-world.ts';
import { connectSensor, type StandInSensor, systemKey } from './cli/testing/stand-in-sensor.ts';
import { makeClientCertificate } from './testing/client-certificate.ts';
import { storedText } from './testing/stored-text.ts';

const canary = 'canary-secret-91c2';
const url = 'r.example.com';

async function created(world: ApiWorld, body: object) {
  const answer = await world.call('POST', '/api/registries', {
    body: { url, scanMethod: 'cloud', ...body },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data;
}

async function cloud(t: TestContext): Promise<{ world: ApiWorld; sensor: StandInSensor }> {
  const world = await startApi(t);
  return { world, sensor: await connectSensor(world, await systemKey(world)) };
}

/** The innermost line of a PEM: what must be nowhere else. */
function heart(pem: string): string {
  return pem.split('\n')[1] ?? '';
}

test('certificates are checked until somebody says not to; the job says it to the sensor', async (t) => {
  const { world, sensor } = await cloud(t);

  const checked = await created(world, { url: 'a.example.com' });
  const first = await sensor.nextJob();
  const unchecked = await created(world, { skipTlsVerify: true });
  const second = await sensor.nextJob();

  assert.deepEqual([checked.skipTlsVerify, unchecked.skipTlsVerify], [false, true]);
  assert.equal(first.job.payload.registry.skipTlsVerify, undefined);
  assert.equal(second.job.payload.registry.skipTlsVerify, true);
});

test('a client certificate goes sealed into the row and from there to the sensor of a job only', async (t) => {
  const { world, sensor } = await cloud(t);
  const clientCertificate = makeClientCertificate(temporaryFolder(t));

  const answer = await world.call('POST', '/api/registries', {
    body: { url, scanMethod: 'cloud', clientCertificate },
  });
  const { job, credential, clientCertificate: handed } = await sensor.nextJob();

  const { data } = answer.body;
  assert.equal(data.hasClientCertificate, true, answer.text);
  assert.equal(credential, null);
  assert.equal(handed?.certPem, clientCertificate.certPem);
  assert.equal(handed?.keyPem, clientCertificate.keyPem);
  assert.match(job.payload.registry.clientCertificateId ?? '', /^[0-9a-f]{64}$/);
  const secret = heart(clientCertificate.keyPem);
  assert.ok(!answer.text.includes(secret), 'in an answer');
  assert.ok(!JSON.stringify(sensor.frames).includes(secret), 'in a frame that assigns a job');
  assert.ok(!world.log.text().includes(secret), 'in the log');
  const stored = await storedText(world.storage.db, world.folder);
  assert.ok(stored.includes(data.id) && !stored.includes(secret), 'in the database');
});

test('another origin clears the client certificate and the opt-out, another path keeps them', async (t) => {
  const world = await startApi(t);
  const clientCertificate = makeClientCertificate(temporaryFolder(t));
  const { id, revision } = await created(world, { clientCertificate, skipTlsVerify: true });
  const edit = async (body: object) =>
    (await world.call('PUT', `/api/registries/${id}`, { body })).body.data;

  const below = await edit({ url: `https://${url}/prefix` });
  const moved = await edit({ url: 'https://evil.example.com' });

  assert.deepEqual([below.hasClientCertificate, below.skipTlsVerify], [true, true]);
  assert.deepEqual([moved.hasClientCertificate, moved.skipTlsVerify], [false, false]);
  assert.ok(below.revision > revision && moved.revision > below.revision);
});

test('null takes a client certificate away, and false the opt-out', async (t) => {
  const world = await startApi(t);
  const clientCertificate = makeClientCertificate(temporaryFolder(t));
  const { id } = await created(world, { clientCertificate, skipTlsVerify: true });

  const answer = await world.call('PUT', `/api/registries/${id}`, {
    body: { clientCertificate: null, skipTlsVerify: false },
  });

  const { hasClientCertificate, skipTlsVerify } = answer.body.data;
  assert.deepEqual([hasClientCertificate, skipTlsVerify], [false, false]);
});

test('what would have no effect is refused, with the place where it has one', async (t) => {
  const world = await startApi(t);
  const folder = temporaryFolder(t);
  const clientCertificate = makeClientCertificate(folder);
  const other = makeClientCertificate(folder, 'other');
  const plain = { url: 'http://r.example.com', allowPlainHttp: true };
  const refusals: readonly (readonly [object, string])[] = [
    [{ ...plain, skipTlsVerify: true }, 'skipTlsVerify'],
    [{ ...plain, clientCertificate }, 'clientCertificate'],
    [{ scanMethod: 'sensor', skipTlsVerify: true }, 'skipTlsVerify'],
    [{ scanMethod: 'sensor', clientCertificate }, 'clientCertificate'],
    [
      { clientCertificate: { ...clientCertificate, keyPem: other.keyPem } },
      'clientCertificate/keyPem',
    ],
    [{ clientCertificate: { ...clientCertificate, keyPem: canary } }, 'clientCertificate/keyPem'],
    [{ clientCertificate: { ...clientCertificate, certPem: canary } }, 'clientCertificate/certPem'],
    [{ username: 'user', password: canary, sessionToken: canary }, 'sessionToken'],
    [{ sessionToken: canary }, 'username'],
  ];

  for (const [body, field] of refusals) {
    const answer = await world.call('POST', '/api/registries', {
      body: { url, scanMethod: 'cloud', ...body },
    });
    assert.equal(answer.body.error?.code, 'VALIDATION_FAILED', answer.text);
    assert.equal(answer.body.error.issues[0].path, `/${field}`);
    assert.ok(!answer.text.includes(canary));
  }
});

test('temporary AWS keys keep their session token on the way to the sensor', async (t) => {
  const { world, sensor } = await cloud(t);
  const keys = { username: 'ASIAIOSFODNN7EXAMPLE', password: 'p', sessionToken: canary };

  await created(world, { url: '123456789012.dkr.ecr.eu-west-1.amazonaws.com', ...keys });
  const { credential } = await sensor.nextJob();

  assert.deepEqual(credential, keys);
});

test('Test Connection tries a client certificate and the opt-out before anything is stored', async (t) => {
  const { world, sensor } = await cloud(t);
  const clientCertificate = makeClientCertificate(temporaryFolder(t));

  const asked = world.call('POST', '/api/registries/test-connection', {
    body: { url, skipTlsVerify: true, clientCertificate },
  });
  const { job, clientCertificate: handed } = await sensor.nextJob();
  await world.call('POST', `/api/jobs/${job.jobId}/cancel`);
  await asked;

  assert.equal(job.payload.registry.skipTlsVerify, true);
  assert.equal(handed?.keyPem, clientCertificate.keyPem);
});

test('Docker Hub starts with a budget of pulls, others without; a person may change both', async (t) => {
  const { world, sensor } = await cloud(t);

  const own = await created(world, {});
  const ownJob = await sensor.nextJob();
  const hub = await created(world, { url: 'docker.io' });
  const hubJob = await sensor.nextJob();
  const edit = async (pullLimits: object | null) => {
    const answer = await world.call('PUT', `/api/registries/${hub.id}`, { body: { pullLimits } });
    return answer.body.data.pullLimits;
  };

  assert.deepEqual(own.pullLimits, { pullsPerHour: null, bytesPerHour: null, isDefault: true });
  assert.deepEqual(ownJob.job.payload.registry.pullBudget, {});
  assert.ok(hub.pullLimits.pullsPerHour > 0 && hub.pullLimits.isDefault);
  assert.deepEqual(hubJob.job.payload.registry.pullBudget, {
    pullsPerHour: hub.pullLimits.pullsPerHour,
  });
  const set = { pullsPerHour: 500, bytesPerHour: null };
  assert.deepEqual(await edit(set), { ...set, isDefault: false });
  assert.deepEqual(await edit(null), hub.pullLimits);
});
