// The registries that a sensor may serve, as one subquery.
import { type Kysely, sql } from 'kysely';
import { mayServe } from './may-serve.ts';
import type { Tables } from './tables.ts';

export interface ServingSensor {
  readonly id: string;
  readonly keyId: string;
  readonly isSystem: boolean;
}

export function servedRegistryIds(db: Kysely<Tables>, { id, keyId, isSystem }: ServingSensor) {
  return db
    .selectFrom('registry')
    .select('registry.id')
    .where(mayServe({ id: sql`${id}`, keyId: sql`${keyId}`, isSystem: sql.lit(isSystem ? 1 : 0) }));
}
