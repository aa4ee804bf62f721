// Jobs in traces, from what wanted them to what a sensor said of them.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MemoryTracer } from '@harborguard/shared/testing/memory-tracer.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import { parseTraceparent } from '@harborguard/shared/tracing/traceparent.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { finished } from './testing/fake-sensor.ts';
import { FleetWorld } from './testing/fleet-world.ts';

const digest = `sha256:${'b'.repeat(64)}`;
const elsewhere = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };
const traceparent = `00-${elsewhere.traceId}-${elsewhere.spanId}-01`;

async function tracedWorld(t: TestContext) {
  const tracer = new MemoryTracer();
  const world = await FleetWorld.open(t, { tracer });
  return { world, tracer, ...(await world.connected()) };
}

test('a job that somebody waits for is offered as a part of the request that wanted it', async (t) => {
  const { world, tracer, registryId, sensor } = await tracedWorld(t);

  const jobId = await traced(tracer, { name: 'request' }, () => world.scan(registryId, digest));

  const [request] = tracer.named('request');
  const [offer] = tracer.named('job offer scan');
  const assigned = sensor.offer();
  assert.equal(offer?.options.parent?.spanId, request?.spanId);
  assert.deepEqual(offer?.attributes, {
    'harborguard.job.id': jobId,
    'harborguard.job.kind': 'scan',
    'harborguard.job.attempt': 1,
    'harborguard.registry.id': registryId,
    'harborguard.job.trigger': 'interactive',
    'harborguard.job.waited_ms': 0,
    'harborguard.sensor.id': sensor.hello.sensorId,
  });
  assert.equal(parseTraceparent(assigned.payload.traceparent)?.spanId, offer?.spanId);
});

test('a job that a sync led to begins a trace of its own, linked to the sync', async (t) => {
  const { world, tracer, registryId } = await tracedWorld(t);
  const { jobs } = world.fleet;

  await traced(tracer, { name: 'result' }, () =>
    world.unitOfWork.write(defaultOrganisationId, (stores) =>
      jobs.enqueueScan(stores, { registryId, repository: 'app', digest, trigger: 'sync' }),
    ),
  );
  jobs.committed();
  await world.fleet.settled();

  const [result] = tracer.named('result');
  const [offer] = tracer.named('job offer scan');
  assert.equal(offer?.options.parent, undefined);
  assert.deepEqual(
    offer?.options.links.map(({ context }) => context.spanId),
    [result?.spanId],
  );
});

test('a job of nobody is a trace of its own, whoever woke the queue', async (t) => {
  const { world, tracer, registryId } = await tracedWorld(t);
  await world.scan(registryId, digest);

  const [offer] = tracer.named('job offer scan');
  assert.equal(offer?.options.parent, undefined);
  assert.deepEqual(offer?.options.links, []);
});

for (const { what, given, parent } of [
  { what: 'the span it names', given: { traceparent }, parent: elsewhere.spanId },
  {
    what: 'no span when it names a broken one',
    given: { traceparent: 'canary' },
    parent: undefined,
  },
]) {
  test(`a result is a part of ${what}, and takes effect either way`, async (t) => {
    const { world, tracer, registryId, sensor } = await tracedWorld(t);
    const jobId = await world.scan(registryId, digest);
    const assigned = sensor.offer();

    await sensor.accept(assigned);
    await sensor.finish(assigned, given);

    const [result] = tracer.named('result job.finished');
    assert.equal((await world.job(jobId)).state, 'succeeded');
    assert.equal(result?.options.parent?.spanId, parent);
    assert.equal(result?.attributes['harborguard.job.outcome'], 'succeeded');
    assert.ok(!JSON.stringify(tracer.spans).includes('canary'));
  });
}

test('a result of a sensor that makes no traces is a part of what wanted its job', async (t) => {
  const { world, tracer, registryId, sensor } = await tracedWorld(t);
  await traced(tracer, { name: 'request' }, () => world.scan(registryId, digest));
  const assigned = sensor.offer();

  await sensor.accept(assigned);
  await sensor.finish(assigned);

  const [request] = tracer.named('request');
  const [result] = tracer.named('result job.finished');
  assert.equal(result?.options.parent?.spanId, request?.spanId);
});

test('a result that is refused, or comes too late, says so', async (t) => {
  const { world, tracer, registryId, sensor } = await tracedWorld(t);
  await world.scan(registryId, digest);
  const assigned = sensor.offer();
  await sensor.accept(assigned);
  await sensor.finish(assigned);
  await sensor.report(finished(assigned, 'scan'));

  const [, late] = tracer.named('result job.finished');
  assert.equal(late?.attributes['harborguard.result.verdict'], 'superseded');
});

test('a link is a span, and one that is refused fails by its code', async (t) => {
  const { world, tracer, key, sensor } = await tracedWorld(t);
  const stranger = world.sensor(key, { protocol: { min: 9, max: 9 } });
  await assert.rejects(stranger.connect());

  const [first, second] = tracer.named('link welcome');
  assert.equal(first?.attributes['harborguard.sensor.id'], sensor.hello.sensorId);
  assert.equal(first?.attributes['harborguard.sensor.version'], '0.1.0');
  assert.equal(second?.status?.message, 'PROTOCOL_UNSUPPORTED');
});

test('where no traces are made the sensor is told of none', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  await world.scan(registryId, digest);

  const assigned = sensor.offer();
  assert.ok(!('traceparent' in assigned.payload));
});
