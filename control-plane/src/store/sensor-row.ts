// One row of a sensor as the domain sees it, and back.
import type { Insertable, Selectable } from 'kysely';
import type { Beat, ReceivedHeartbeat, Sensor } from '../domain/sensors/sensor.ts';
import type { SensorTable } from './registry-tables.ts';

export function toSensor(row: Selectable<SensorTable>): Sensor {
  return {
    id: row.id,
    orgId: row.org_id,
    keyId: row.api_key_id,
    name: row.name,
    version: row.version,
    platform: row.platform,
    analyzerVersion: row.analyzer_version,
    capabilities: JSON.parse(row.capabilities_json) as string[],
    isSystem: row.is_system === 1,
    epoch: row.epoch,
    instance: row.instance,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    connectedAt: row.connected_at,
    disconnectedAt: row.disconnected_at,
    heartbeat:
      row.heartbeat_json === null ? null : (JSON.parse(row.heartbeat_json) as ReceivedHeartbeat),
    cloneAlertAt: row.clone_alert_at,
    drainedAt: row.drained_at,
    lostMessages: row.lost_messages,
    beats: toBeats(row.beats_json),
  };
}

export function toBeats(json: string | null): readonly Beat[] {
  return json === null ? [] : (JSON.parse(json) as Beat[]);
}

/** `acked_seq`, `lost_messages`, `drained_at` and `beats_json` are moved on their own, never by putting the row. */
export function fromSensor(
  sensor: Sensor,
): Omit<Insertable<SensorTable>, 'acked_seq' | 'lost_messages' | 'drained_at' | 'beats_json'> {
  return {
    id: sensor.id,
    org_id: sensor.orgId,
    api_key_id: sensor.keyId,
    name: sensor.name,
    version: sensor.version,
    platform: sensor.platform,
    analyzer_version: sensor.analyzerVersion,
    capabilities_json: JSON.stringify(sensor.capabilities),
    is_system: sensor.isSystem ? 1 : 0,
    epoch: sensor.epoch,
    instance: sensor.instance,
    first_seen_at: sensor.firstSeenAt,
    last_seen_at: sensor.lastSeenAt,
    connected_at: sensor.connectedAt,
    disconnected_at: sensor.disconnectedAt,
    heartbeat_json: sensor.heartbeat === null ? null : JSON.stringify(sensor.heartbeat),
    clone_alert_at: sensor.cloneAlertAt,
  };
}
