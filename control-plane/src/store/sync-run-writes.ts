// The history of a registry's syncs, written where a sync ends. Reading it for people is elsewhere.
import type { Kysely } from 'kysely';
import type { NewSyncRun } from '../domain/jobs/job-store.ts';
import type { Tables } from './tables.ts';

/** Beyond this the retry delay no longer grows, so nobody needs to know how many more there were. */
const failuresCountedMax = 20;

export async function insertSyncRun(
  db: Kysely<Tables>,
  orgId: string,
  run: NewSyncRun,
): Promise<void> {
  await db
    .insertInto('sync_run')
    .values({
      org_id: orgId,
      registry_id: run.registryId,
      job_id: run.jobId,
      outcome: run.outcome,
      started_at: run.startedAt,
      finished_at: run.finishedAt,
      duration_ms: Math.max(0, run.finishedAt - run.startedAt),
      repositories: run.repositories,
      tags: run.tags,
      digests: run.digests,
      added_tags: run.addedTags,
      removed_tags: run.removedTags,
      restricted: run.restricted ? 1 : 0,
      conditions_json: JSON.stringify(run.conditions),
      error_code: run.errorCode,
    })
    .execute();
}

export async function failedSyncsInARow(
  db: Kysely<Tables>,
  orgId: string,
  registryId: string,
): Promise<number> {
  const rows = await db
    .selectFrom('sync_run')
    .select('outcome')
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('outcome', '!=', 'cancelled')
    .orderBy('id', 'desc')
    .limit(failuresCountedMax)
    .execute();
  const successAt = rows.findIndex((row) => row.outcome === 'succeeded');
  return successAt === -1 ? rows.length : successAt;
}
