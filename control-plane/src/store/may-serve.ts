// Which sensors may serve which registries: those whose key names it, those bound to it, and the managed sensor for every cloud
// registry. Whoever hands out or accepts anything asks this rule, from the side it stands on.
import { type RawBuilder, sql } from 'kysely';

/** As it stands in the query: columns of a row of sensors, or what is known of one. */
export interface SensorTerms {
  readonly id: RawBuilder<string>;
  readonly keyId: RawBuilder<string>;
  readonly isSystem: RawBuilder<number>;
}

/** Of the row `sensor` of the query around it. */
export const sensorRow: SensorTerms = {
  id: sql.ref('sensor.id'),
  keyId: sql.ref('sensor.api_key_id'),
  isSystem: sql.ref('sensor.is_system'),
};

/** Over the row `registry` of the query around it. Each part is one look into a primary key. */
export function mayServe({ id, keyId, isSystem }: SensorTerms) {
  return sql<boolean>`(registry.deleted_at is null and (
    exists (select 1 from api_key_registry where api_key_registry.api_key_id = ${keyId}
      and api_key_registry.registry_id = registry.id)
    or exists (select 1 from registry_sensor where registry_sensor.registry_id = registry.id
      and registry_sensor.sensor_id = ${id})
    or (${isSystem} = 1 and registry.scan_method = 'cloud')))`;
}
