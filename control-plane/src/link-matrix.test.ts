// Every frame a sensor may send, over links of every kind of key, about a job that another sensor holds: refused or
// without effect. A frame without a row fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashKey, keyPrefix, mintKeyText } from '@harborguard/shared/protocol/api-key-text.ts';
import { sensorFrames } from '@harborguard/shared/protocol/frame-catalogue.ts';
import type { JobRef, SensorFrame } from '@harborguard/shared/protocol/sensor-frames.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { finished, idleHeartbeat } from './testing/fake-sensor.ts';
import { LinkWorld, type SensorClient } from './testing/link-world.ts';

const random = new SeededRandom('link matrix');
const secret = 'canary-of-the-held-job';

type Kind = SensorFrame['kind'];

interface FrameRow {
  frame(job: JobRef): SensorFrame;
  /** What is sent back on the link of a sensor that does not hold the job; nothing for most. */
  readonly answer?: 'job.cancel' | 'lease.renewed' | 'error' | 'ack';
}

const key = mintKeyText(random);
const diagnosticsBody = {
  ...{ version: '1', analyzerVersion: '1', platform: 'linux/amd64', nodeVersion: '24' },
  ...{ startedAt: 0, variables: [], link: [], errors: [], runningJobs: 0 },
  outbox: { messages: 0, bytes: 0, oldestAgeMs: 0, lastSeq: 0, ackedUpTo: 0, lost: 0 },
  ...{ layerCacheBytes: 0, rssBytes: 0 },
};
const rows: Readonly<Record<Exclude<Kind, 'hello'>, FrameRow>> = {
  heartbeat: { frame: (job) => ({ ...idleHeartbeat(0), leases: [job] }) },
  progress: { frame: (job) => ({ kind: 'progress', ...job, phase: 'stolen', done: 1 }) },
  log: { frame: (job) => ({ kind: 'log', seq: 1, body: finished(job, 'sync') }), answer: 'ack' },
  'log.begin': {
    frame: () => ({
      ...{ kind: 'log.begin', seq: 1, type: 'job.finished', compressedBytes: 10, bytes: 10 },
      ...{ sha256: '0'.repeat(64), chunks: 1, chunkBytes: 10 },
    }),
  },
  'job.accept': { frame: (job) => ({ kind: 'job.accept', ...job }), answer: 'job.cancel' },
  'job.refuse': { frame: (job) => ({ kind: 'job.refuse', ...job, code: 'SCAN_FAILED' }) },
  'lease.renew': {
    frame: (job) => ({ kind: 'lease.renew', jobs: [job] }),
    answer: 'lease.renewed',
  },
  'credential.request': {
    frame: (job) => ({ kind: 'credential.request', ...job }),
    answer: 'error',
  },
  'key.propose': {
    frame: () => ({ kind: 'key.propose', hash: hashKey(key), prefix: keyPrefix(key) }),
    answer: 'error',
  },
  diagnostics: {
    frame: () => ({ kind: 'diagnostics', requestId: random.uuid(), body: diagnosticsBody }),
  },
  goodbye: { frame: () => ({ kind: 'goodbye', reason: 'shutdown' }) },
  error: { frame: () => ({ kind: 'error', code: 'INTERNAL_ERROR', message: 'none of yours' }) },
};

test('every frame of the catalogue has a row', () => {
  const kinds = sensorFrames.map(({ kind }) => kind);

  assert.deepEqual(['hello', ...Object.keys(rows)].toSorted(), kinds.toSorted());
});

/** A job held by the sensor of its registry, and its credential. */
async function heldJob(world: LinkWorld) {
  const { fleet } = world;
  const registryId = await fleet.addSyncedRegistry();
  const holder = await world.connect(await fleet.addKey({ registryIds: [registryId] }));
  await fleet.sync(registryId);
  const { jobId, attempt } = await holder.next('job.assign');
  fleet.credentials.set(jobId, { username: 'robot', password: secret });
  holder.send({ kind: 'job.accept', jobId, attempt });
  await holder.roundTrip();
  await fleet.fleet.settled();
  return { holder, job: { jobId, attempt }, registryId };
}

const strangers = {
  'a sensor of another registry': async (world: LinkWorld, _registryId: string) =>
    await world.fleet.addKey({ registryIds: [await world.fleet.addSyncedRegistry()] }),
  'another sensor of the same registry': async (world: LinkWorld, registryId: string) =>
    await world.fleet.addKey({ registryIds: [registryId] }),
  'a system sensor': (world: LinkWorld, _registryId: string) =>
    world.fleet.addKey({ isSystem: true }),
  'a sensor of another organisation': async (world: LinkWorld, _registryId: string) =>
    await world.fleet.addKey({ orgId: await world.fleet.addOrganisation('other') }),
};

for (const [name, keyFor] of Object.entries(strangers)) {
  for (const [kind, row] of Object.entries(rows)) {
    test(`${kind} of ${name} leaves the job with its holder`, async (t) => {
      const world = await LinkWorld.open(t);
      const { holder, job, registryId } = await heldJob(world);
      const stranger = await world.connect(await keyFor(world, registryId));

      stranger.send(row.frame(job));
      if (row.answer !== undefined) await stranger.next(row.answer);
      await stranger.roundTrip();
      await world.fleet.fleet.settled();

      assert.ok(!JSON.stringify(stranger.frames).includes(secret));
      if (kind === 'lease.renew') {
        assert.deepEqual(stranger.sent('lease.renewed').at(-1)?.lost, [job]);
      }
      assert.equal((await world.fleet.job(job.jobId)).state, 'running');
      await stillHolds(holder, job);
    });
  }
}

async function stillHolds(holder: SensorClient, job: JobRef): Promise<void> {
  holder.send({ kind: 'lease.renew', jobs: [job] });
  assert.deepEqual((await holder.next('lease.renewed')).lost, []);
  holder.send({ kind: 'credential.request', ...job });
  assert.equal((await holder.next('credential.grant')).credential?.password, secret);
}

test('over a link with an enrolment token no frame but the proposal of a key is taken', async (t) => {
  const world = await LinkWorld.open(t, { upgradesPerSecond: 100 });
  const { holder, job } = await heldJob(world);
  const { text } = await world.fleet.enrolments.create(defaultOrganisationId, {
    ...{ name: 'clusters', registryIds: [], labels: {}, usesMax: 1 },
    expiresAt: world.fleet.clock.now() + 60_000,
  });
  for (const [kind, row] of Object.entries(rows)) {
    if (kind === 'key.propose') continue;
    const newcomer = world.dial(text);
    await newcomer.opened;
    newcomer.send(row.frame(job));
    assert.equal((await newcomer.next('error')).code, 'FRAME_OUT_OF_ORDER', kind);
    assert.equal(await newcomer.closed, 1008, kind);
  }
  await stillHolds(holder, job);
});

test('before its hello a link is taken for nobody’s, whatever its key may do', async (t) => {
  const world = await LinkWorld.open(t);
  const { holder, job, registryId } = await heldJob(world);
  const silent = world.dial((await world.fleet.addKey({ registryIds: [registryId] })).text);
  await silent.opened;
  for (const [kind, row] of Object.entries(rows)) {
    silent.send(row.frame(job));
    const error = await silent.next('error');
    assert.deepEqual([error.code, error.frameKind], ['FRAME_OUT_OF_ORDER', kind]);
  }
  await stillHolds(holder, job);
});
