// The registries rows in SQL.
import type { Kysely } from 'kysely';
import type { RegistryStore, SystemRegistryStore } from '../domain/registries/registry-store.ts';
import type { Tables } from './tables.ts';

export function createRegistryStore(_db: Kysely<Tables>, orgId: string): RegistryStore {
  return { orgId };
}

export function createSystemRegistryStore(_db: Kysely<Tables>): SystemRegistryStore {
  return { scope: 'system' };
}
