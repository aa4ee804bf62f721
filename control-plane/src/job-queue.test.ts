import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RegistryForJob } from './domain/jobs/job-service.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { FleetWorld } from './testing/fleet-world.ts';

test('two sensors of one registry under a race never get the same job', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry();
  const key = await world.addKey({ registryIds: [registryId] });
  const sensors = [
    world.sensor(key, { name: 'sensor-a', capabilities: ['slots.scan=25'] }),
    world.sensor(key, { name: 'sensor-b', capabilities: ['slots.scan=25'] }),
  ];
  await Promise.all(sensors.map((sensor) => sensor.connect()));

  await Promise.all(Array.from({ length: 50 }, (_, tag) => world.scan(registryId, `tag-${tag}`)));
  await world.fleet.settled();

  const offers = sensors.map((sensor) => sensor.sent('job.assign').map((offer) => offer.jobId));
  assert.equal(new Set(offers.flat()).size, 50);
  assert.equal(offers.flat().length, 50);
  assert.deepEqual(
    offers.map((jobs) => jobs.length),
    [25, 25],
  );
});

test('a sensor gets no more jobs of a kind than it has slots, and the next when one ends', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();

  for (let tag = 0; tag < 6; tag += 1) await world.scan(registryId, `tag-${tag}`);
  assert.equal(sensor.sent('job.assign').length, 4);
  const [first] = sensor.sent('job.assign');
  assert.ok(first);
  await sensor.accept(first);
  await sensor.finish(first);

  assert.equal(sensor.sent('job.assign').length, 5);
});

test('what somebody waits for goes before what a sync has found', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry();
  const key = await world.addKey({ registryIds: [registryId] });
  await world.unitOfWork.write(defaultOrganisationId, async (stores) => {
    for (const name of ['one', 'two', 'three']) {
      const digest = `sha256:${name}`;
      const scan = { registryId, repository: 'app', digest, trigger: 'sync' } as const;
      await world.fleet.jobs.enqueueScan(stores, scan);
    }
  });
  const urgent = await world.scan(registryId, 'latest');

  const sensor = world.sensor(key, { capabilities: ['slots.scan=1'] });
  await sensor.connect();

  assert.deepEqual(
    sensor.sent('job.assign').map((offer) => offer.jobId),
    [urgent],
  );
});

test('a digest that is queued already is not queued again', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry();
  const scan = { registryId, repository: 'app', digest: 'sha256:abc', trigger: 'sync' } as const;

  await world.unitOfWork.write(defaultOrganisationId, async (stores) => {
    await world.fleet.jobs.enqueueScan(stores, scan);
    await world.fleet.jobs.enqueueScan(stores, scan);
  });
  const asked = await world.fleet.jobs.requestScan(defaultOrganisationId, {
    registryId,
    repository: 'app',
    reference: 'sha256:abc',
    trigger: 'interactive',
  });

  assert.equal(asked.kind, 'joined');
  const filter = { kind: 'scan', registryId } as const;
  const page = await world.fleet.jobs.list(defaultOrganisationId, filter, {
    page: 1,
    pageSize: 10,
  });
  assert.equal(page.total, 1);
});

test('a digest that waits for another repository is scanned where somebody asked for it as well, once, also when it is driven again', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const reference = 'sha256:abc';
  const ask = async (repository: string) => {
    const wish = { registryId, repository, reference, trigger: 'interactive' } as const;
    const start = await world.fleet.jobs.requestScan(defaultOrganisationId, wish);
    await world.fleet.settled();
    return start;
  };
  await world.unitOfWork.write(defaultOrganisationId, (stores) =>
    world.fleet.jobs.enqueueScan(stores, {
      ...{ registryId, repository: 'gone', digest: reference, trigger: 'sync' },
    }),
  );

  const asked = await ask('app');

  assert.equal(asked.kind, 'started');
  const offers = sensor.sent('job.assign');
  const offer = offers.find(({ jobId }) => jobId === asked.jobId);
  assert.ok(offer?.payload.kind === 'scan');
  assert.equal(offer.payload.repository, 'app');
  assert.deepEqual(await ask('app'), { kind: 'joined', jobId: asked.jobId });
  await sensor.accept(offer);
  await sensor.finish(offer, { outcome: 'failed', code: 'MANIFEST_UNKNOWN' });
  const many = () => world.fleet.jobs.redriveMany(defaultOrganisationId, {});
  assert.equal((await many()).jobs, 1);
  assert.equal((await many()).jobs, 0, 'it is under way');
  await world.fleet.settled();
  const again = sensor.offer();
  await sensor.accept(again);
  await sensor.finish(again);
  assert.equal((await many()).jobs, 0, 'somebody asked for it again');
});

test('of two syncs of one registry the second waits for the end of the first', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  await world.sync(registryId);
  await world.fleet.jobs.requestSync(defaultOrganisationId, registryId, {
    trigger: 'push',
    repositories: ['app'],
  });
  await world.fleet.settled();
  assert.equal(sensor.sent('job.assign').length, 1);

  await sensor.accept(sensor.offer());
  await sensor.finish(sensor.offer());

  const { payload } = sensor.offer();
  assert.deepEqual(payload.kind === 'sync' ? payload.repositories : [], ['app']);
  await sensor.accept(sensor.offer());
  await sensor.finish(sensor.offer());
  const runs = await world.unitOfWork.read(defaultOrganisationId, (stores) =>
    stores.registries.syncRuns(registryId, { offset: 0, limit: 10 }),
  );
  assert.equal(runs.total, 1, 'a sync of a few repositories is not the history of the registry');
});

test('a sensor is given jobs of its own registries only', async (t) => {
  const world = await FleetWorld.open(t);
  const mine = await world.addSyncedRegistry();
  const foreign = await world.addSyncedRegistry();
  const sensor = world.sensor(await world.addKey({ registryIds: [mine] }));
  await sensor.connect();

  await world.sync(foreign);
  await world.sync(mine);

  assert.equal(sensor.sent('job.assign').length, 1);
  const { payload } = sensor.offer();
  assert.equal(payload.registry.registryId, mine);
});

test('the managed sensor serves the cloud registries of every organisation and no others', async (t) => {
  const world = await FleetWorld.open(t);
  const orgId = await world.addOrganisation('other');
  const cloud = await world.addRegistry({ scanMethod: 'cloud' }, orgId);
  const onSite = await world.addRegistry({}, orgId);
  const managed = world.sensor(await world.addKey({ isSystem: true }));
  await managed.connect();

  await world.fleet.jobs.requestSync(orgId, cloud, { trigger: 'interactive' });
  await world.fleet.jobs.requestSync(orgId, onSite, { trigger: 'interactive' });
  await world.fleet.settled();

  const registries = managed.sent('job.assign').map((offer) => offer.payload.registry.registryId);
  assert.deepEqual(registries, [cloud]);
});

test('the jobs of a registry that is gone end without ever reaching a sensor', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const running = await world.sync(registryId);
  await sensor.accept(sensor.offer());

  const ended = await world.unitOfWork.write(defaultOrganisationId, async (stores) => {
    await stores.registries.remove(registryId, world.clock.now());
    return await world.fleet.jobs.cancelJobsOf(stores, registryId);
  });
  world.fleet.jobs.committed(ended);

  assert.equal((await world.job(running)).state, 'cancelled');
  assert.equal(sensor.sent('job.cancel').length, 1);
});

test('of very many jobs of a registry that is gone those end first that a sensor holds', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();
  const running = await world.sync(registryId);
  await sensor.accept(sensor.offer());
  const cancel = () =>
    world.unitOfWork.write(defaultOrganisationId, (stores) =>
      world.fleet.jobs.cancelJobsOf(stores, registryId),
    );
  const scans = 600;
  await world.unitOfWork.write(defaultOrganisationId, async (stores) => {
    for (let number = 0; number < scans; number += 1) {
      const digest = `sha256:${String(number).padStart(64, '0')}`;
      const scan = { registryId, repository: 'app', digest, trigger: 'sync' } as const;
      await world.fleet.jobs.enqueueScan(stores, scan);
    }
    await stores.registries.remove(registryId, world.clock.now());
  });

  const first = await cancel();
  const then = await cancel();

  assert.equal(first[0]?.id, running);
  assert.ok(first.length < scans, `${first.length} in one transaction`);
  assert.equal(first.length + then.length, scans + 1);
  assert.deepEqual(await cancel(), []);
});

test('Test Connection of a stored registry answers with what the sensor found', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();

  const answer = world.fleet.jobs.requestProbe(defaultOrganisationId, target(registryId), {
    waitMs: 10_000,
  });
  await sensorHasOffer(world, sensor);
  await sensor.accept(sensor.offer());
  await sensor.finish(sensor.offer());

  const outcome = await answer;
  assert.ok(outcome.kind === 'result');
  assert.deepEqual([outcome.result.reachable, outcome.result.latencyMs], [true, 12]);
});

test('without a sensor Test Connection says so at once, and the probe runs at the first heartbeat', async (t) => {
  const world = await FleetWorld.open(t);
  const registryId = await world.addSyncedRegistry();
  const jobs = world.fleet.jobs;

  const outcome = await jobs.requestProbe(defaultOrganisationId, target(registryId), {
    waitMs: 10_000,
  });
  assert.deepEqual(outcome, { kind: 'no-sensor' });
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect({}, { heartbeat: false });
  assert.equal(sensor.sent('job.assign').length, 0);
  await sensor.heartbeat();

  assert.equal(sensor.offer().payload.kind, 'probe');
});

test('a configuration nobody has stored is probed by the managed sensor, never by another', async (t) => {
  const world = await FleetWorld.open(t);
  const { sensor } = await world.connected();
  const raw = { ...target(world.random.uuid()), scanMethod: 'cloud' as const };
  const jobs = world.fleet.jobs;
  const without = await jobs.requestProbe(defaultOrganisationId, raw, { waitMs: 10_000 });
  assert.deepEqual(without, { kind: 'no-sensor' });

  const managed = world.sensor(await world.addKey({ isSystem: true }));
  await managed.connect();
  const jobId = world.random.uuid();
  const answer = jobs.requestProbe(defaultOrganisationId, raw, { waitMs: 10_000, jobId });
  await sensorHasOffer(world, managed);
  assert.equal(managed.offer().jobId, jobId);
  await managed.accept(managed.offer());
  await managed.finish(managed.offer());

  assert.equal((await answer).kind, 'result');
  assert.equal(sensor.sent('job.assign').length, 0);
});

test('a probe nobody waits for any longer is cancelled', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, sensor } = await world.connected();

  const answer = world.fleet.jobs.requestProbe(defaultOrganisationId, target(registryId), {
    waitMs: 3_000,
  });
  await sensorHasOffer(world, sensor);
  await world.advance(3_000);

  assert.deepEqual(await answer, { kind: 'timed-out' });
  assert.equal(sensor.sent('job.cancel').length, 1);
});

test('a credential is given for a job and attempt the sensor holds, and for nothing else', async (t) => {
  const world = await FleetWorld.open(t);
  const { registryId, key, sensor } = await world.connected();
  const jobId = await world.sync(registryId);
  const offer = sensor.offer();
  await sensor.accept(offer);
  world.credentials.set(jobId, { username: 'robot', password: 'canary-password' });
  const other = world.sensor(key, { name: 'sensor-b' });
  await other.connect();
  const ask = (who: typeof sensor, attempt: number) =>
    world.fleet.links.leases.credential(who.hello.sensorId, { jobId, attempt });

  const granted = await ask(sensor, 1);
  assert.equal(granted.kind === 'granted' && granted.secrets.credential?.username, 'robot');
  assert.deepEqual(await ask(sensor, 2), { kind: 'not-held' });
  assert.deepEqual(await ask(other, 1), { kind: 'not-held' });
  await sensor.finish(offer);
  assert.deepEqual(await ask(sensor, 1), { kind: 'not-held' });
  assert.ok(!world.log.text().includes('canary-password'));
});

async function sensorHasOffer(
  world: FleetWorld,
  sensor: { sent(kind: 'job.assign'): readonly unknown[] },
): Promise<void> {
  for (let turn = 0; turn < 100 && sensor.sent('job.assign').length === 0; turn += 1) {
    await world.advance(0);
  }
}

function target(registryId: string): RegistryForJob {
  return {
    registryId,
    url: 'https://registry.example',
    provider: 'CUSTOM',
    allowPlainHttp: false,
    credentialHolder: 'sensor',
    guardAddresses: false,
    allowedAddresses: [],
    scanMethod: 'sensor',
  };
}
