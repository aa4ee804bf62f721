// The observations of an image in SQL, replaced as a whole with its inventory.
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { observationSeverities } from '@harborguard/shared/protocol/observation.ts';
import type { Kysely } from 'kysely';
import { inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

export async function replaceObservations(
  db: Kysely<Tables>,
  key: { readonly orgId: string; readonly imageId: number },
  { observations = [] }: Inventory,
): Promise<void> {
  await db
    .deleteFrom('image_observation')
    .where('org_id', '=', key.orgId)
    .where('image_id', '=', key.imageId)
    .execute();
  await inChunks(observations, (chunk) =>
    db
      .insertInto('image_observation')
      .values(
        chunk.map((one) => ({
          org_id: key.orgId,
          image_id: key.imageId,
          kind: one.kind,
          rule: one.rule,
          severity: one.severity,
          severity_rank: observationSeverities.indexOf(one.severity),
          path: one.path ?? null,
          body_json: JSON.stringify(one),
        })),
      )
      .execute(),
  );
}
