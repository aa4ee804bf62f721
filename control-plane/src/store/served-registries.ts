// Which registries a sensor may serve, as one subquery: those of its key, those it is bound to, and for a managed
// sensor every cloud registry. Whoever hands out or accepts anything asks here.
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface ServingSensor {
  readonly id: string;
  readonly keyId: string;
  readonly isSystem: boolean;
}

export function servedRegistryIds(db: Kysely<Tables>, sensor: ServingSensor) {
  return db
    .selectFrom('registry')
    .select('registry.id')
    .where('registry.deleted_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb(
          'registry.id',
          'in',
          eb
            .selectFrom('api_key_registry')
            .select('api_key_registry.registry_id')
            .where('api_key_registry.api_key_id', '=', sensor.keyId),
        ),
        eb(
          'registry.id',
          'in',
          eb
            .selectFrom('registry_sensor')
            .select('registry_sensor.registry_id')
            .where('registry_sensor.sensor_id', '=', sensor.id),
        ),
        ...(sensor.isSystem ? [eb('registry.scan_method', '=', 'cloud')] : []),
      ]),
    );
}
