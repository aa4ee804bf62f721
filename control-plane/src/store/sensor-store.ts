// The sensors rows in SQL.
import type { Kysely } from 'kysely';
import type { SensorStore, SystemSensorStore } from '../domain/sensors/sensor-store.ts';
import type { Tables } from './tables.ts';

export function createSensorStore(_db: Kysely<Tables>, orgId: string): SensorStore {
  return { orgId };
}

export function createSystemSensorStore(_db: Kysely<Tables>): SystemSensorStore {
  return { scope: 'system' };
}
