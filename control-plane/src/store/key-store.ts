// The keys rows in SQL.
import type { Kysely } from 'kysely';
import type { KeyStore, SystemKeyStore } from '../domain/keys/key-store.ts';
import type { Tables } from './tables.ts';

export function createKeyStore(_db: Kysely<Tables>, orgId: string): KeyStore {
  return { orgId };
}

export function createSystemKeyStore(_db: Kysely<Tables>): SystemKeyStore {
  return { scope: 'system' };
}
