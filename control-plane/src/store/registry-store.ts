// The rows of registries and the history of their syncs in SQL.
import { type Kysely, sql } from 'kysely';
import type {
  NewRegistry,
  Registry,
  RegistryChange,
  RegistryListOptions,
  RegistryStore,
  SystemRegistryStore,
} from '../domain/registries/registry-store.ts';
import { sortDirection } from './query-parts.ts';
import { blackoutsJson, registryColumns, toRegistry } from './registry-row.ts';
import { judgedSyncRuns, listSyncRuns } from './sync-run-rows.ts';
import type { Tables } from './tables.ts';

export function createRegistryStore(db: Kysely<Tables>, orgId: string): RegistryStore {
  const update = () => db.updateTable('registry').where('org_id', '=', orgId);
  return {
    orgId,
    insert: (registry) => insertRegistry(db, orgId, registry),
    find: async (id) => {
      const row = await db
        .selectFrom('registry')
        .select(registryColumns)
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return row && toRegistry(row);
    },
    list: (options) => listRegistries(db, orgId, options),
    change: async (id, change) => {
      await update().where('id', '=', id).set(changedColumns(change)).execute();
    },
    remove: async (id, now) => {
      const gone = {
        ...{ deleted_at: now, updated_at: now, credential_sealed: null, ca_pem: null },
        ...{ client_certificate_sealed: null, client_certificate_id: null },
      };
      await update().where('id', '=', id).set(gone).execute();
    },
    sealedSecrets: async (id) => {
      const row = await db
        .selectFrom('registry')
        .select(['credential_sealed', 'client_certificate_sealed'])
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return {
        credential: row?.credential_sealed ?? undefined,
        clientCertificate: row?.client_certificate_sealed ?? undefined,
      };
    },
    setSyncTimes: async (id, times) => {
      const set = {
        ...(times.lastSyncAt === undefined ? {} : { last_sync_at: times.lastSyncAt }),
        ...(times.nextSyncAt === undefined ? {} : { next_sync_at: times.nextSyncAt }),
        ...(times.syncWantedAt === undefined ? {} : { sync_wanted_at: times.syncWantedAt }),
      };
      if (Object.keys(set).length > 0) await update().where('id', '=', id).set(set).execute();
    },
    syncRuns: (id, page) => listSyncRuns(db, { orgId, registryId: id, ...page }),
    judgedSyncRuns: (id, limit) => judgedSyncRuns(db, { orgId, registryId: id, limit }),
    isSyncing: async (id, now) => {
      const row = await db
        .selectFrom('job')
        .select('id')
        .where('org_id', '=', orgId)
        .where('registry_id', '=', id)
        .where('kind', '=', 'sync')
        .where('state', 'in', ['assigned', 'running'])
        .where('lease_until', '>', now)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

export function createSystemRegistryStore(db: Kysely<Tables>): SystemRegistryStore {
  return {
    scope: 'system',
    find: async (id) => {
      const row = await db
        .selectFrom('registry')
        .select(registryColumns)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return row && toRegistry(row);
    },
    withPassedBlackout: async (now, limit) => {
      const rows = await db
        .selectFrom('registry')
        .select(registryColumns)
        .where('blackouts_json', 'is not', null)
        .where('deleted_at', 'is', null)
        .where((eb) => eb.or([eb('blackout_until', 'is', null), eb('blackout_until', '<=', now)]))
        .limit(limit)
        .execute();
      return rows.map(toRegistry);
    },
    forgetWindows: async () => {
      await db
        .updateTable('registry')
        .set({ blackout_from: null, blackout_until: null })
        .where('blackouts_json', 'is not', null)
        .execute();
    },
    forgetPlans: async (now) => {
      const registries = () => db.updateTable('registry').where('deleted_at', 'is', null);
      await registries().set({ next_sync_at: null }).execute();
      await registries().set({ last_sync_at: now }).where('last_sync_at', '>', now).execute();
    },
    hasSealedCredential: async () => {
      const row = await db
        .selectFrom('registry')
        .select('id')
        .where((is) =>
          is.or([
            is('credential_sealed', 'is not', null),
            is('client_certificate_sealed', 'is not', null),
          ]),
        )
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

async function insertRegistry(
  db: Kysely<Tables>,
  orgId: string,
  registry: NewRegistry,
): Promise<void> {
  await db
    .insertInto('registry')
    .values({
      id: registry.id,
      org_id: orgId,
      name: registry.name,
      provider: registry.provider,
      provider_chosen: registry.isProviderChosen ? 1 : 0,
      url: registry.url,
      scan_method: registry.scanMethod,
      schedule: registry.schedule,
      filters_json: JSON.stringify(registry.filters),
      allow_plain_http: registry.allowPlainHttp ? 1 : 0,
      ca_pem: registry.caPem ?? null,
      skip_tls_verify: registry.skipTlsVerify ? 1 : 0,
      client_certificate_sealed: registry.clientCertificateSealed ?? null,
      client_certificate_id: registry.clientCertificateId ?? null,
      pull_limits_json: registry.pullLimits ? JSON.stringify(registry.pullLimits) : null,
      credential_sealed: registry.credentialSealed ?? null,
      revision: registry.revision,
      created_at: registry.createdAt,
      updated_at: registry.updatedAt,
      deleted_at: null,
      cleared_at: null,
      last_sync_at: null,
      next_sync_at: null,
      sync_wanted_at: registry.syncWantedAt ?? null,
      cron_json: registry.cron === undefined ? null : JSON.stringify(registry.cron),
      blackouts_json: blackoutsJson(registry.blackouts),
      blackout_from: registry.blackoutWindow?.from ?? null,
      blackout_until: registry.blackoutWindow?.until ?? null,
      paused_at: null,
    })
    .execute();
}

const sortColumns = {
  name: 'name',
  createdAt: 'created_at',
  lastSyncAt: 'last_sync_at',
} as const;

async function listRegistries(
  db: Kysely<Tables>,
  orgId: string,
  options: RegistryListOptions,
): Promise<{ readonly registries: readonly Registry[]; readonly total: number }> {
  const listed = db
    .selectFrom('registry')
    .where('org_id', '=', orgId)
    .where('deleted_at', 'is', null)
    .$if(options.ids !== undefined, (query) => query.where('id', 'in', options.ids ?? []));
  const rows = await listed
    .select(registryColumns)
    .orderBy(
      sql`${sql.ref(sortColumns[options.sort])} ${sortDirection(!options.descending, options.sort === 'lastSyncAt')}`,
    )
    .orderBy('id')
    .offset(options.offset)
    .limit(options.limit)
    .execute();
  const { total } = await listed
    .select((is) => is.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { registries: rows.map(toRegistry), total: Number(total) };
}

function changedColumns(change: RegistryChange) {
  return {
    updated_at: change.updatedAt,
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.provider === undefined ? {} : { provider: change.provider }),
    ...(change.isProviderChosen === undefined
      ? {}
      : { provider_chosen: change.isProviderChosen ? (1 as const) : (0 as const) }),
    ...(change.url === undefined ? {} : { url: change.url }),
    ...(change.schedule === undefined ? {} : { schedule: change.schedule }),
    ...(change.filters === undefined ? {} : { filters_json: JSON.stringify(change.filters) }),
    ...(change.allowPlainHttp === undefined
      ? {}
      : { allow_plain_http: change.allowPlainHttp ? (1 as const) : (0 as const) }),
    ...(change.caPem === undefined ? {} : { ca_pem: change.caPem }),
    ...(change.skipTlsVerify === undefined
      ? {}
      : { skip_tls_verify: change.skipTlsVerify ? (1 as const) : (0 as const) }),
    ...(change.clientCertificate === undefined
      ? {}
      : {
          client_certificate_sealed: change.clientCertificate?.sealed ?? null,
          client_certificate_id: change.clientCertificate?.id ?? null,
        }),
    ...(change.pullLimits === undefined
      ? {}
      : { pull_limits_json: change.pullLimits && JSON.stringify(change.pullLimits) }),
    ...(change.credentialSealed === undefined
      ? {}
      : { credential_sealed: change.credentialSealed }),
    ...(change.revision === undefined ? {} : { revision: change.revision }),
    ...(change.nextSyncAt === undefined ? {} : { next_sync_at: change.nextSyncAt }),
    ...(change.pausedAt === undefined ? {} : { paused_at: change.pausedAt }),
    ...(change.cron === undefined
      ? {}
      : { cron_json: change.cron === null ? null : JSON.stringify(change.cron) }),
    ...(change.blackouts === undefined ? {} : { blackouts_json: blackoutsJson(change.blackouts) }),
    ...(change.blackoutWindow === undefined
      ? {}
      : {
          blackout_from: change.blackoutWindow?.from ?? null,
          blackout_until: change.blackoutWindow?.until ?? null,
        }),
  };
}
