import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { RegistryForJob } from './domain/jobs/job-service.ts';
import { LogReceiver } from './domain/sensors/log-receiver.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { type FakeSensor, finished } from './testing/fake-sensor.ts';
import { FleetWorld } from './testing/fleet-world.ts';

test('a message that comes twice has its effect once', async (t) => {
  const { world, sensor, tags } = await running(t);
  const items = [{ seq: 1, body: { kind: 'body', body: tags('app') } }] as const;

  await world.fleet.links.ingest(sensor.session, items);
  const again = await world.fleet.links.ingest(sensor.session, items);

  assert.deepEqual(world.facts.kinds(), ['tagsSeen']);
  assert.deepEqual(again, { ackedSeq: 1, verdicts: [] });
});

test('the same seq of another epoch is another message', async (t) => {
  const { world, sensor, tags } = await running(t);
  await sensor.report(tags('one'));
  await sensor.disconnect();
  await sensor.connect({ epoch: world.random.uuid(), lastSeq: 0 });
  sensor.seq = 0;

  await sensor.report(tags('two'));

  assert.deepEqual(
    world.facts.facts.map((fact) => fact.about),
    ['one', 'two'],
  );
});

test('organisation and registry of a fact are those of its job', async (t) => {
  const { world, sensor, registryId, tags } = await running(t);

  await sensor.report(tags('app'));

  const context = world.facts.facts[0]?.context;
  assert.deepEqual(
    [context?.orgId, context?.registryId, context?.fenced, context?.analyzerVersion],
    [defaultOrganisationId, registryId, true, 'analyzer-1'],
  );
});

test('a fact about a registry the sensor may not serve is refused and blocks nothing', async (t) => {
  const { world, sensor, tags } = await running(t);
  const foreign = await world.addRegistry({}, await world.addOrganisation('other'));

  const outcome = await sensor.report(
    { ...tags('app'), registryId: foreign },
    { ...tags('app'), registryId: foreign, jobId: world.random.uuid() },
    tags('app'),
  );

  assert.deepEqual(outcome, {
    ackedSeq: 3,
    verdicts: [
      { seq: 1, verdict: 'refused', code: 'FORBIDDEN' },
      { seq: 2, verdict: 'refused', code: 'FORBIDDEN' },
    ],
  });
  assert.equal(world.facts.facts.length, 1);
});

test('a body nobody can read is refused alone', async (t) => {
  const { sensor, tags } = await running(t);

  const outcome = await sensor.report({ type: 'surprise' }, 'no object', tags('app'));

  assert.deepEqual(
    outcome.verdicts.map(({ seq, verdict, code }) => [seq, verdict, code]),
    [
      [1, 'refused', 'FRAME_INVALID'],
      [2, 'refused', 'FRAME_INVALID'],
    ],
  );
});

test('facts of an attempt that lost its job are taken, but may remove nothing', async (t) => {
  const { world, sensor, offer, tags } = await running(t);
  await world.fleet.jobs.cancel(defaultOrganisationId, offer.jobId);

  const outcome = await sensor.report(tags('app'));

  assert.deepEqual(outcome.verdicts, []);
  assert.equal(world.facts.facts[0]?.context.fenced, false);
});

test('facts of a job that is no longer remembered are taken by registry, its end is superseded', async (t) => {
  const { world, sensor, tags } = await running(t);
  const gone = { jobId: world.random.uuid(), attempt: 1 };

  const outcome = await sensor.report({ ...tags('app'), ...gone }, finished(gone, 'sync'));

  assert.deepEqual(outcome.verdicts, [{ seq: 2, verdict: 'superseded' }]);
  assert.deepEqual(world.facts.kinds(), ['tagsSeen']);
});

test('the probe of an unstored configuration is ended by the managed sensor that holds it alone', async (t) => {
  const { world, sensor } = await running(t);
  const managed = world.sensor(await world.addKey({ isSystem: true }));
  await managed.connect();
  const registry = unstoredRegistry(world.random.uuid());
  const answer = world.fleet.jobs.requestProbe(defaultOrganisationId, registry, {
    waitMs: 10_000,
  });
  await world.fleet.settled();
  while (managed.sent('job.assign').length === 0) await world.advance(0);
  const offer = managed.offer();

  const foreign = await sensor.report(finished(offer, 'probe'));
  await managed.finish(offer);

  assert.deepEqual(foreign.verdicts, [{ seq: 1, verdict: 'refused', code: 'FORBIDDEN' }]);
  assert.equal((await answer).kind, 'result');
});

test('what an outbox gave up is counted and shown', async (t) => {
  const { world, sensor } = await running(t);

  await sensor.report({ type: 'outbox.lost', messages: 3, bytes: 100, reason: 'count' });
  await sensor.report({ type: 'outbox.lost', messages: 4, bytes: 100, reason: 'age' });

  const state = await world.fleet.sensors.get(defaultOrganisationId, sensor.hello.sensorId);
  assert.equal(state?.sensor.lostMessages, 7);
});

test('when a message fails in the middle nothing of its group has happened', async (t) => {
  const { world, sensor, offer } = await running(t);
  world.facts.failure = new Error('constraint');
  const lost = { type: 'outbox.lost', messages: 3, bytes: 100, reason: 'count' };
  const items = [lost, finished(offer, 'sync')].map((body, index) => ({
    seq: index + 1,
    body: { kind: 'body' as const, body },
  }));

  await assert.rejects(world.fleet.links.ingest(sensor.session, items), /constraint/);

  const state = await world.fleet.sensors.get(defaultOrganisationId, sensor.hello.sensorId);
  assert.equal(state?.sensor.lostMessages, 0);
  assert.equal((await world.job(offer.jobId)).state, 'running');
});

test('messages that wait are committed together and acked once', async (t) => {
  const { world, sensor, receiver, body } = await receiving(t);
  world.commits = 0;

  for (let seq = 1; seq <= 64; seq += 1) take(receiver, seq, body('app'));
  await receiver.flushed();

  assert.deepEqual(
    sensor
      .sent('ack')
      .map((ack) => ack.upTo)
      .at(-1),
    64,
  );
  assert.equal(world.facts.facts.length, 64);
  assert.ok(world.commits <= 3, `${world.commits} commits`);
});

test('a gap is named once and what follows it waits to be sent again', async (t) => {
  const { world, sensor, receiver, body } = await receiving(t);
  take(receiver, 1, body('app'));

  for (const seq of [3, 4, 5]) take(receiver, seq, body('lost'));
  assert.deepEqual(sensor.sent('resync'), [{ kind: 'resync', fromSeq: 2 }]);
  for (const seq of [2, 3]) take(receiver, seq, body('again'));
  await receiver.flushed();

  assert.deepEqual(
    world.facts.facts.map((fact) => fact.about),
    ['app', 'again', 'again'],
  );
});

test('a duplicate is acked again', async (t) => {
  const { sensor, receiver, body } = await receiving(t);
  take(receiver, 1, body('app'));
  await receiver.flushed();

  take(receiver, 1, body('app'));

  assert.deepEqual(
    sensor.sent('ack').map((ack) => ack.upTo),
    [1, 1],
  );
});

test('a full disk is waited out and nothing is lost', async (t) => {
  const { world, sensor, receiver, body } = await receiving(t);
  world.facts.failure = new HarborError('DISK_FULL');
  take(receiver, 1, body('app'));
  await receiver.flushed();

  await world.advance(60_000);
  assert.deepEqual(sensor.sent('ack'), []);
  world.facts.failure = undefined;
  await world.advance(2_000);
  await receiver.flushed();

  assert.deepEqual(
    sensor.sent('ack').map((ack) => [ack.upTo, ack.verdicts]),
    [[1, undefined]],
  );
  assert.deepEqual(world.facts.kinds(), ['tagsSeen']);
});

test('a message that can never be applied is refused after three tries and the next goes on', async (t) => {
  const { world, sensor, receiver, body } = await receiving(t);
  world.facts.failure = new TypeError('a bug');
  take(receiver, 1, body('app'));
  take(receiver, 2, { type: 'outbox.lost', messages: 1, bytes: 1, reason: 'age' });
  await receiver.flushed();

  await world.advance(10_000);
  await receiver.flushed();

  const acks = sensor.sent('ack');
  assert.deepEqual(acks[0]?.verdicts, [{ seq: 1, verdict: 'refused', code: 'INTERNAL_ERROR' }]);
  assert.equal(acks.at(-1)?.upTo, 2);
});

function unstoredRegistry(registryId: string): RegistryForJob {
  return {
    registryId,
    url: 'https://registry.example',
    provider: 'CUSTOM',
    allowPlainHttp: false,
    credentialHolder: 'none',
    guardAddresses: true,
    allowedAddresses: [],
    scanMethod: 'cloud',
  };
}

async function running(t: Parameters<typeof FleetWorld.open>[0]) {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  await world.sync(registryId);
  const offer = sensor.offer();
  await sensor.accept(offer);
  const tags = (repository: string) => tagsSeen(offer, registryId, repository);
  return { world, registryId, sensor, offer, tags };
}

async function receiving(t: Parameters<typeof FleetWorld.open>[0]) {
  const { world, sensor, tags } = await running(t);
  const receiver = receiverOf(world, sensor);
  t.after(() => receiver.close());
  return { world, sensor, receiver, body: tags };
}

function receiverOf(world: FleetWorld, sensor: FakeSensor): LogReceiver {
  const { clock, log, fleet } = world;
  const { session, peer } = sensor;
  return new LogReceiver({ ingest: fleet.links.ingest, clock, log, session, peer });
}

function take(receiver: LogReceiver, seq: number, body: unknown): void {
  if (!receiver.expects(seq)) return;
  receiver.take({ seq, bytes: 100, read: () => Promise.resolve({ kind: 'body', body }) });
}

function tagsSeen({ jobId, attempt }: JobRef, registryId: string, repository: string) {
  const digest = `sha256:${'b'.repeat(64)}`;
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const tags = [{ name: 'latest', digest, mediaType }];
  return { type: 'tags.seen', jobId, attempt, registryId, repository, tags };
}
