// Data keys in SQL, and the search for values that were sealed without one.
import { type Kysely, type Selectable, sql } from 'kysely';
import type {
  DataKeyStore,
  DirectlySealed,
  SystemDataKeyStore,
  WrappedDataKey,
} from '../domain/credentials/data-key-store.ts';
import { dataKeyOwnerKinds } from '../domain/credentials/data-key-store.ts';
import type { DataKeyTable } from './setting-tables.ts';
import type { Tables } from './tables.ts';

export function createDataKeyStore(db: Kysely<Tables>, orgId: string): DataKeyStore {
  return {
    orgId,
    find: async ({ kind, id }) => {
      const row = await db
        .selectFrom('data_key')
        .selectAll()
        .where('org_id', '=', orgId)
        .where('owner_kind', '=', kind)
        .where('owner_id', '=', id)
        .executeTakeFirst();
      return row && toDataKey(row);
    },
    insert: async ({ id, owner, wrapped, wrappedBy, createdAt }) => {
      await db
        .insertInto('data_key')
        .values({
          ...{ id, org_id: orgId, owner_kind: owner.kind, owner_id: owner.id },
          ...{ wrapped, wrapped_by: wrappedBy, created_at: createdAt },
        })
        .onConflict((conflict) =>
          conflict.columns(['org_id', 'owner_kind', 'owner_id']).doNothing(),
        )
        .execute();
    },
    remove: async ({ kind, id }) => {
      await db
        .deleteFrom('data_key')
        .where('org_id', '=', orgId)
        .where('owner_kind', '=', kind)
        .where('owner_id', '=', id)
        .execute();
    },
  };
}

export function createSystemDataKeyStore(db: Kysely<Tables>): SystemDataKeyStore {
  return {
    scope: 'system',
    wrappingKeyIds: async () => {
      const rows = await db.selectFrom('data_key').select('wrapped_by').distinct().execute();
      return rows.map((row) => row.wrapped_by);
    },
    notWrappedBy: async (keyId, { afterId, limit }) => {
      const rows = await db
        .selectFrom('data_key')
        .selectAll()
        .where('wrapped_by', '!=', keyId)
        .where('id', '>', afterId)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toDataKey);
    },
    countNotWrappedBy: async (keyId) => {
      const { total } = await db
        .selectFrom('data_key')
        .select((is) => is.fn.countAll<number>().as('total'))
        .where('wrapped_by', '!=', keyId)
        .executeTakeFirstOrThrow();
      return Number(total);
    },
    rewrap: async (id, wrapped, wrappedBy) => {
      await db
        .updateTable('data_key')
        .set({ wrapped, wrapped_by: wrappedBy })
        .where('id', '=', id)
        .execute();
    },
    directlySealed: (keyId, limit) => directlySealed(db, keyId, limit),
    replaceSealed: async ({ place, sealed: before }, sealed) => {
      const table = sql.table(place.table);
      const column = sql.ref(place.column);
      await sql`update ${table} set ${column} = ${sealed}
        where id = ${place.rowId} and ${column} = ${before}`.execute(db);
    },
  };
}

/** The columns that hold sealed values, with whose data key seals them. */
const sealedColumns = [
  { table: 'registry', column: 'credential_sealed', kind: 'registry', ownerColumn: 'id' },
  { table: 'registry', column: 'client_certificate_sealed', kind: 'registry', ownerColumn: 'id' },
  { table: 'webhook_secret', column: 'sealed', kind: 'registry', ownerColumn: 'registry_id' },
  { table: 'notification_channel', column: 'sealed', kind: 'notifications', ownerColumn: 'org_id' },
] as const;

async function directlySealed(
  db: Kysely<Tables>,
  keyId: string,
  limit: number,
): Promise<readonly DirectlySealed[]> {
  const found: DirectlySealed[] = [];
  for (const { table, column, kind, ownerColumn } of sealedColumns) {
    // version (1) · key id (8) · …
    const { rows } = await sql<{ id: string; orgId: string; ownerId: string; sealed: Uint8Array }>`
      select id, org_id as "orgId", ${sql.ref(ownerColumn)} as "ownerId", ${sql.ref(column)} as sealed
      from ${sql.table(table)} where lower(hex(substr(${sql.ref(column)}, 2, 8))) = ${keyId}
      order by id limit ${limit - found.length}`.execute(db);
    for (const { id, orgId, ownerId, sealed } of rows) {
      const owner = { kind, id: ownerId };
      found.push({ orgId, owner, place: { table, column, rowId: id }, sealed });
    }
    if (found.length >= limit) break;
  }
  return found;
}

function toDataKey(row: Selectable<DataKeyTable>): WrappedDataKey {
  return {
    id: row.id,
    owner: {
      kind: dataKeyOwnerKinds.find((kind) => kind === row.owner_kind) ?? 'registry',
      id: row.owner_id,
    },
    wrapped: row.wrapped,
    wrappedBy: row.wrapped_by,
    createdAt: row.created_at,
  };
}
