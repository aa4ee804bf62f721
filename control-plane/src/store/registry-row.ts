// One row of a registry as the domain sees it. The sealed credential stays behind: only whether it is there is read.
import {
  type Provider,
  providers,
  type RegistryFilters,
} from '@harborguard/shared/protocol/registry-target.ts';
import type { PullLimits } from '@harborguard/shared/registry/pull-budget.ts';
import { sql } from 'kysely';
import type { Registry } from '../domain/registries/registry-store.ts';
import type { Blackout } from '../domain/schedule/blackout.ts';
import type { CronPlan } from '../domain/schedule/cron.ts';
import type { RegistryTable } from './registry-tables.ts';

export const registryColumns = [
  'id',
  'org_id',
  'name',
  'provider',
  'provider_chosen',
  'url',
  'scan_method',
  'schedule',
  'filters_json',
  'allow_plain_http',
  'ca_pem',
  'skip_tls_verify',
  'client_certificate_id',
  'pull_limits_json',
  'revision',
  'created_at',
  'updated_at',
  'last_sync_at',
  'next_sync_at',
  'sync_wanted_at',
  'cron_json',
  'blackouts_json',
  'blackout_from',
  'blackout_until',
  'paused_at',
  sql<0 | 1>`credential_sealed is not null`.as('has_credential'),
] as const;

type RegistryRow = Omit<
  RegistryTable,
  'credential_sealed' | 'client_certificate_sealed' | 'deleted_at' | 'cleared_at'
> & {
  readonly has_credential: 0 | 1;
};

export function toRegistry(row: RegistryRow): Registry {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    provider: isProvider(row.provider) ? row.provider : 'CUSTOM',
    isProviderChosen: row.provider_chosen === 1,
    url: row.url,
    scanMethod: row.scan_method,
    schedule: row.schedule,
    filters: JSON.parse(row.filters_json) as RegistryFilters,
    allowPlainHttp: row.allow_plain_http === 1,
    caPem: row.ca_pem ?? undefined,
    skipTlsVerify: row.skip_tls_verify === 1,
    clientCertificateId: row.client_certificate_id ?? undefined,
    pullLimits:
      row.pull_limits_json === null ? undefined : (JSON.parse(row.pull_limits_json) as PullLimits),
    hasCredential: row.has_credential === 1,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastSyncAt: row.last_sync_at ?? undefined,
    nextSyncAt: row.next_sync_at ?? undefined,
    syncWantedAt: row.sync_wanted_at ?? undefined,
    cron: row.cron_json === null ? undefined : (JSON.parse(row.cron_json) as CronPlan),
    blackouts:
      row.blackouts_json === null ? [] : (JSON.parse(row.blackouts_json) as readonly Blackout[]),
    blackoutWindow:
      row.blackout_from === null || row.blackout_until === null
        ? undefined
        : { from: row.blackout_from, until: row.blackout_until },
    pausedAt: row.paused_at ?? undefined,
  };
}

/** An empty list is null, so that registries without any stand in no index. */
export function blackoutsJson(blackouts: readonly Blackout[] | undefined): string | null {
  return blackouts === undefined || blackouts.length === 0 ? null : JSON.stringify(blackouts);
}

function isProvider(value: string): value is Provider {
  return (providers as readonly string[]).includes(value);
}
