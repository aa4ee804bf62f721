// The findings rows in SQL.
import type { Kysely } from 'kysely';
import type { FindingStore, SystemFindingStore } from '../domain/findings/finding-store.ts';
import type { Tables } from './tables.ts';

export function createFindingStore(_db: Kysely<Tables>, orgId: string): FindingStore {
  return { orgId };
}

export function createSystemFindingStore(_db: Kysely<Tables>): SystemFindingStore {
  return { scope: 'system' };
}
