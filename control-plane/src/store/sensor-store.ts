// The rows of sensors, their bindings and the position of their outboxes in SQL.
import type { Kysely } from 'kysely';
import type { SensorFilter } from '../domain/sensors/sensor.ts';
import type {
  EpochPosition,
  SensorSighting,
  SensorStore,
  SystemSensorStore,
} from '../domain/sensors/sensor-store.ts';
import { enrolmentsOf, enrolmentTokensOf } from './sensor-enrolments.ts';
import { fromSensor, toBeats, toSensor } from './sensor-row.ts';
import { sensorsServing } from './sensors-serving.ts';
import { servedRegistryIds } from './served-registries.ts';
import type { Tables } from './tables.ts';

export function createSensorStore(db: Kysely<Tables>, orgId: string): SensorStore {
  // People see the managed sensor beside their own; they cannot bind it.
  const visible = () =>
    db
      .selectFrom('sensor')
      .where((is) => is.or([is('org_id', '=', orgId), is('is_system', '=', 1)]));
  const filtered = async (filter: SensorFilter) => {
    const tokenIds = await enrolmentTokensOf(db, orgId, filter);
    if (tokenIds === undefined) return visible();
    if (tokenIds.length === 0) return visible().where('id', 'is', null);
    const keys = db
      .selectFrom('api_key')
      .select('id')
      .where('org_id', '=', orgId)
      .where('enrolment_token_id', 'in', [...tokenIds]);
    return visible().where('api_key_id', 'in', keys);
  };
  return {
    orgId,
    list: async ({ limit, offset, ...filter }) => {
      const sensors = await filtered(filter);
      const rows = await sensors
        .selectAll()
        .orderBy('first_seen_at')
        .orderBy('id')
        .limit(limit)
        .offset(offset)
        .execute();
      const { total } = await sensors
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { sensors: rows.map(toSensor), total: Number(total) };
    },
    get: async (id) => {
      const row = await visible().selectAll().where('id', '=', id).executeTakeFirst();
      return row && toSensor(row);
    },
    enrolmentsOf: (sensors) => enrolmentsOf(db, orgId, sensors),
    setDrained: async (id, drainedAt) => {
      const result = await db
        .updateTable('sensor')
        .set({ drained_at: drainedAt })
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    serving: async (registryId) => {
      const rows = await sensorsServing(db, orgId, registryId).execute();
      return rows.map(toSensor);
    },
    boundTo: async (registryId) => {
      const rows = await db
        .selectFrom('registry_sensor')
        .select('sensor_id')
        .where('org_id', '=', orgId)
        .where('registry_id', '=', registryId)
        .orderBy('sensor_id')
        .execute();
      return rows.map((row) => row.sensor_id);
    },
    replaceBindings: async (registryId, sensorIds, now) => {
      await db
        .deleteFrom('registry_sensor')
        .where('org_id', '=', orgId)
        .where('registry_id', '=', registryId)
        .execute();
      for (const sensorId of new Set(sensorIds)) {
        await db
          .insertInto('registry_sensor')
          .values({ org_id: orgId, registry_id: registryId, sensor_id: sensorId, bound_at: now })
          .execute();
      }
    },
  };
}

export function createSystemSensorStore(db: Kysely<Tables>): SystemSensorStore {
  const epochRow = ({ sensorId, epoch }: EpochPosition) =>
    db
      .selectFrom('sensor_epoch')
      .select('acked_seq')
      .where('sensor_id', '=', sensorId)
      .where('epoch', '=', epoch)
      .executeTakeFirst();
  return {
    scope: 'system',
    find: async (id) => {
      const row = await db.selectFrom('sensor').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toSensor(row);
    },
    findByKeyAndName: async (keyId, name) => {
      const row = await db
        .selectFrom('sensor')
        .selectAll()
        .where('api_key_id', '=', keyId)
        .where('name', '=', name)
        .orderBy('last_seen_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && toSensor(row);
    },
    put: async (sensor) => {
      const row = fromSensor(sensor);
      await db
        .insertInto('sensor')
        .values({ ...row, acked_seq: 0, lost_messages: 0, drained_at: null, beats_json: null })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    servedBy: async (sensor) => {
      const rows = await served(db, sensor).orderBy('created_at').execute();
      return rows.map(toServed);
    },
    serves: async (sensor, registryId) => {
      const row = await served(db, sensor).where('id', '=', registryId).executeTakeFirst();
      return row && toServed(row);
    },
    openEpoch: async (position, now) => {
      const row = await epochRow(position);
      if (row === undefined) await insertEpoch(db, position, now);
      return row?.acked_seq ?? 0;
    },
    ackedSeq: async (position) => (await epochRow(position))?.acked_seq ?? 0,
    moveAckedSeq: async ({ sensorId, epoch }, seq) => {
      await db
        .updateTable('sensor_epoch')
        .set({ acked_seq: seq })
        .where('sensor_id', '=', sensorId)
        .where('epoch', '=', epoch)
        .execute();
      await db
        .updateTable('sensor')
        .set({ acked_seq: seq })
        .where('id', '=', sensorId)
        .where('epoch', '=', epoch)
        .execute();
    },
    saveSightings: async (sightings) => {
      for (const sighting of sightings) await saveSighting(db, sighting);
    },
    appendBeats: async (sensorId, beats, kept) => {
      const row = await db
        .selectFrom('sensor')
        .select('beats_json')
        .where('id', '=', sensorId)
        .executeTakeFirst();
      const before = toBeats(row?.beats_json ?? null);
      const news = beats.filter(({ receivedAt }) => receivedAt > (before.at(-1)?.receivedAt ?? 0));
      await db
        .updateTable('sensor')
        .set({ beats_json: JSON.stringify([...before, ...news].slice(-kept)) })
        .where('id', '=', sensorId)
        .execute();
    },
    markDisconnected: async (sensorId, at) => {
      await db
        .updateTable('sensor')
        .set({ connected_at: null, disconnected_at: at, last_seen_at: at })
        .where('id', '=', sensorId)
        .execute();
    },
    markAllDisconnected: async (at) => {
      await db
        .updateTable('sensor')
        .set({ connected_at: null, disconnected_at: at })
        .where('connected_at', 'is not', null)
        .execute();
    },
    limitLastSeen: async (now) => {
      await db
        .updateTable('sensor')
        .set({ last_seen_at: now })
        .where('last_seen_at', '>', now)
        .execute();
    },
    addLostMessages: async (sensorId, count) => {
      await db
        .updateTable('sensor')
        .set((eb) => ({ lost_messages: eb('lost_messages', '+', count) }))
        .where('id', '=', sensorId)
        .execute();
    },
  };
}

type ServingSensor = Parameters<typeof servedRegistryIds>[1];

function served(db: Kysely<Tables>, sensor: ServingSensor) {
  return db
    .selectFrom('registry')
    .select(['id', 'org_id', 'url'])
    .where('id', 'in', servedRegistryIds(db, sensor));
}

function toServed(row: { readonly id: string; readonly org_id: string; readonly url: string }) {
  return { registryId: row.id, orgId: row.org_id, url: row.url };
}

async function insertEpoch(
  db: Kysely<Tables>,
  { sensorId, epoch }: EpochPosition,
  now: number,
): Promise<void> {
  const { org_id } = await db
    .selectFrom('sensor')
    .select('org_id')
    .where('id', '=', sensorId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('sensor_epoch')
    .values({ org_id, sensor_id: sensorId, epoch, acked_seq: 0, started_at: now })
    .execute();
}

async function saveSighting(
  db: Kysely<Tables>,
  { sensorId, lastSeenAt, heartbeat }: SensorSighting,
): Promise<void> {
  const set = {
    last_seen_at: lastSeenAt,
    ...(heartbeat === undefined ? {} : { heartbeat_json: JSON.stringify(heartbeat) }),
  };
  await db.updateTable('sensor').set(set).where('id', '=', sensorId).execute();
}
