// The sensors that may serve a registry of an organisation.
import type { Kysely } from 'kysely';
import { mayServe, sensorRow } from './may-serve.ts';
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
          .where(mayServe(sensorRow)),
      ),
    )
    .orderBy('sensor.first_seen_at');
}
