// The rows of keys and of their registry scopes in SQL.
import type { Kysely, Selectable } from 'kysely';
import type {
  ApiKey,
  KeyListOptions,
  KeyStore,
  NewApiKey,
  SystemKeyStore,
} from '../domain/keys/key-store.ts';
import { isRole } from '../domain/keys/roles.ts';
import {
  createEnrolmentRows,
  enrolmentBy,
  makerOf,
  promoteKey,
  revokeEnrolmentsMadeBy,
} from './enrolment-rows.ts';
import { listOf } from './in-chunks.ts';
import type { ApiKeyTable } from './key-tables.ts';
import type { Tables } from './tables.ts';

export function createKeyStore(db: Kysely<Tables>, orgId: string): KeyStore {
  return {
    orgId,
    insert: (key) => insertKey(db, orgId, key),
    find: async (id) => {
      const row = await db
        .selectFrom('api_key')
        .selectAll()
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && (await toKeys(db, [row]))[0];
    },
    list: (options) => listKeys(db, orgId, options),
    revoke: async (id, now) => {
      const rows = await db
        .updateTable('api_key')
        .set({ revoked_at: now })
        .where('org_id', '=', orgId)
        .where((is) => is.or([is('id', '=', id), is('takes_over_from', '=', id)]))
        .where('revoked_at', 'is', null)
        .returning('id')
        .execute();
      const ids = rows.map((row) => row.id);
      await revokeEnrolmentsMadeBy(db, { orgId, makerIds: ids, now });
      return ids;
    },
    releaseRegistry: (registryId, now) => releaseRegistry(db, { orgId, registryId, now }),
    revokeOfPerson: async (personId, now) => {
      await db
        .updateTable('api_key')
        .set({ revoked_at: now })
        .where('org_id', '=', orgId)
        .where('person_id', '=', personId)
        .where('revoked_at', 'is', null)
        .execute();
    },
    promote: (keyId, now) => promoteKey(db, { orgId, keyId, now }),
    ...createEnrolmentRows(db, orgId),
  };
}

export function createSystemKeyStore(db: Kysely<Tables>): SystemKeyStore {
  const findBy = async (column: 'hash' | 'id', value: string): Promise<ApiKey | undefined> => {
    const row = await db
      .selectFrom('api_key')
      .selectAll()
      .where(column, '=', value)
      .executeTakeFirst();
    return row && (await toKeys(db, [row]))[0];
  };
  return {
    scope: 'system',
    findByHash: (hash) => findBy('hash', hash),
    find: (id) => findBy('id', id),
    findAll: async (ids) => {
      const rows = await db
        .selectFrom('api_key')
        .selectAll()
        .where('id', 'in', listOf(ids))
        .execute();
      return await toKeys(db, rows);
    },
    enrolmentByHash: (hash) => enrolmentBy(db, 'hash', hash),
    touch: async (id, now) => {
      await db.updateTable('api_key').set({ last_used_at: now }).where('id', '=', id).execute();
    },
    hasUsableUserKey: async (now) => {
      const row = await db
        .selectFrom('api_key')
        .select('id')
        .where('kind', '=', 'user')
        .where('revoked_at', 'is', null)
        .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
        .executeTakeFirst();
      return row !== undefined;
    },
    unusable: (ids, now) => unusableKeys(db, ids, now),
    revokeSystemKeys: async (name, now) => {
      const rows = await db
        .updateTable('api_key')
        .set({ revoked_at: now })
        .where('is_system', '=', 1)
        .where('name', '=', name)
        .where('revoked_at', 'is', null)
        .returning('id')
        .execute();
      return rows.map((row) => row.id);
    },
  };
}

async function insertKey(db: Kysely<Tables>, orgId: string, key: NewApiKey): Promise<void> {
  await db
    .insertInto('api_key')
    .values({
      id: key.id,
      org_id: orgId,
      name: key.name,
      kind: key.kind,
      role: key.role,
      prefix: key.prefix,
      hash: key.hash,
      sensors_max: key.sensorsMax,
      created_at: key.createdAt,
      expires_at: key.expiresAt ?? null,
      last_used_at: null,
      revoked_at: null,
      is_system: key.isSystem ? 1 : 0,
      person_id: key.personId ?? null,
      enrolment_token_id: key.enrolmentId ?? null,
      takes_over_from: key.takesOverFrom ?? null,
      created_by: key.createdBy?.id ?? null,
      created_by_name: key.createdBy?.name ?? null,
    })
    .execute();
  if (key.registryIds.length === 0) return;
  const scopes = key.registryIds.map((registryId) => ({
    org_id: orgId,
    api_key_id: key.id,
    registry_id: registryId,
  }));
  await db.insertInto('api_key_registry').values(scopes).execute();
}

async function listKeys(
  db: Kysely<Tables>,
  orgId: string,
  options: KeyListOptions,
): Promise<{ readonly keys: readonly ApiKey[]; readonly total: number }> {
  const listed = db
    .selectFrom('api_key')
    .where('org_id', '=', orgId)
    .where('is_system', '=', 0)
    .$if(options.personId !== undefined, (query) =>
      query.where('person_id', '=', options.personId ?? ''),
    )
    .$if(options.includeRevoked !== true, (query) => query.where('revoked_at', 'is', null));
  const rows = await listed
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .offset(options.offset)
    .limit(options.limit)
    .execute();
  const { total } = await listed
    .select((is) => is.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { keys: await toKeys(db, rows), total: Number(total) };
}

interface Release {
  readonly orgId: string;
  readonly registryId: string;
  readonly now: number;
}

async function releaseRegistry(db: Kysely<Tables>, release: Release): Promise<readonly string[]> {
  const { orgId, registryId, now } = release;
  const scoped = await db
    .deleteFrom('api_key_registry')
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('api_key_id', 'in', (inner) =>
      inner
        .selectFrom('api_key')
        .select('id')
        .where('org_id', '=', orgId)
        .where('kind', '=', 'sensor'),
    )
    .returning('api_key_id')
    .execute();
  const keyIds = scoped.map((row) => row.api_key_id);
  if (keyIds.length === 0) return [];
  const rows = await db
    .updateTable('api_key')
    .set({ revoked_at: now })
    .where('org_id', '=', orgId)
    .where('id', 'in', keyIds)
    .where('revoked_at', 'is', null)
    .where('is_system', '=', 0)
    .where('id', 'not in', (inner) =>
      inner.selectFrom('api_key_registry').select('api_key_id').where('org_id', '=', orgId),
    )
    .where('id', 'not in', (inner) =>
      inner
        .selectFrom('sensor')
        .innerJoin('registry_sensor', 'registry_sensor.sensor_id', 'sensor.id')
        .select('sensor.api_key_id')
        .where('registry_sensor.org_id', '=', orgId)
        .where('registry_sensor.registry_id', '!=', registryId),
    )
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

async function unusableKeys(
  db: Kysely<Tables>,
  ids: readonly string[],
  now: number,
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('api_key')
    .select('id')
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
    .where('revoked_at', 'is', null)
    .where('id', 'in', ids)
    .execute();
  const usable = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !usable.has(id));
}

async function toKeys(
  db: Kysely<Tables>,
  rows: readonly Selectable<ApiKeyTable>[],
): Promise<readonly ApiKey[]> {
  if (rows.length === 0) return [];
  const scopes = await db
    .selectFrom('api_key_registry')
    .select(['api_key_id', 'registry_id'])
    .where(
      'api_key_id',
      'in',
      rows.map((row) => row.id),
    )
    .execute();
  return rows.map((row) => toKey(row, scopes));
}

function toKey(
  row: Selectable<ApiKeyTable>,
  scopes: readonly { readonly api_key_id: string; readonly registry_id: string }[],
): ApiKey {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    kind: row.kind,
    role: isRole(row.role) ? row.role : 'viewer',
    prefix: row.prefix,
    registryIds: scopes
      .filter((scope) => scope.api_key_id === row.id)
      .map((scope) => scope.registry_id),
    sensorsMax: row.sensors_max,
    isSystem: row.is_system === 1,
    personId: row.person_id ?? undefined,
    enrolmentId: row.enrolment_token_id ?? undefined,
    takesOverFrom: row.takes_over_from ?? undefined,
    createdBy: makerOf(row),
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
