import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { RegistryChange } from './domain/registries/registry-store.ts';
import { nextBlackout } from './domain/schedule/blackout.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import type { FakeSensor } from './testing/fake-sensor.ts';
import { FleetWorld } from './testing/fleet-world.ts';

const hourMs = 3_600_000;
const fridayMorning = Date.parse('2026-01-09T06:00:00Z');
const office = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '08:00',
  to: '18:00',
  timeZone: 'UTC',
} as const;

async function change(world: FleetWorld, id: string, what: Omit<RegistryChange, 'updatedAt'>) {
  await world.unitOfWork.write(defaultOrganisationId, (stores) =>
    stores.registries.change(id, { ...what, updatedAt: world.clock.now() }),
  );
}

async function openWith(t: TestContext, at = fridayMorning) {
  const world = await FleetWorld.open(t);
  world.clock.setNow(at);
  const registryId = await world.addSyncedRegistry({ schedule: 'daily' });
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect();
  return { world, registryId, sensor };
}

/** The wall clock goes on while the link stays as it is; then everything has its tick. */
async function jump(world: FleetWorld, durationMs: number): Promise<void> {
  world.clock.setNow(world.clock.now() + durationMs);
  await world.advance(15_000);
}

/** The jobs offered so far; one that is not accepted in time is offered again. */
function offers(sensor: FakeSensor): readonly string[] {
  const offered = sensor.sent('job.assign');
  return [...new Map(offered.map(({ jobId, payload }) => [jobId, payload.kind])).values()];
}

async function scan(
  world: FleetWorld,
  registryId: string,
  {
    trigger,
    reference,
  }: { trigger: 'interactive' | 'push' | 'schedule' | 'sync'; reference: string },
): Promise<void> {
  await world.fleet.jobs.requestScan(defaultOrganisationId, {
    ...{ registryId, repository: 'app', reference, trigger },
  });
}

test('what a person asks for goes first, then pushes, then the schedule, then what a sync found', async (t) => {
  const { world } = await openWith(t);
  const triggers = ['sync', 'schedule', 'push', 'interactive'] as const;
  const queue = await world.addRegistry();
  for (const trigger of triggers) await scan(world, queue, { trigger, reference: trigger });

  const late = world.sensor(await world.addKey({ registryIds: [queue] }));
  await late.connect({ capabilities: ['slots.scan=4', 'slots.sync=0'] });

  const order = late
    .sent('job.assign')
    .map(({ payload }) => (payload.kind === 'scan' ? payload.reference : payload.kind));
  assert.deepEqual(order, ['interactive', 'push', 'schedule', 'sync']);
});

test('a paused registry starts nothing by itself, runs what a person asks for, and goes on when resumed', async (t) => {
  const { world, registryId, sensor } = await openWith(t);
  await change(world, registryId, { pausedAt: world.clock.now() });
  for (const trigger of ['push', 'sync', 'schedule'] as const) {
    await scan(world, registryId, { trigger, reference: trigger });
  }
  await jump(world, 30 * hourMs);
  assert.deepEqual(offers(sensor), []);

  await scan(world, registryId, { trigger: 'interactive', reference: 'now' });
  await world.fleet.settled();
  assert.deepEqual(offers(sensor), ['scan']);

  await change(world, registryId, { pausedAt: null });
  await jump(world, 0);
  assert.deepEqual(offers(sensor).toSorted(), ['scan', 'scan', 'scan', 'scan', 'sync']);
});

test('a sync that falls due in a blackout waits for its end, and one by a person passes', async (t) => {
  const { world, registryId, sensor } = await openWith(t);
  // Due on Saturday at six; the window of Saturday ends at ten.
  const saturday = [{ ...office, days: ['sat'], from: '05:00', to: '10:00' } as const];
  await change(world, registryId, {
    blackouts: saturday,
    blackoutWindow: nextBlackout(saturday, world.clock.now()) ?? null,
  });
  await jump(world, 25 * hourMs);
  await scan(world, registryId, { trigger: 'push', reference: 'pushed' });
  await jump(world, hourMs);
  assert.deepEqual(offers(sensor), []);

  await scan(world, registryId, { trigger: 'interactive', reference: 'now' });
  await world.fleet.settled();
  assert.deepEqual(offers(sensor), ['scan']);

  await jump(world, 2 * hourMs);
  assert.deepEqual(offers(sensor).toSorted(), ['scan', 'scan', 'sync']);
});

test('the window after the one that passed is looked up by itself', async (t) => {
  const { world, registryId } = await openWith(t);
  const blackouts = [office];
  await change(world, registryId, {
    blackouts,
    blackoutWindow: nextBlackout(blackouts, world.clock.now()) ?? null,
  });

  await jump(world, 13 * hourMs);

  const registry = await world.unitOfWork.read(defaultOrganisationId, (stores) =>
    stores.registries.find(registryId),
  );
  assert.equal(registry?.blackoutWindow?.from, Date.parse('2026-01-12T08:00:00Z'));
});

test('a control plane that was away over the end of a window knows the next one when it is back', async (t) => {
  const { world, registryId, sensor } = await openWith(t);
  await change(world, registryId, {
    blackouts: [office],
    blackoutWindow: nextBlackout([office], world.clock.now()) ?? null,
  });
  await sensor.disconnect();
  // Until Monday, ten in the morning.
  await world.restart(76 * hourMs);

  const back = sensor.over(world.fleet, sensor.key);
  await back.connect();
  await jump(world, 0);

  assert.deepEqual(offers(back), []);
});

test('a cron expression starts syncs at its times in its zone, and once for those that were missed', async (t) => {
  const world = await FleetWorld.open(t);
  world.clock.setNow(Date.parse('2026-01-09T00:00:00Z'));
  const cron = { expression: '30 2 * * *', timeZone: 'Europe/Berlin' };
  const registryId = await world.addRegistry({ schedule: 'cron', cron });
  const sensor = world.sensor(await world.addKey({ registryIds: [registryId] }));
  await sensor.connect();
  await finishSync(sensor);
  const first = await nextSyncOf(world, registryId);
  assert.equal(first, '2026-01-09T01:30:00.000Z');

  await jump(world, 1.4 * hourMs);
  assert.equal(await world.syncCount(registryId), 1);
  await jump(world, 0.2 * hourMs);
  assert.equal(await world.syncCount(registryId), 2);
  await finishSync(sensor);
  await jump(world, 100 * hourMs);

  assert.equal(await world.syncCount(registryId), 3);
});

async function finishSync(sensor: FakeSensor): Promise<void> {
  await sensor.accept(sensor.offer());
  await sensor.finish(sensor.offer(), {
    outcome: 'succeeded',
    result: {
      kind: 'sync',
      ...{ complete: true, restricted: false, repositories: 0, tags: 0, digests: 0 },
      ...{ filteredTags: 0, failedRepositories: [], conditions: [], durationMs: 1 },
    },
  });
}

async function nextSyncOf(world: FleetWorld, registryId: string): Promise<string> {
  const registry = await world.unitOfWork.read(defaultOrganisationId, (stores) =>
    stores.registries.find(registryId),
  );
  return new Date(registry?.nextSyncAt ?? 0).toISOString();
}

test('what runs and is asked for by a person meanwhile goes past a pause when it comes back to the queue', async (t) => {
  const { world, registryId, sensor } = await openWith(t);
  const ask = { registryId, repository: 'app', reference: 'one' } as const;
  const { jobId } = await world.fleet.jobs.requestScan(defaultOrganisationId, {
    ...{ ...ask, trigger: 'push' },
  });
  await world.fleet.settled();
  await sensor.accept(sensor.offer());
  await change(world, registryId, { pausedAt: world.clock.now() });
  await world.fleet.jobs.requestScan(defaultOrganisationId, { ...ask, trigger: 'interactive' });

  await sensor.finish(sensor.offer(), { outcome: 'failed', code: 'REGISTRY_UNREACHABLE' });
  await jump(world, hourMs);

  const attempts = sensor.sent('job.assign').filter((sent) => sent.jobId === jobId);
  assert.ok(attempts.length > 1, 'tried again');
});
