// The inventory of an image in SQL: its body, the packages that searches and re-matching look for, and its place in
// the queue of the matcher.
import { normalisePackageName } from '@harborguard/shared/advisories/normalise-package-name.ts';
import { languageEcosystemOf } from '@harborguard/shared/match/package-lookups.ts';
import type { Inventory, Package } from '@harborguard/shared/protocol/inventory.ts';
import type { Kysely } from 'kysely';
import type { InventoryStore } from '../domain/inventory/inventory-store.ts';
import { inChunks } from './in-chunks.ts';
import { decodeInventory, encodeInventory } from './inventory-codec.ts';
import { replaceObservations } from './observation-rows.ts';
import type { Tables } from './tables.ts';

type InventoryRows = Pick<InventoryStore, 'saveInventory' | 'inventory' | 'queueMatch'>;

export function createInventoryRows(db: Kysely<Tables>, orgId: string): InventoryRows {
  return {
    saveInventory: async (imageId, inventory, now) => {
      await saveBody(db, { orgId, imageId }, inventory, now);
      await replacePackages(db, { orgId, imageId }, inventory.packages);
      await replaceObservations(db, { orgId, imageId }, inventory);
      await describeImage(db, { orgId, imageId }, inventory, now);
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
        .values({ org_id: orgId, image_id: imageId, requested_at: now, version: 0 })
        .onConflict((conflict) =>
          conflict.column('image_id').doUpdateSet((row) => ({
            requested_at: now,
            version: row('match_queue.version', '+', 1),
          })),
        )
        .execute();
    },
  };
}

interface ImageKey {
  readonly orgId: string;
  readonly imageId: number;
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

async function replacePackages(
  db: Kysely<Tables>,
  key: ImageKey,
  packages: readonly Package[],
): Promise<void> {
  await db
    .deleteFrom('image_package')
    .where('org_id', '=', key.orgId)
    .where('image_id', '=', key.imageId)
    .execute();
  await inChunks(packages, (chunk) =>
    db
      .insertInto('image_package')
      .values(
        chunk.map((found) => ({
          org_id: key.orgId,
          image_id: key.imageId,
          type: found.type,
          name: found.name,
          source_name: advisoryName(found),
          version: found.version,
          layer: found.layer,
        })),
      )
      .execute(),
  );
}

function advisoryName(found: Package): string {
  const ecosystem = languageEcosystemOf(found.type);
  return ecosystem === undefined
    ? (found.source?.name ?? found.name)
    : normalisePackageName(ecosystem, found.name);
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
      matched_with: null,
    })
    .execute();
}
