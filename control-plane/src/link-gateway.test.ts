import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { finished, idleHeartbeat } from './testing/fake-sensor.ts';
import { LinkWorld, type SensorClient } from './testing/link-world.ts';

test('a sensor is welcomed, given its first sync, and the sync ends in the history', async (t) => {
  const world = await LinkWorld.open(t);
  const registryId = await world.fleet.addRegistry();
  const client = await world.connect(await world.fleet.addKey({ registryIds: [registryId] }));

  const { jobId, attempt, payload } = await client.next('job.assign');
  client.send({ kind: 'job.accept', jobId, attempt });
  client.send({ kind: 'log', seq: 1, body: finished({ jobId, attempt }, 'sync') });
  await client.acked(1);

  assert.equal(payload.registry.registryId, registryId);
  assert.equal((await world.fleet.job(jobId)).state, 'succeeded');
});

test('wrong, revoked, expired and user keys and personal tokens are refused alike', async (t) => {
  const world = await LinkWorld.open(t);
  const { keys, unitOfWork, clock } = world.fleet;
  const mint = (changes: object) =>
    unitOfWork.write(defaultOrganisationId, (stores) =>
      keys.mint(stores, { name: 'key', kind: 'sensor', role: 'ci', ...changes }),
    );
  const revoked = await mint({});
  await keys.revoke(defaultOrganisationId, revoked.key.id, { role: 'owner', registryIds: [] });
  const expired = await mint({ expiresAt: clock.now() - 1 });
  const user = await mint({ kind: 'user' });
  const personal = await mint({ kind: 'personal' });
  const made = [revoked, expired, user, personal].map(({ text }) => text);
  const texts = ['nonsense', `hg_ak_${'0'.repeat(48)}`, ...made];

  const answers = await Promise.all(texts.map((text) => world.dial(text).refused));

  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.deepEqual([answers[0]?.status, answers[0]?.body.error.code], [401, 'UNAUTHORIZED']);
  for (const text of texts) assert.ok(!world.fleet.log.text().includes(text));
});

test('another path and another subprotocol are no link', async (t) => {
  const world = await LinkWorld.open(t);
  const key = await world.fleet.addKey();

  const answer = await world.dial(key.text, ['something.else']).refused;

  assert.deepEqual([answer.status, answer.body.error.code], [426, 'PROTOCOL_UNSUPPORTED']);
});

test('above the admission rate sensors are told when to come back, and later let in', async (t) => {
  const world = await LinkWorld.open(t, { upgradesPerSecond: 2 });
  const key = await world.fleet.addKey();
  await Promise.all([world.dial(key.text).opened, world.dial(key.text).opened]);

  const answer = await world.dial(key.text).refused;
  await world.fleet.advance(1_000);
  await world.dial(key.text).opened;

  assert.equal(answer.status, 503);
  const seconds = Number(answer.retryAfter);
  assert.ok(seconds >= 1 && seconds <= 30);
});

test('an address that shows wrong keys again and again is not listened to, and its open links stay', async (t) => {
  const world = await LinkWorld.open(t, { wrongKeysPerMinute: 2 });
  const key = await world.fleet.addKey();
  await world.connect(key);
  const wrong = `hg_ak_${'0'.repeat(40)}963fbb8e`;
  const statuses = [];
  for (let count = 0; count < 3; count += 1)
    statuses.push((await world.dial(wrong).refused).status);
  // Before a good key is shown, which would wait for a refusal that does not come.
  assert.deepEqual(statuses, [401, 401, 429]);
  const refused = await world.dial(key.text).refused;

  assert.deepEqual([refused.body.error.code, refused.retryAfter], ['RATE_LIMITED', '30']);
  assert.equal(world.gateway.linkCount, 1);
});

test('a revoked key closes its live link at once', async (t) => {
  const world = await LinkWorld.open(t);
  const key = await world.fleet.addKey();
  const client = await world.connect(key);

  await world.fleet.keys.revoke(defaultOrganisationId, key.keyId, {
    role: 'owner',
    registryIds: [],
  });

  assert.equal(await client.closed, 4401);
});

test('a key another process has revoked closes its live link within two seconds', async (t) => {
  const world = await LinkWorld.open(t);
  const key = await world.fleet.addKey();
  const client = await world.connect(key);

  await world.fleet.unitOfWork.write(defaultOrganisationId, (stores) =>
    stores.keys.revoke(key.keyId, world.fleet.clock.now()),
  );
  await world.fleet.advance(2_000);

  assert.equal(await client.closed, 4401);
});

test('a closed link shows at once', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, isConnected } = await seen(world);

  client.socket.terminate();
  await world.fleet.log.waitFor('sensor disconnected');

  assert.equal(await isConnected(), false);
});

test('a half-open link is closed within 25 seconds, a link that answers is not', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, isConnected } = await seen(world);
  const other = await world.connect(await world.fleet.addKey(), { name: 'sensor-b' });
  client.freeze();

  await world.advance(25_000, [other]);
  assert.equal(await isConnected(), false);
  await world.advance(120_000, [other]);

  assert.equal(other.socket.readyState, other.socket.OPEN);
});

test('a link without a hello is closed after ten seconds', async (t) => {
  const world = await LinkWorld.open(t);
  const client = world.dial((await world.fleet.addKey()).text);
  await client.opened;

  await world.fleet.advance(12_000);

  assert.equal(await client.closed, 1008);
});

test('a frame before hello is refused, and the link goes on', async (t) => {
  const world = await LinkWorld.open(t);
  const client = world.dial((await world.fleet.addKey()).text);
  await client.opened;

  client.send(idleHeartbeat(0));
  const refusal = await client.next('error');
  client.send(world.fleet.hello());

  assert.deepEqual([refusal.code, refusal.frameKind], ['FRAME_OUT_OF_ORDER', 'heartbeat']);
  assert.equal((await client.next('welcome')).kind, 'welcome');
});

test('an unknown frame and a broken one are refused with a code, and the session goes on', async (t) => {
  const world = await LinkWorld.open(t);
  const { client } = await seen(world);

  client.send({ kind: 'surprise' });
  client.send({ kind: 'progress', jobId: 'no id' });
  client.socket.send('{');
  client.socket.send(Buffer.alloc(4));
  client.send({ kind: 'log', seq: 1, body: { type: 'outbox.lost' } });

  const codes: string[] = [];
  for (let index = 0; index < 4; index += 1) codes.push((await client.next('error')).code);
  assert.deepEqual(codes, [
    'FRAME_UNKNOWN',
    'FRAME_INVALID',
    'FRAME_INVALID',
    'FRAME_OUT_OF_ORDER',
  ]);
  assert.equal((await client.acked(1)).verdicts?.[0]?.code, 'FRAME_INVALID');
});

test('a frame over the limit is answered with its code and closes the link', async (t) => {
  const world = await LinkWorld.open(t);
  const { client } = await seen(world);

  client.socket.send('x'.repeat(1024 * 1024 + 1));

  assert.equal((await client.next('error')).code, 'FRAME_TOO_LARGE');
  assert.equal(await client.closed, 1009);
});

test('a frame far over the limit is not even received', async (t) => {
  const world = await LinkWorld.open(t);
  const { client } = await seen(world);

  client.socket.send('x'.repeat(3 * 1024 * 1024));

  assert.equal(await client.closed, 1009);
});

test('a newcomer closes the link of the same sensor with the code for it', async (t) => {
  const world = await LinkWorld.open(t);
  const key = await world.fleet.addKey();
  const identity = { sensorId: world.fleet.random.uuid(), instance: world.fleet.random.uuid() };
  const old = await world.connect(key, identity);

  const newcomer = await world.connect(key, identity);

  assert.equal(await old.closed, 4409);
  await newcomer.roundTrip();
  assert.equal(world.gateway.linkCount, 1);
});

test('an old link that answers a ping gives a clone away, a frozen one does not', async (t) => {
  const world = await LinkWorld.open(t);
  const key = await world.fleet.addKey();
  const sensorId = world.fleet.random.uuid();
  const isCloned = async () =>
    (await world.fleet.fleet.sensors.get(defaultOrganisationId, sensorId))?.isCloned;
  const frozen = await world.connect(key, { sensorId });
  frozen.freeze();
  const dialled = world.connect(key, { sensorId });
  await world.fleet.clock.timersPending(7);
  await untilDone(world, dialled);
  assert.equal(await isCloned(), false);

  await world.connect(key, { sensorId });

  assert.equal(await isCloned(), true);
});

test('a refused hello says why before the link closes', async (t) => {
  const world = await LinkWorld.open(t);
  const key = await world.fleet.addKey({ sensorsMax: 1 });
  await world.connect(key, { name: 'sensor-a' });
  const second = world.dial(key.text);
  await second.opened;

  second.send(world.fleet.hello({ name: 'sensor-b' }));
  assert.equal((await second.next('error')).code, 'SENSOR_LIMIT');
  assert.equal(await second.closed, 1008);
  const third = world.dial(key.text);
  await third.opened;
  third.send(world.fleet.hello({ protocol: { min: 5, max: 6 } }));

  assert.equal(await third.closed, 4400);
});

test('leases are renewed over the link and what was lost is named', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, job } = await working(world);
  const unknown = { jobId: world.fleet.random.uuid(), attempt: 1 };

  await world.advance(40_000, [client]);
  client.send({ kind: 'lease.renew', jobs: [job, unknown] });
  const renewed = await client.next('lease.renewed');
  await world.advance(40_000, [client]);

  assert.deepEqual(renewed.lost, [unknown]);
  assert.equal((await world.fleet.job(job.jobId)).state, 'running');
});

test('a credential goes only to the sensor that holds the job, and is nowhere else', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, job, key } = await working(world);
  world.fleet.credentials.set(job.jobId, { username: 'robot', password: 'canary-password' });
  const other = await world.connect(key, { name: 'sensor-b' });

  other.send({ kind: 'credential.request', ...job });
  assert.equal((await other.next('error')).code, 'FORBIDDEN');
  client.send({ kind: 'credential.request', ...job });

  const grant = await client.next('credential.grant');
  assert.deepEqual(grant.credential, { username: 'robot', password: 'canary-password' });
  assert.ok(!JSON.stringify(other.frames).includes('canary'));
  assert.ok(!JSON.stringify(client.sent('job.assign')).includes('canary'));
  assert.ok(!world.fleet.log.text().includes('canary'));
});

test('cancel and Test Connection go through the link', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, job } = await working(world);

  await world.fleet.fleet.jobs.cancel(defaultOrganisationId, job.jobId);

  assert.deepEqual(await client.next('job.cancel'), { kind: 'job.cancel', ...job });
});

test('progress shows the latest value while a job runs', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, job } = await working(world);

  for (const done of [1, 2, 3]) client.send({ kind: 'progress', ...job, phase: 'tags', done });
  await client.roundTrip();
  await world.advance(5_000, [client]);

  const { progress } = await world.fleet.job(job.jobId);
  assert.deepEqual(progress, { phase: 'tags', done: 3 });
});

test('a sensor that said goodbye gets no new work over that link', async (t) => {
  const world = await LinkWorld.open(t);
  const registryId = await world.fleet.addSyncedRegistry();
  const client = await world.connect(await world.fleet.addKey({ registryIds: [registryId] }));
  client.send({ kind: 'goodbye', reason: 'shutdown' });
  await client.roundTrip();

  await world.fleet.sync(registryId);
  await world.advance(30_000, [client]);

  assert.deepEqual(client.sent('job.assign'), []);
});

test('a sensor that ignores its credit is not read until its queue is short again', async (t) => {
  const world = await LinkWorld.open(t);
  const registryId = await world.fleet.addSyncedRegistry();
  const client = await world.connect(await world.fleet.addKey({ registryIds: [registryId] }));
  const other = await world.connect(await world.fleet.addKey(), { name: 'sensor-b' });
  world.fleet.facts.failure = new HarborError('DISK_FULL');

  const messages = 600;
  for (let seq = 1; seq <= messages; seq += 1) client.send(paddedFact(world, registryId, seq));
  client.send({ kind: 'surprise' });
  for (let turn = 0; turn < 50; turn += 1) await other.roundTrip();
  assert.deepEqual(client.sent('error'), []);
  world.fleet.facts.failure = undefined;
  await untilDone(world, client.acked(messages));

  assert.equal((await client.next('error')).code, 'FRAME_UNKNOWN');
  assert.equal(world.fleet.facts.facts.length, messages);
});

test('a drain tells sensors when to come back, commits what has arrived, and lets nobody in', async (t) => {
  const world = await LinkWorld.open(t);
  const { client, key } = await seen(world);
  client.send({
    kind: 'log',
    seq: 1,
    body: { type: 'outbox.lost', messages: 1, bytes: 1, reason: 'age' },
  });
  await client.roundTrip();

  await world.gateway.drain();

  const { reconnectAfterMs } = await client.next('drain');
  assert.ok(reconnectAfterMs >= 0 && reconnectAfterMs < 30_000);
  assert.equal((await client.acked(1)).upTo, 1);
  assert.equal(await client.closed, 1012);
  assert.equal((await world.dial(key.text).refused).status, 503);
});

async function seen(world: LinkWorld) {
  const key = await world.fleet.addKey();
  const sensorId = world.fleet.random.uuid();
  const client = await world.connect(key, { sensorId });
  const isConnected = async () =>
    (await world.fleet.fleet.sensors.get(defaultOrganisationId, sensorId))?.isConnected;
  assert.equal(await isConnected(), true);
  return { key, client, isConnected };
}

function paddedFact({ fleet }: LinkWorld, registryId: string, seq: number) {
  const job = { jobId: fleet.random.uuid(), attempt: 1 };
  const padding = 'x'.repeat(20_000);
  const body = { type: 'tags.seen', ...job, registryId, repository: 'app', tags: [], padding };
  return { kind: 'log', seq, body };
}

async function working(world: LinkWorld) {
  const registryId = await world.fleet.addRegistry();
  const key = await world.fleet.addKey({ registryIds: [registryId] });
  const client: SensorClient = await world.connect(key);
  const { jobId, attempt } = await client.next('job.assign');
  client.send({ kind: 'job.accept', jobId, attempt });
  client.send({ kind: 'lease.renew', jobs: [] });
  await client.next('lease.renewed');
  return { key, client, job: { jobId, attempt } };
}

/** The far side waits for a pong that never comes: time has to pass for it, as often as sockets are slower than this loop. */
async function untilDone(world: LinkWorld, promise: Promise<unknown>): Promise<void> {
  let isDone = false;
  const done = promise.then(() => {
    isDone = true;
  });
  for (let step = 0; step < 10_000 && !isDone; step += 1) await world.fleet.clock.advance(100);
  await done;
}
