// The registries the scheduler has to look at: a sync is wanted, due or was never made, none is under way, and a
// sensor that may serve the registry is connected and has sent a heartbeat.
import { type Kysely, sql } from 'kysely';
import { openJobStates } from '../domain/jobs/job.ts';
import type { ScheduledRegistry } from '../domain/jobs/job-store.ts';
import type { CronPlan } from '../domain/schedule/cron.ts';
import { mayServe, sensorRow } from './may-serve.ts';
import { isRestrained } from './restrained-registries.ts';
import type { Tables } from './tables.ts';

export async function scheduledRegistries(
  db: Kysely<Tables>,
  now: number,
  limit: number,
): Promise<readonly ScheduledRegistry[]> {
  const rows = await db
    .selectFrom('registry')
    .select([
      'registry.id',
      'registry.org_id',
      'registry.schedule',
      'registry.cron_json',
      'registry.last_sync_at',
      'registry.next_sync_at',
      'registry.sync_wanted_at',
    ])
    .select((eb) => eb.exists(syncRunOf(db)).as('has_sync_run'))
    .where('registry.deleted_at', 'is', null)
    .where((eb) => eb.not(isRestrained(now)))
    .where((eb) =>
      eb.or([
        eb('registry.sync_wanted_at', 'is not', null),
        eb.and([eb('registry.last_sync_at', 'is', null), eb.not(eb.exists(syncRunOf(db)))]),
        eb.and([
          eb('registry.schedule', 'in', ['daily', 'weekly', 'cron']),
          eb.or([eb('registry.next_sync_at', 'is', null), eb('registry.next_sync_at', '<=', now)]),
        ]),
        // Only what has failed has a time.
        eb.and([eb('registry.schedule', '=', 'on_push'), eb('registry.next_sync_at', '<=', now)]),
      ]),
    )
    .where((eb) => eb.not(eb.exists(openSyncOf(db))))
    .where((eb) => eb.exists(connectedSensorFor(db)))
    .orderBy('registry.created_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    registryId: row.id,
    orgId: row.org_id,
    schedule: row.schedule,
    cron: row.cron_json === null ? undefined : (JSON.parse(row.cron_json) as CronPlan),
    lastSuccessAt: row.last_sync_at,
    nextSyncAt: row.next_sync_at,
    syncWantedAt: row.sync_wanted_at,
    hasSyncRun: Boolean(row.has_sync_run),
  }));
}

function syncRunOf(db: Kysely<Tables>) {
  return db
    .selectFrom('sync_run')
    .select('sync_run.id')
    .where('sync_run.registry_id', '=', sql.ref<string>('registry.id'));
}

function openSyncOf(db: Kysely<Tables>) {
  return db
    .selectFrom('job')
    .select('job.id')
    .where('job.org_id', '=', sql.ref<string>('registry.org_id'))
    .where('job.registry_id', '=', sql.ref<string>('registry.id'))
    .where('job.kind', '=', 'sync')
    .where('job.state', 'in', openJobStates)
    .where('job.dedupe_key', '=', sql<string>`'sync:' || registry.id`);
}

function connectedSensorFor(db: Kysely<Tables>) {
  return db
    .selectFrom('sensor')
    .select('sensor.id')
    .where('sensor.connected_at', 'is not', null)
    .where('sensor.heartbeat_json', 'is not', null)
    .where(mayServe(sensorRow));
}
