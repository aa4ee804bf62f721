// The inventory rows in SQL.
import type { Kysely } from 'kysely';
import type { InventoryStore, SystemInventoryStore } from '../domain/inventory/inventory-store.ts';
import type { Tables } from './tables.ts';

export function createInventoryStore(_db: Kysely<Tables>, orgId: string): InventoryStore {
  return { orgId };
}

export function createSystemInventoryStore(_db: Kysely<Tables>): SystemInventoryStore {
  return { scope: 'system' };
}
