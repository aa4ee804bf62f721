// Which sensors may serve a registry: the same rule as in served-registries.ts, asked from the other side.
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export function sensorsServing(db: Kysely<Tables>, orgId: string, registryId: string) {
  return db
    .selectFrom('sensor')
    .selectAll('sensor')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('registry')
          .select('registry.id')
          .where('registry.id', '=', registryId)
          .where('registry.org_id', '=', orgId)
          .where('registry.deleted_at', 'is', null),
      ),
    )
    .where((eb) =>
      eb.or([
        eb(
          'sensor.api_key_id',
          'in',
          eb
            .selectFrom('api_key_registry')
            .select('api_key_registry.api_key_id')
            .where('api_key_registry.registry_id', '=', registryId),
        ),
        eb(
          'sensor.id',
          'in',
          eb
            .selectFrom('registry_sensor')
            .select('registry_sensor.sensor_id')
            .where('registry_sensor.registry_id', '=', registryId),
        ),
        eb.and([eb('sensor.is_system', '=', 1), eb.exists(cloudRegistry(db, registryId))]),
      ]),
    )
    .orderBy('sensor.first_seen_at');
}

function cloudRegistry(db: Kysely<Tables>, registryId: string) {
  return db
    .selectFrom('registry')
    .select(sql.lit(1).as('one'))
    .where('id', '=', registryId)
    .where('scan_method', '=', 'cloud');
}
