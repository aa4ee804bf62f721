// The rows behind push events in SQL.
import type { Kysely } from 'kysely';
import type {
  NewWebhookSecret,
  SystemWebhookStore,
  WebhookStore,
} from '../domain/webhooks/webhook-store.ts';
import { registryColumns, toRegistry } from './registry-row.ts';
import type { Tables } from './tables.ts';
import {
  addPending,
  dropPending,
  hasRepositoryBelow,
  knownRepositories,
  listOpenSyncs,
  listPending,
  remember,
} from './webhook-pending-rows.ts';
import { insertReceipt, listReceipts } from './webhook-receipt-rows.ts';
import { toWebhookSecret } from './webhook-rows.ts';

export function createWebhookStore(db: Kysely<Tables>, orgId: string): WebhookStore {
  const place = (registryId: string) => ({ orgId, registryId });
  return {
    orgId,
    secrets: async (registryId) => {
      const rows = await db
        .selectFrom('webhook_secret')
        .selectAll()
        .where('org_id', '=', orgId)
        .where('registry_id', '=', registryId)
        .where('revoked_at', 'is', null)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(toWebhookSecret);
    },
    insertSecret: (secret) => insertSecret(db, orgId, secret),
    revokeSecrets: (registryId, ids, now) => revokeSecrets(db, place(registryId), { ids, now }),
    touchSecret: async (id, now) => {
      await db
        .updateTable('webhook_secret')
        .set({ last_used_at: now })
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .execute();
    },
    ...identityRows(db, orgId),
    remember: (registryId, keys, times) => remember(db, place(registryId), { keys, ...times }),
    insertReceipt: (receipt) => insertReceipt(db, orgId, receipt),
    receipts: (registryId, page) => listReceipts(db, orgId, { registryId, ...page }),
    addPending: (registryId, pushes, now) => addPending(db, place(registryId), { pushes, now }),
    pending: (registryId, limit) => listPending(db, place(registryId), limit),
    dropPending: (ids) => dropPending(db, orgId, ids),
    openSyncs: (registryId) => listOpenSyncs(db, place(registryId)),
    knownRepositories: (registryId, names) => knownRepositories(db, place(registryId), names),
    hasRepositoryBelow: (registryId, folder) => hasRepositoryBelow(db, place(registryId), folder),
  };
}

export function createSystemWebhookStore(db: Kysely<Tables>): SystemWebhookStore {
  const liveRegistries = () =>
    db.selectFrom('registry').select(registryColumns).where('deleted_at', 'is', null);
  return {
    scope: 'system',
    secretByHash: async (hash) => {
      const secret = await db
        .selectFrom('webhook_secret')
        .selectAll()
        .where('hash', '=', hash)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      if (secret === undefined) return undefined;
      const registry = await liveRegistries()
        .where('id', '=', secret.registry_id)
        .where('org_id', '=', secret.org_id)
        .executeTakeFirst();
      return registry && { secret: toWebhookSecret(secret), registry: toRegistry(registry) };
    },
    registriesAt: async (host, limit) => {
      const addresses = [`https://${host}`, `http://${host}`];
      const rows = await liveRegistries()
        .where((is) =>
          is.or(
            addresses.flatMap((address) => [
              is('url', '=', address),
              // With a path: between the slash and the character after it.
              is.and([is('url', '>', `${address}/`), is('url', '<', `${address}0`)]),
            ]),
          ),
        )
        .where((is) =>
          is.or([
            is('id', 'in', is.selectFrom('webhook_identity').select('registry_id')),
            is(
              'id',
              'in',
              is
                .selectFrom('webhook_secret')
                .select('registry_id')
                .where('sealed', 'is not', null)
                .where('revoked_at', 'is', null),
            ),
          ]),
        )
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toRegistry);
    },
    registriesWithPending: async () => {
      const rows = await db
        .selectFrom('webhook_pending')
        .select(['org_id', 'registry_id'])
        .distinct()
        .execute();
      return rows.map((row) => ({ orgId: row.org_id, registryId: row.registry_id }));
    },
    forget: async (now) => {
      await db.deleteFrom('webhook_seen').where('forget_at', '<=', now).execute();
    },
  };
}

async function insertSecret(
  db: Kysely<Tables>,
  orgId: string,
  secret: NewWebhookSecret,
): Promise<void> {
  await db
    .insertInto('webhook_secret')
    .values({
      id: secret.id,
      org_id: orgId,
      registry_id: secret.registryId,
      prefix: secret.prefix,
      hash: secret.hash,
      sealed: secret.sealed ?? null,
      created_at: secret.createdAt,
      last_used_at: null,
      revoked_at: null,
    })
    .execute();
}

async function revokeSecrets(
  db: Kysely<Tables>,
  { orgId, registryId }: { readonly orgId: string; readonly registryId: string },
  { ids, now }: { readonly ids: readonly string[]; readonly now: number },
): Promise<number> {
  if (ids.length === 0) return 0;
  const result = await db
    .updateTable('webhook_secret')
    .set({ revoked_at: now, sealed: null })
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('id', 'in', ids)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

function identityRows(
  db: Kysely<Tables>,
  orgId: string,
): Pick<WebhookStore, 'identity' | 'setIdentity'> {
  return {
    identity: async (registryId) => {
      const row = await db
        .selectFrom('webhook_identity')
        .select(['email', 'audience'])
        .where('org_id', '=', orgId)
        .where('registry_id', '=', registryId)
        .executeTakeFirst();
      return row && { email: row.email, audience: row.audience ?? undefined };
    },
    setIdentity: async (registryId, identity) => {
      await db
        .deleteFrom('webhook_identity')
        .where('org_id', '=', orgId)
        .where('registry_id', '=', registryId)
        .execute();
      if (identity === undefined) return;
      const { email, audience = null } = identity;
      await db
        .insertInto('webhook_identity')
        .values({ org_id: orgId, registry_id: registryId, email, audience })
        .execute();
    },
  };
}
