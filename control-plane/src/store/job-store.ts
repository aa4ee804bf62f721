// The rows of jobs in SQL, for one organisation and for the work that spans all of them.
import { type Kysely, sql } from 'kysely';
import { openJobStates } from '../domain/jobs/job.ts';
import type { JobListOptions, JobStore, SystemJobStore } from '../domain/jobs/job-store.ts';
import { createJobGroups } from './job-groups.ts';
import {
  anyReady,
  heldCounts,
  isHeld,
  nextFor,
  overBudget,
  withExpiredLease,
} from './job-queue.ts';
import { fromJob, toJob } from './job-row.ts';
import { countedRows, keysetPage, newestFirst } from './keyset-page.ts';
import { scheduledRegistries } from './scheduled-registries.ts';
import { failedSyncsInARow, insertSyncRun } from './sync-run-writes.ts';
import type { Tables } from './tables.ts';

export function createJobStore(db: Kysely<Tables>, orgId: string): JobStore {
  const jobs = () => db.selectFrom('job').selectAll().where('org_id', '=', orgId);
  return {
    orgId,
    insertUnlessOpen: async (job) => {
      const result = await db
        .insertInto('job')
        .values({ ...fromJob(job), org_id: orgId, progress_json: null })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    get: async (id) => {
      const row = await jobs().where('id', '=', id).executeTakeFirst();
      return row && toJob(row);
    },
    openByDedupeKey: async (dedupeKey) => {
      const row = await jobs()
        .where('dedupe_key', '=', dedupeKey)
        .where('state', 'in', openJobStates)
        .executeTakeFirst();
      return row && toJob(row);
    },
    openOf: async (registryId, limit) => {
      const rows = await jobs()
        .where('registry_id', '=', registryId)
        .where('state', 'in', openJobStates)
        .orderBy(sql`case state when 'queued' then 1 else 0 end`)
        .orderBy(sql`case kind when 'scan' then 1 else 0 end`)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toJob);
    },
    ...createJobGroups(db, orgId),
    list: (options) => listJobs(db, orgId, options),
    save: async (before, after) => {
      const result = await db
        .updateTable('job')
        .set(fromJob(after))
        .where('org_id', '=', orgId)
        .where('id', '=', before.id)
        .where('state', '=', before.state)
        .where('attempt', '=', before.attempt)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    postponeScans: async (registryId, notBefore) => {
      await db
        .updateTable('job')
        .set({ not_before: notBefore })
        .where('org_id', '=', orgId)
        .where('registry_id', '=', registryId)
        .where('kind', '=', 'scan')
        .where('state', '=', 'queued')
        .where('not_before', '<', notBefore)
        .execute();
    },
    insertSyncRun: (run) => insertSyncRun(db, orgId, run),
    failedSyncsInARow: (registryId) => failedSyncsInARow(db, orgId, registryId),
  };
}

export function createSystemJobStore(db: Kysely<Tables>): SystemJobStore {
  return {
    scope: 'system',
    get: async (id) => {
      const row = await db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toJob(row);
    },
    anyReady: (now) => anyReady(db, now),
    nextFor: (question) => nextFor(db, question),
    withExpiredLease: (now, limit) => withExpiredLease(db, now, limit),
    overBudget: (now, limit) => overBudget(db, now, limit),
    heldCounts: () => heldCounts(db),
    heldBy: async (sensorId) => {
      const rows = await db
        .selectFrom('job')
        .selectAll()
        .where('sensor_id', '=', sensorId)
        .where(isHeld)
        .execute();
      return rows.map(toJob);
    },
    extendLeases: async (byMs) => {
      await db
        .updateTable('job')
        .set((eb) => ({
          lease_until: eb('lease_until', '+', byMs),
          budget_until: eb('budget_until', '+', byMs),
        }))
        .where('state', 'in', ['assigned', 'running'])
        .execute();
    },
    renewLeases: async (leaseUntil, byMs) => {
      await db
        .updateTable('job')
        .set((eb) => ({ lease_until: leaseUntil, budget_until: eb('budget_until', '+', byMs) }))
        .where('state', 'in', ['assigned', 'running'])
        .where('lease_until', 'is not', null)
        .execute();
    },
    bringForward: async (byMs) => {
      await db
        .updateTable('job')
        .set((eb) => ({ not_before: eb('not_before', '-', byMs) }))
        .where('state', '=', 'queued')
        .execute();
    },
    saveProgress: async (jobId, progress) => {
      await db
        .updateTable('job')
        .set({ progress_json: JSON.stringify(progress) })
        .where('id', '=', jobId)
        .where('state', '=', 'running')
        .execute();
    },
    scheduledRegistries: (now, limit) => scheduledRegistries(db, now, limit),
  };
}

async function listJobs(db: Kysely<Tables>, orgId: string, options: JobListOptions) {
  const { kind, state, registryId, sensorId, page } = options;
  const listed = db
    .selectFrom('job')
    .where('org_id', '=', orgId)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'probe'))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'queued'))
    .$if(registryId !== undefined, (query) => query.where('registry_id', '=', registryId ?? ''))
    .$if(sensorId !== undefined, (query) => query.where('sensor_id', '=', sensorId ?? ''));
  const { rows, edges } = await keysetPage(listed.selectAll(), newestFirst, page);
  return { jobs: rows.map(toJob), ...edges, ...(await countedRows(db, listed)) };
}
