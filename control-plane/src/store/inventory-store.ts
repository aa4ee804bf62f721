// The inventory rows in SQL, put together from one file for each kind of row.
import type { Kysely } from 'kysely';
import type { InventoryStore, SystemInventoryStore } from '../domain/inventory/inventory-store.ts';
import { createImageRows } from './image-rows.ts';
import { createInventoryRows } from './inventory-rows.ts';
import type { Tables } from './tables.ts';
import { createTagDigestRows } from './tag-digest-rows.ts';
import { createTagRemovalRows } from './tag-removal-rows.ts';
import { createTagRows } from './tag-rows.ts';

export function createInventoryStore(db: Kysely<Tables>, orgId: string): InventoryStore {
  return {
    orgId,
    ...createTagRows(db, orgId),
    ...createTagRemovalRows(db, orgId),
    ...createTagDigestRows(db, orgId),
    ...createImageRows(db, orgId),
    ...createInventoryRows(db, orgId),
  };
}

export function createSystemInventoryStore(_db: Kysely<Tables>): SystemInventoryStore {
  return { scope: 'system' };
}
