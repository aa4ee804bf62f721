// The history of a registry's syncs, read. The rows are written where a sync ends.
import type { Kysely, Selectable } from 'kysely';
import type { SyncRun } from '../domain/registries/registry-store.ts';
import type { SyncRunTable } from './registry-tables.ts';
import type { Tables } from './tables.ts';

interface SyncRunPage {
  readonly orgId: string;
  readonly registryId: string;
  readonly offset: number;
  readonly limit: number;
}

export async function listSyncRuns(
  db: Kysely<Tables>,
  page: SyncRunPage,
): Promise<{ readonly runs: readonly SyncRun[]; readonly total: number }> {
  const listed = db
    .selectFrom('sync_run')
    .where('org_id', '=', page.orgId)
    .where('registry_id', '=', page.registryId);
  const rows = await listed
    .selectAll()
    .orderBy('finished_at', 'desc')
    .orderBy('id', 'desc')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
  const { total } = await listed
    .select((is) => is.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { runs: rows.map(toSyncRun), total: Number(total) };
}

/** However many were cancelled since. */
export async function judgedSyncRuns(
  db: Kysely<Tables>,
  { orgId, registryId, limit }: Omit<SyncRunPage, 'offset'>,
): Promise<readonly SyncRun[]> {
  const rows = await db
    .selectFrom('sync_run')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('registry_id', '=', registryId)
    .where('outcome', '!=', 'cancelled')
    .orderBy('finished_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toSyncRun);
}

function toSyncRun(row: Selectable<SyncRunTable>): SyncRun {
  return {
    jobId: row.job_id,
    outcome: row.outcome,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    durationMs: row.duration_ms,
    repositories: row.repositories,
    tags: row.tags,
    digests: row.digests,
    addedTags: row.added_tags,
    removedTags: row.removed_tags,
    restricted: row.restricted === 1,
    conditions: JSON.parse(row.conditions_json) as string[],
    errorCode: row.error_code ?? undefined,
  };
}
