// The inventory of an image in SQL: its body, the packages that searches and re-matching look for, and its place in
// the queue of the matcher.
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import type { Kysely } from 'kysely';
import type { InventoryStore } from '../domain/inventory/inventory-store.ts';
import { type ImageKey, replacePackages } from './image-package-rows.ts';
import { decodeInventory, encodeInventory } from './inventory-codec.ts';
import { replaceLabels } from './label-rows.ts';
import { replaceObservations } from './observation-rows.ts';
import type { Tables } from './tables.ts';

type InventoryRows = Pick<
  InventoryStore,
  'saveInventory' | 'inventory' | 'keepPackageFacts' | 'queueMatch'
>;

export function createInventoryRows(db: Kysely<Tables>, orgId: string): InventoryRows {
  return {
    saveInventory: async (imageId, inventory, now) => {
      await saveBody(db, { orgId, imageId }, inventory, now);
      await replacePackages(db, { orgId, imageId }, inventory.packages);
      await replaceLabels(db, { orgId, imageId }, inventory.facts.labels);
      await replaceObservations(db, { orgId, imageId }, inventory);
      await describeImage(db, { orgId, imageId }, inventory, now);
    },
    keepPackageFacts: async (imageId, inventory) => {
      const image = db.selectFrom('image').select('distro_json').where('id', '=', imageId);
      const row = await image.where('org_id', '=', orgId).executeTakeFirst();
      if (row === undefined || row.distro_json !== null) return;
      await replacePackages(db, { orgId, imageId }, inventory.packages);
      await db
        .updateTable('image')
        .where('org_id', '=', orgId)
        .where('id', '=', imageId)
        .set({ distro_json: JSON.stringify(inventory.distro ?? null) })
        .execute();
    },
    inventory: async (imageId) => {
      const row = await db
        .selectFrom('inventory')
        .select('body')
        .where('org_id', '=', orgId)
        .where('image_id', '=', imageId)
        .executeTakeFirst();
      return row && decodeInventory(row.body);
    },
    queueMatch: async (imageId, now) => {
      await db
        .insertInto('match_queue')
        .values({ org_id: orgId, image_id: imageId, requested_at: now, version: 0, is_whole: 1 })
        .onConflict((conflict) =>
          conflict.column('image_id').doUpdateSet((row) => ({
            requested_at: now,
            version: row('match_queue.version', '+', 1),
            is_whole: 1,
          })),
        )
        .execute();
    },
  };
}

async function saveBody(
  db: Kysely<Tables>,
  key: ImageKey,
  inventory: Inventory,
  now: number,
): Promise<void> {
  const row = {
    analyzer_version: inventory.analyzerVersion,
    ...encodeInventory(inventory),
    received_at: now,
  };
  await db
    .insertInto('inventory')
    .values({ org_id: key.orgId, image_id: key.imageId, ...row })
    .onConflict((conflict) => conflict.column('image_id').doUpdateSet(row))
    .execute();
}

/** What was matched before says nothing about this inventory; the findings stay until the next match. */
async function describeImage(
  db: Kysely<Tables>,
  key: ImageKey,
  inventory: Inventory,
  now: number,
): Promise<void> {
  const { platform, distro } = inventory;
  await db
    .updateTable('image')
    .where('org_id', '=', key.orgId)
    .where('id', '=', key.imageId)
    .set({
      kind: 'image',
      media_type: inventory.mediaType,
      size_bytes: inventory.sizeBytes,
      os: platform.os,
      architecture: platform.architecture,
      variant: platform.variant ?? null,
      scan_state: inventory.state,
      scan_error_code: null,
      scanned_at: now,
      analyzer_version: inventory.analyzerVersion,
      package_count: inventory.packages.length,
      distro:
        distro?.prettyName ?? (distro && `${distro.id} ${distro.versionId ?? ''}`.trim()) ?? null,
      distro_json: JSON.stringify(distro ?? null),
      matched_with: null,
    })
    .execute();
}
