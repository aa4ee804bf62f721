// Enrolment tokens in SQL.
import type { Kysely, Selectable } from 'kysely';
import type { EnrolmentToken, KeyMaker, KeyStore } from '../domain/keys/key-store.ts';
import { listOf } from './in-chunks.ts';
import type { EnrolmentTokenTable } from './people-tables.ts';
import type { Tables } from './tables.ts';

type EnrolmentRows = Pick<
  KeyStore,
  | 'insertEnrolment'
  | 'enrolments'
  | 'enrolment'
  | 'revokeEnrolment'
  | 'revokeEnrolmentsOf'
  | 'useEnrolment'
>;

export function createEnrolmentRows(db: Kysely<Tables>, orgId: string): EnrolmentRows {
  return {
    insertEnrolment: (token) => insert(db, orgId, token),
    enrolments: async ({ offset, limit }) => {
      const here = db.selectFrom('enrolment_token').where('org_id', '=', orgId);
      const rows = await here
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .offset(offset)
        .limit(limit)
        .execute();
      const { total } = await here
        .select((is) => is.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { tokens: await toTokens(db, rows), total: Number(total) };
    },
    enrolment: async (id) => {
      const token = await enrolmentBy(db, 'id', id);
      return token?.orgId === orgId ? token : undefined;
    },
    revokeEnrolment: async (id, now) => {
      await db
        .updateTable('enrolment_token')
        .set({ revoked_at: now })
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .execute();
    },
    revokeEnrolmentsOf: async (personId, now) => {
      const tokens = await db
        .selectFrom('api_key')
        .select('id')
        .where('org_id', '=', orgId)
        .where('person_id', '=', personId)
        .execute();
      const makerIds = [personId, ...tokens.map((row) => row.id)];
      await revokeEnrolmentsMadeBy(db, { orgId, makerIds, now });
    },
    useEnrolment: async (id, now) => {
      const result = await db
        .updateTable('enrolment_token')
        .set((is) => ({ uses: is('uses', '+', 1) }))
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .whereRef('uses', '<', 'uses_max')
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
  };
}

export async function enrolmentBy(
  db: Kysely<Tables>,
  column: 'id' | 'hash',
  value: string,
): Promise<EnrolmentToken | undefined> {
  const row = await db
    .selectFrom('enrolment_token')
    .selectAll()
    .where(column, '=', value)
    .executeTakeFirst();
  return row && (await toTokens(db, [row]))[0];
}

async function insert(
  db: Kysely<Tables>,
  orgId: string,
  token: EnrolmentToken & { readonly hash: string },
): Promise<void> {
  const { id, name, prefix, hash, uses } = token;
  await db
    .insertInto('enrolment_token')
    .values({
      ...{ id, name, prefix, hash, uses, org_id: orgId, role: 'ci' },
      labels_json: JSON.stringify(token.labels),
      uses_max: token.usesMax,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      revoked_at: null,
      created_by: token.createdBy?.id ?? null,
      created_by_name: token.createdBy?.name ?? null,
    })
    .execute();
  if (token.registryIds.length === 0) return;
  const scopes = token.registryIds.map((registryId) => ({
    ...{ org_id: orgId, enrolment_token_id: id },
    registry_id: registryId,
  }));
  await db.insertInto('enrolment_token_registry').values(scopes).execute();
}

async function toTokens(
  db: Kysely<Tables>,
  rows: readonly Selectable<EnrolmentTokenTable>[],
): Promise<readonly EnrolmentToken[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const scopes = await db
    .selectFrom('enrolment_token_registry')
    .select(['enrolment_token_id', 'registry_id'])
    .where('enrolment_token_id', 'in', ids)
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, orgId: row.org_id, name: row.name, prefix: row.prefix, uses: row.uses },
    registryIds: scopes
      .filter((scope) => scope.enrolment_token_id === row.id)
      .map((scope) => scope.registry_id),
    labels: JSON.parse(row.labels_json) as Record<string, string>,
    usesMax: row.uses_max,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at ?? undefined,
    createdBy: makerOf(row),
  }));
}

export function makerOf(row: {
  readonly created_by: string | null;
  readonly created_by_name: string | null;
}): KeyMaker | undefined {
  return row.created_by === null
    ? undefined
    : { id: row.created_by, name: row.created_by_name ?? '' };
}

export async function revokeEnrolmentsMadeBy(
  db: Kysely<Tables>,
  made: { readonly orgId: string; readonly makerIds: readonly string[]; readonly now: number },
): Promise<void> {
  if (made.makerIds.length === 0) return;
  await db
    .updateTable('enrolment_token')
    .set({ revoked_at: made.now })
    .where('org_id', '=', made.orgId)
    .where('created_by', 'in', listOf(made.makerIds))
    .where('revoked_at', 'is', null)
    .execute();
}

/** The candidate becomes the key; the one before and any other candidate for its place end. */
export async function promoteKey(
  db: Kysely<Tables>,
  { orgId, keyId, now }: { readonly orgId: string; readonly keyId: string; readonly now: number },
): Promise<readonly string[]> {
  const key = await db
    .selectFrom('api_key')
    .select('takes_over_from')
    .where('org_id', '=', orgId)
    .where('id', '=', keyId)
    .executeTakeFirst();
  const before = key?.takes_over_from ?? null;
  if (before === null) return [];
  await db
    .updateTable('api_key')
    .set({ takes_over_from: null })
    .where('org_id', '=', orgId)
    .where('id', '=', keyId)
    .execute();
  const rows = await db
    .updateTable('api_key')
    .set({ revoked_at: now })
    .where('org_id', '=', orgId)
    .where((is) => is.or([is('id', '=', before), is('takes_over_from', '=', before)]))
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}
