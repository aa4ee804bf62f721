// Which sensor may serve which registry is the same from every side it is asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sensor } from '../domain/sensors/sensor.ts';
import { type InventoryWorld, inventoryWorld, orgs } from './testing/inventory-world.ts';

const { orgId } = orgs.one;

const registries = {
  ofKey: { orgId, registryId: 'registry-of-key' },
  bound: { orgId, registryId: 'registry-bound' },
  cloud: { orgId, registryId: 'registry-cloud' },
  ofNobody: { orgId, registryId: 'registry-of-nobody' },
  removed: { orgId, registryId: 'registry-removed' },
  elsewhere: { orgId: orgs.two.orgId, registryId: 'registry-elsewhere' },
} as const;
const registryIds = Object.values(registries).map(({ registryId }) => registryId);

const serving = {
  'sensor-by-key': ['registry-elsewhere', 'registry-of-key'],
  'sensor-bound': ['registry-bound'],
  'sensor-managed': ['registry-cloud'],
  'sensor-idle': [],
} as const;

test('a sensor serves what its key names and what it is bound to, the managed one what is in the cloud', async (t) => {
  const world = await servingWorld(t);
  for (const [sensorId, expected] of Object.entries(serving)) {
    const sensor = {
      id: sensorId,
      keyId: keyOf(sensorId),
      isSystem: sensorId === 'sensor-managed',
    };
    const { served, checked } = await world.unitOfWork.readSystem(async ({ sensors }) => {
      const ids: string[] = [];
      for (const id of registryIds) {
        if ((await sensors.serves(sensor, id)) !== undefined) ids.push(id);
      }
      return { served: await sensors.servedBy(sensor), checked: ids.sort() };
    });
    const ids = served.map(({ registryId }) => registryId).sort();
    assert.deepEqual(ids, expected, sensorId);
    assert.deepEqual(checked, expected, sensorId);
  }
});

test('a registry of an organisation names the same sensors, and is planned while one of them is connected', async (t) => {
  const world = await servingWorld(t);
  const planned = await world.unitOfWork.readSystem(({ jobs }) =>
    jobs.scheduledRegistries(world.clock.now(), 100),
  );
  const plannedIds = planned.map(({ registryId }) => registryId);
  for (const place of Object.values(registries)) {
    const found = await world.unitOfWork.read(place.orgId, ({ sensors }) =>
      sensors.serving(place.registryId),
    );
    const expected = Object.entries(serving)
      .filter(([, ids]) => (ids as readonly string[]).includes(place.registryId))
      .map(([sensorId]) => sensorId);
    assert.deepEqual(
      found.map(({ id }) => id),
      expected,
      place.registryId,
    );
    assert.equal(plannedIds.includes(place.registryId), expected.length > 0, place.registryId);
    const other = place.orgId === orgId ? orgs.two.orgId : orgId;
    const across = await world.unitOfWork.read(other, ({ sensors }) =>
      sensors.serving(place.registryId),
    );
    assert.deepEqual(across, [], `${place.registryId} for another organisation`);
  }
});

function keyOf(sensorId: string): string {
  return `key-of-${sensorId}`;
}

async function servingWorld(t: Parameters<typeof inventoryWorld>[0]): Promise<InventoryWorld> {
  const world = await inventoryWorld(t);
  for (const place of Object.values(registries)) await world.addRegistry(place);
  const { registryId: cloudId } = registries.cloud;
  await world.db
    .updateTable('registry')
    .set({ scan_method: 'cloud' })
    .where('id', '=', cloudId)
    .execute();
  for (const id of Object.keys(serving)) {
    await world.unitOfWork.writeSystem(({ sensors }) => sensors.put(sensorOf(world, id)));
  }
  await world.db.updateTable('sensor').set({ heartbeat_json: '{}' }).execute();
  // Its key names them all: one of another organisation, and one that was removed.
  for (const { orgId: keyOrg, registryId } of [
    registries.ofKey,
    registries.elsewhere,
    registries.removed,
  ]) {
    await world.db
      .insertInto('api_key_registry')
      .values({ org_id: keyOrg, registry_id: registryId, api_key_id: keyOf('sensor-by-key') })
      .execute();
  }
  await world.unitOfWork.write(orgId, async (stores) => {
    const now = world.clock.now();
    for (const { registryId } of [registries.bound, registries.removed]) {
      await stores.sensors.replaceBindings(registryId, ['sensor-bound'], now);
    }
    await stores.registries.remove(registries.removed.registryId, now);
  });
  return world;
}

function sensorOf(world: InventoryWorld, id: string): Sensor {
  const now = world.clock.now();
  return {
    ...{ id, keyId: keyOf(id), orgId, name: id, version: '1', platform: 'linux/amd64' },
    ...{ analyzerVersion: '1', capabilities: [], isSystem: id === 'sensor-managed' },
    ...{ epoch: id, instance: id, firstSeenAt: now, lastSeenAt: now },
    ...{ connectedAt: now, disconnectedAt: null, cloneAlertAt: null, drainedAt: null },
    ...{ lostMessages: 0, beats: [] },
    heartbeat: null,
  };
}
